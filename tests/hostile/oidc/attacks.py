"""One hostile input: a valid sign-in with something of it changed, on whatever part of its way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final  # Any: JSON

from joserfc.jwk import RSAKey

from tests.hostile.garbling import garbled, junk
from tests.hostile.oidc.claims import hostile_claims
from tests.hostile.oidc.tokens import forged
from tests.oidc.hostile_provider import CODE, Json, Provider

Query = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """What the provider says, and what the browser brings back; everything else is as in a good sign-in.

    `told` says what was changed, once it has been.
    """

    name: str
    told: list[str] = field(default_factory=list)
    sign: Callable[[Provider, Json], Any] | None = None
    token: Json = field(default_factory=dict)
    body: bytes | None = None
    query: Callable[[Query], Query] = dict


def attack_of(random: Random, own: RSAKey) -> Attack:
    """Return one, most of them with claims that the provider itself has signed."""
    make: Callable[[Random, RSAKey], Attack] = random.choices(_KINDS, _WEIGHTS)[0]
    return make(random, own)


def _claims(random: Random, _own: RSAKey) -> Attack:
    told: list[str] = []

    def sign(provider: Provider, claims: Json) -> str:
        name, changed = hostile_claims(random, claims)
        told.append(f"{name}: { ({key: changed.get(key) for key in name.split('+')})!r}"[:300])
        return provider.signed(changed)

    return Attack(name="claims", told=told, sign=sign)


def _token(random: Random, own: RSAKey) -> Attack:
    return Attack(name="token", sign=lambda provider, claims: forged(random, provider, claims, own))


def _answer(random: Random, _own: RSAKey) -> Attack:
    """An answer of the token endpoint that is none."""
    bodies = (b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000, b'{"id_token":' * 5000, b"<html>")
    if random.random() < 0.5:
        return Attack(name="answer", body=random.choice(bodies))
    name = random.choice(("id_token", "access_token"))
    errors = ({"error": "invalid_grant"}, {"error": junk(random)}, {"error": "\x1b[31m" + "e" * 5000})
    odd: Json = {"id_token": None, "expires_in": random.choice((float("nan"), float("inf"), 10**400, "soon", [], -1))}
    return Attack(name="answer", token=random.choice(({name: random.choice((None, 7, [], {}))}, odd, *errors)))


def _query(random: Random, _own: RSAKey) -> Attack:
    """A way back that is not the one that the provider showed."""
    changes: Sequence[Callable[[Query], Query]] = (
        lambda query: query | {"state": garbled(random, query["state"])},
        lambda query: query | {"state": random.choice(("", ".", "x" * 10_000, "é.é", "\x00"))},
        lambda query: {name: value for name, value in query.items() if name != "state"},
        lambda query: {name: value for name, value in query.items() if name != "code"},
        lambda query: query | {"code": random.choice(("", [CODE, CODE]))},
        lambda query: query | {"state": [query["state"]] * 2},
        lambda query: (
            query | {"error": random.choice(("access_denied", "\x00", "<script>", "e" * 5000, "login_required"))}
        ),
        lambda query: query | {"iss": random.choice(("", "https://elsewhere.example", "\x00", "x" * 5000))},
    )
    return Attack(name="query", query=random.choice(changes))


_KINDS: Final[Sequence[Any]] = (_claims, _token, _answer, _query)
_WEIGHTS: Final = (60, 25, 5, 10)
