"""What no answer may say and be taken: each changes one thing that counts, and is signed by the provider itself."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType
from typing import Any, Final  # Any: the fields of what is said

from tests.hostile.garbling import garbled
from tests.saml.minting import ACS, BEARER, EVERYTHING, IDP, OURS, SUCCESS, TRANSIENT, Said

# In seconds: further off than clocks may be apart, and up to years.
_OFF: Final = (125, 10**8)
_ODD_MOMENTS: Final = (
    "",
    "now",
    "0",
    "-1",
    "2026-13-01T00:00:00Z",
    "2026-01-01T25:00:00Z",
    "2026-01-01T00:00:00",
    "2026-01-01",
    "9999-12-31T23:59:59-14:00",
    "0000-00-00T00:00:00Z",
    "2026-01-01T00:00:00.Z",
    "٢٠٢٦-٠١-٠١T٠٠:٠٠:٠٠Z",
    "1" * 5000,
    "P1D",
    "NaN",
)
_MOMENTS: Final = (
    ("Response", "IssueInstant"),
    ("Assertion", "IssueInstant"),
    ("Conditions", "NotBefore"),
    ("Conditions", "NotOnOrAfter"),
    ("SubjectConfirmationData", "NotOnOrAfter"),
    ("AuthnStatement", "AuthnInstant"),
)
Wrong = Callable[[Random], dict[str, Any]]


def other(random: Random, text: str) -> str:
    """Return a text that is like another, is not it, and can stand in XML."""
    changed = "".join(character for character in garbled(random, text) if character.isprintable())
    return changed if changed.strip() != text else changed + "x"


def wrongly_said(random: Random, said: Said) -> tuple[str, Said]:
    """Return what was changed, and what is said then."""
    names = random.sample(sorted(_WRONG), k=random.choices((1, 2, 3), (7, 2, 1))[0])
    changes: dict[str, Any] = {}
    for name in names:
        changes |= _WRONG[name](random)
    return f"{'+'.join(names)} {changes!r}"[:300], replace(said, **changes)


def with_odd_moment(random: Random, response: Any) -> str:
    """Put something that is no moment into the place of one, and return what."""
    (element, attribute), text = random.choice(_MOMENTS), random.choice(_ODD_MOMENTS)
    next(response.iter(f"{{*}}{element}")).set(attribute, text)
    return f"{element} {attribute} {text}"[:300]


def _off(random: Random) -> int:
    return random.randint(*_OFF)


def _names(random: Random) -> list[str]:
    return random.choice(([], ["dora", "ada"], ["do\u200bra"], [""], ["u" * 129], [" "], ["dora", ""]))


_WRONG: Final[Mapping[str, Wrong]] = MappingProxyType(
    {
        "issuer": lambda random: {"issuer": other(random, IDP)},
        "response_issuer": lambda random: {"response_issuer": other(random, IDP)},
        "destination": lambda random: {"destination": other(random, ACS)},
        "recipient": lambda random: {"recipient": other(random, ACS)},
        "audience": lambda random: {
            "audiences": random.choice(((), (other(random, OURS),), (OURS, other(random, OURS)), ("",)))
        },
        "request": lambda random: {"request_id": random.choice(("", "_made-up", "_" + "0" * 40, "x" * 9000))},
        "confirmed_request": lambda random: {"confirmed_request_id": random.choice(("", "_made-up", "é"))},
        "method": lambda random: {"method": other(random, BEARER)},
        "name_id": lambda random: {"name_id": random.choice(("", " ", "n" * 1025, "do\u200bra", "a\u2028b"))},
        "name_id_format": lambda _random: {"name_id_format": TRANSIENT},
        "status": lambda random: {"status": other(random, SUCCESS)},
        "version": lambda random: {"version": random.choice(("", "1.1", "2", "2.1", "2.0 x"))},
        "issued": lambda random: {"issued": _off(random)},
        "since": lambda random: {"since": _off(random)},
        "until": lambda random: {"until": -_off(random)},
        "confirmed_until": lambda random: {"confirmed_until": -_off(random)},
        "session_until": lambda random: {"session_until": -_off(random)},
        "username": lambda random: {"attributes": {**EVERYTHING, "name": _names(random)}},
        "condition": lambda random: {
            "more_conditions": random.choice(("<saml:Condition/>", "<x/>", "<saml:Conditions/>"))
        },
        "assertion_id": lambda _random: {"assertion_id": ""},
    }
)
