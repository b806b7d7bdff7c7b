"""Web sessions in words: which browser, where, since when, and how it was proved that it is them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.web_sessions import PROVIDER_MFA, Proof, SeenWebSession
from app.domain.words import _
from app.web.site import portal
from app.web.words import gettext

# In this order: browsers call themselves by the names of those before them.
_BROWSERS: Final = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
_LAST_BROWSER: Final = ("Safari/", "Safari")
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_WAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "password": _("password"),
        "totp": _("code of an authenticator app"),
        "passkey": _("passkey"),
        "recovery-code": _("recovery code"),
    }
)


@dataclass(frozen=True, slots=True)
class WebSessionRow:
    """One line of a list of web sessions; `is_this` is whether the list is looked at in it."""

    id: UUID
    browser: str
    address: str
    began: datetime
    seen: datetime
    proved: str
    is_this: bool


def web_session_rows(found: Iterable[SeenWebSession], *, this: UUID | None = None) -> tuple[WebSessionRow, ...]:
    """Return the lines of a list."""
    return tuple(
        WebSessionRow(
            id=one.id,
            browser=browser_of(one.user_agent or ""),
            address=one.address or gettext(_("unknown address")),
            began=one.created_at,
            seen=one.last_seen_at,
            proved=_in_words(one.proofs),
            is_this=one.id == this,
        )
        for one in found
    )


def browser_of(user_agent: str) -> str:
    """Say which browser on which system a `User-Agent` header speaks of: what it claims, no more."""
    browser = next((name for mark, name in (*_BROWSERS, _LAST_BROWSER) if mark in user_agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    if browser and system:
        return gettext(_("%(browser)s on %(system)s")) % {"browser": browser, "system": system}
    return browser or system or gettext(_("Unknown browser"))


def _in_words(proofs: Iterable[Proof]) -> str:
    return ", ".join(dict.fromkeys(_way(proof.how) for proof in proofs))


def _way(how: str) -> str:
    if how in _WAYS:
        return gettext(_WAYS[how])
    source = how.removesuffix(PROVIDER_MFA)
    way = portal().provider_ways.find(source)
    words = _("second factor at %(provider)s") if source != how else _("sign-in at %(provider)s")
    return gettext(words) % {"provider": way.label if way else source}
