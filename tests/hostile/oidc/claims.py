"""Claims that no sign-in may be made of: each changes one thing that counts, and is signed by the provider itself."""

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Any, Final  # Any: JSON

from tests.hostile.garbling import garbled, junk
from tests.oidc.hostile_provider import CLIENT_ID, Json

# In seconds: further off than clocks may be apart, and up to years.
_OFF: Final = (125, 10**8)
_ABSENT: Final = object()
_NOT_A_NUMBER: Final = float("nan")
Wrong = Callable[[Random, Json], Any]


def hostile_claims(random: Random, claims: Json) -> tuple[str, Json]:
    """Return what was changed, and the changed claims."""
    names = random.sample(sorted(_WRONG), k=random.choices((1, 2, 3), (7, 2, 1))[0])
    changed = {name: _WRONG[name](random, claims) for name in names}
    return "+".join(names), {name: value for name, value in (claims | changed).items() if value is not _ABSENT}


def _text(random: Random, claims: Json, name: str) -> Any:
    return random.choice((garbled(random, claims[name]), junk(random), _ABSENT, None, [claims[name]] * 2))


def _audience(random: Random, _claims: Json) -> Any:
    other = garbled(random, CLIENT_ID)
    return random.choice((other, [other], [CLIENT_ID, other], [other, CLIENT_ID], junk(random), [], _ABSENT, None))


def _expiry(random: Random, claims: Json) -> Any:
    return random.choice((claims["iat"] - random.randint(*_OFF), *_no_moments(random)))


def _issued(random: Random, claims: Json) -> Any:
    off = random.randint(*_OFF) * random.choice((-1, 1))
    return random.choice((claims["iat"] + off, *_no_moments(random)))


def _proved(random: Random, claims: Json) -> Any:
    return random.choice((claims["iat"] - 3600 - random.randint(*_OFF), *_no_moments(random)))


def _no_moments(random: Random) -> tuple[Any, ...]:
    odd = (_NOT_A_NUMBER, float("inf"), -float("inf"), 10**400, -(10**400), 1e300)
    return (_ABSENT, None, "", "now", str(2**31), [], {}, False, -1, *odd, junk(random))


def _subject(random: Random, _claims: Json) -> Any:
    return random.choice(("", "s" * random.randint(256, 4000), "süb", "\ud800", 7, junk(random), _ABSENT, None))


def _username(random: Random, _claims: Json) -> Any:
    return random.choice(("", " ", "u" * random.randint(129, 4000), "do\u200bra", "dora\x00", 7, junk(random), _ABSENT))


def _groups(random: Random, _claims: Json) -> Any:
    return random.choice(({"a": 1}, 7, True, ["developers", 7], [None], [["developers"]], _ABSENT, None))


_WRONG: Final[Mapping[str, Wrong]] = MappingProxyType(
    {
        "iss": lambda random, claims: _text(random, claims, "iss"),
        "nonce": lambda random, claims: _text(random, claims, "nonce"),
        # A list that has it is enough.
        "hd": lambda random, claims: random.choice((garbled(random, claims["hd"]), junk(random), _ABSENT, [], {})),
        "aud": _audience,
        "azp": lambda random, _claims: random.choice((garbled(random, CLIENT_ID) or "x", junk(random))),
        "exp": _expiry,
        "iat": _issued,
        "nbf": lambda random, claims: claims["iat"] + random.randint(*_OFF),
        "auth_time": _proved,
        "sub": _subject,
        "preferred_username": _username,
        "groups": _groups,
        "at_hash": lambda random, _claims: random.choice(("x", garbled(random, "dNZX1hEZ9wBCzNL40Upu1A") or "x", "é")),
    }
)
