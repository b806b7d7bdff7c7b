"""Passkeys, added and used through the pages as people do it."""

from tests.web.pages import Page
from tests.web.security_key import SecurityKey, options_on
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD


def begin_key(visitor: Visitor) -> Page:
    """Begin to add a passkey, with the password where it is asked for; the page that lets the browser make it."""
    proved = visitor.token() | {"proof_ways": "password", "proof_password": PASSWORD}
    assert visitor.post("/profile/passkeys", proved).headers["Location"] == "/profile/passkeys/new"
    return visitor.page("/profile/passkeys/new")


def confirm_key(visitor: Visitor, page: Page, brought: str, name: str = "Blue key") -> Page:
    """Send what the browser has made; the page where that leads."""
    form = page.form_to("/profile/passkeys/confirmation")
    answer = visitor.post(form.action, form.fields | {"passkey": brought, "name": name})
    return visitor.page(answer.headers["Location"]) if answer.status_code == 303 else Page(answer.text)


def add_key(visitor: Visitor, name: str = "Blue key") -> SecurityKey:
    """Add a passkey of that name."""
    key, page = SecurityKey.called(name), begin_key(visitor)
    done = confirm_key(visitor, page, key.make(options_on(page)), name)
    assert "Add a passkey" not in done.headings
    return key


def begin_sign_in(visitor: Visitor, return_to: str = "/") -> Page:
    """Press “Use a passkey instead”; the page that asks for it."""
    form = visitor.page(f"/sign-in?return_to={return_to}").form_to("/sign-in/passkey")
    return visitor.page(visitor.post(form.action, form.fields).headers["Location"])
