"""An authenticator app on somebody's phone, added through the pages as people do it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, World

STEP = timedelta(seconds=30)
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@dataclass(frozen=True, slots=True)
class AuthenticatorApp:
    """Shows codes; `recovery_codes` are what somebody wrote down when they added it."""

    secret: str
    recovery_codes: tuple[str, ...]

    def code(self, at: datetime) -> str:
        """What it shows at that moment."""
        return pyotp.TOTP(self.secret).at(at)


def begin_app(visitor: Visitor) -> str:
    """Begin to add an app, with the password where it is asked for, and return its secret."""
    proved = visitor.token() | {"proof_ways": "password", "proof_password": PASSWORD}
    assert visitor.post("/profile/totp", proved).headers["Location"] == "/profile/totp/new"
    return secret_on(visitor.page("/profile/totp/new"))


def add_app(visitor: Visitor, world: World) -> AuthenticatorApp:
    """Add an app, and let half a minute go by, so that its next code is another."""
    secret = begin_app(visitor)
    answer = confirm_app(visitor, pyotp.TOTP(secret).at(world.clock.now))
    world.clock.advance(STEP)
    return AuthenticatorApp(secret, codes_on(answer))


def confirm_app(visitor: Visitor, code: str) -> Page:
    """Type the code that the app shows."""
    form = visitor.page("/profile/totp/new").form_to("/profile/totp/confirmation")
    return Page(visitor.post("/profile/totp/confirmation", form.fields | {"code": code}).text)


def secret_on(page: Page) -> str:
    """The secret that a page shows as text."""
    (shown,) = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.words)
    return str(shown).replace(" ", "")


def codes_on(page: Page) -> tuple[str, ...]:
    """The recovery codes that a page shows."""
    return tuple(CODE.findall(page.words))


def second_step(visitor: Visitor, code: str) -> Page:
    """Fill in the second step of signing in; the page where that leads."""
    answer = visitor.post(
        "/sign-in/second-step",
        visitor.page("/sign-in/second-step").form_to("/sign-in/second-step").fields | {"code": code},
    )
    return visitor.page(answer.headers["Location"]) if answer.status_code == 303 else Page(answer.text)
