"""Ways into a running portal without a window: for people of the cast who have a security key."""

from dataclasses import dataclass, field

import requests

from tests.web.pages import Page
from tests.web.security_key import SecurityKey, options_on
from tests.web.visitor import SAME_ORIGIN


@dataclass(slots=True)
class Hall:
    """Somebody before a running portal; `cookies` are what their browser would have."""

    url: str
    username: str
    http: requests.Session = field(default_factory=requests.Session)

    @property
    def key(self) -> SecurityKey:
        return SecurityKey.held_by(self.username, self.url)

    @property
    def cookies(self) -> dict[str, str]:
        return {str(cookie.name): str(cookie.value) for cookie in self.http.cookies}

    def enter_with_key(self) -> None:
        """Sign in with the passkey and nothing else."""
        page = self._sent(self._page("/sign-in"), "/sign-in/passkey")
        self._sent(page, "/sign-in/passkey/answer", passkey=self.key.answer(options_on(page)))

    def enter_with_code(self, password: str, code: str) -> None:
        """Sign in with the password and a code of the authenticator app."""
        page = self._sent(self._page("/sign-in"), "/sign-in/local", username=self.username, password=password)
        self._sent(page, "/sign-in/second-step", code=code)

    def add_key(self) -> None:
        """Add the security key to one's own sign-in."""
        page = self._sent(self._page("/profile"), "/profile/passkeys")
        made = self.key.make(options_on(page))
        self._sent(page, "/profile/passkeys/confirmation", passkey=made, name="Key")

    def _page(self, path: str) -> Page:
        return Page(self.http.get(self.url + path, timeout=10).text)

    def _sent(self, page: Page, action: str, **typed: str) -> Page:
        """Fill in a form of a page and send it; the page where that leads."""
        fields = page.form_to(action).fields | typed
        answer = self.http.post(self.url + action, fields, headers=SAME_ORIGIN, timeout=10)
        answer.raise_for_status()
        return Page(answer.text)
