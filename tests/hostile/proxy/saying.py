"""What no proof may say: each changes one thing that counts, and is signed by the proxy itself."""

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Any, Final  # Any: JSON

from tests.hostile.garbling import garbled, junk
from tests.proxy.signing import Json, Signer

# In seconds: further off than clocks may be apart, and up to years.
_OFF: Final = (65, 10**8)
_ABSENT: Final = object()
_NO_NUMBERS: Final[tuple[Any, ...]] = (None, "", "now", str(2**31), [], {}, False)
_ODD: Final = (*_NO_NUMBERS, -1, float("nan"), float("inf"), -float("inf"), 10**400, 1e300)
_AUDIENCES: Final[Mapping[str, str]] = MappingProxyType({"alb": "client", "cloudflare": "aud", "iap": "aud"})
_USERNAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"alb": "preferred_username", "cloudflare": "email", "iap": "email"}
)
Wrong = Callable[[Random, Any], Any]


def hostile_token(random: Random, signer: Signer) -> tuple[str, str]:
    """Return what was changed, and a token with the proxy's own signature."""
    header, claims = signer.said()
    facts = header if signer.pads else claims
    signers: dict[str, Wrong] = {"signer": _text} if signer.pads else {}
    wrong: dict[str, Wrong] = {**_FACTS, **signers, _AUDIENCES[signer.kind]: _audience}
    told: dict[str, Wrong] = {**_CLAIMS, **_OWN[signer.kind], _USERNAMES[signer.kind]: _username}
    names = random.sample(sorted({*wrong, *told}), k=random.choices((1, 2, 3), (7, 2, 1))[0])
    for name in names:
        place, change = (facts, wrong[name]) if name in wrong else (claims, told[name])
        place[name] = change(random, place.get(name))
    changed = f"{'+'.join(names)}: { ({name: facts.get(name, claims.get(name)) for name in names})!r}"[:300]
    return changed, signer.signed(_present(header), _present(claims))


def _present(said: Json) -> Json:
    return {name: value for name, value in said.items() if value is not _ABSENT}


def _text(random: Random, value: Any) -> Any:
    return random.choice((garbled(random, value), junk(random), _ABSENT, None, [value] * 2))


def _audience(random: Random, value: Any) -> Any:
    other = garbled(random, value[0] if isinstance(value, list) else value)
    return random.choice((other, [other], junk(random), [], _ABSENT, None))


def _expiry(random: Random, value: Any) -> Any:
    return random.choice((value - 3600 - random.randint(*_OFF), _ABSENT, *_ODD, junk(random)))


def _begin(random: Random, value: Any) -> Any:
    ahead = 4_000_000_000 if value is None else value + random.randint(*_OFF)
    return random.choice((ahead, *_ODD, junk(random)))


def _subject(random: Random, _value: Any) -> Any:
    return random.choice(("", "s" * random.randint(256, 4000), "süb", "\ud800", 7, junk(random), _ABSENT, None))


def _username(random: Random, _value: Any) -> Any:
    return random.choice(("", " ", "u" * random.randint(129, 4000), "do\u200bra", "dora\x00", 7, junk(random), _ABSENT))


def _groups(random: Random, _value: Any) -> Any:
    return random.choice(({"a": 1}, 7, True, ["developers", 7], [None], [["developers"]], _ABSENT, None))


def _custom(random: Random, _value: Any) -> Any:
    groups = random.choice(({"a": 1}, 7, True, ["developers", 7], [None], [["developers"]], None))
    return random.choice(({"groups": groups}, {}, "developers", 7, _ABSENT, junk(random)))


def _domain(random: Random, value: Any) -> Any:
    return random.choice((garbled(random, value), junk(random), _ABSENT, [], {}))


def _unverified(random: Random, _value: Any) -> Any:
    return random.choice((False, "false", "FALSE", None, 0, "no", []))


_FACTS: Final[Mapping[str, Wrong]] = MappingProxyType({"iss": _text, "exp": _expiry, "iat": _begin, "nbf": _begin})
_CLAIMS: Final[Mapping[str, Wrong]] = MappingProxyType({"sub": _subject})
_OWN: Final[Mapping[str, Mapping[str, Wrong]]] = MappingProxyType(
    {
        "alb": {"groups": _groups},
        "cloudflare": {"custom": _custom, "email_verified": _unverified},
        "iap": {"hd": _domain, "email_verified": _unverified},
    }
)
