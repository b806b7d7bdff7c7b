"""Every blueprint of the pages about one's own sign-in."""

from typing import Final

from flask import Blueprint

from app.web.profile import page, passkeys, password, recovery_codes, totp, web_sessions

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    page.bp,
    passkeys.bp,
    password.bp,
    recovery_codes.bp,
    totp.bp,
    web_sessions.bp,
)
