"""Tokens that the provider did not sign, or not like this: forged, altered, cut, and of other kinds."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from random import Random
from typing import Any, Final  # Any: JSON

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from tests.hostile.garbling import garbled, junk
from tests.oidc.hostile_provider import Json, Provider

_OTHER_ALGORITHMS: Final = (
    "none",
    "None",
    "NONE",
    "HS256",
    "HS384",
    "HS512",
    "RS384",
    "PS256",
    "ES256",
    "EdDSA",
    "rs256",
)
_OTHER_KINDS: Final = ("x5u", "jku", "x5c", "jwk")


def forged(random: Random, provider: Provider, claims: Json, own: RSAKey) -> Any:
    """Return what stands in an answer in the place of the ID token."""
    return random.choice(_FORGERIES)(random, provider, claims, own)


def _other_algorithm(random: Random, provider: Provider, claims: Json, _own: RSAKey) -> str:
    """Signed with what everybody can read, or not at all."""
    algorithm = random.choice((*_OTHER_ALGORITHMS, None, 7, ["RS256"], {"RS256": 1}, ""))
    header = {"alg": algorithm, "kid": str(provider.key.kid)}
    public = random.choice(
        (provider.key.as_pem(private=False), json.dumps(provider.key.as_dict(private=False)).encode())
    )
    body = _joined(header, claims)
    signature = hmac.new(public, body.encode(), hashlib.sha256).digest()
    return f"{body}.{random.choice((_encoded(signature), ''))}"


def _own_key(random: Random, provider: Provider, claims: Json, own: RSAKey) -> str:
    """A good signature by a stranger, who may say where their key is."""
    names = (str(provider.key.kid), garbled(random, str(provider.key.kid)), "../keys", "' OR 1=1--", "")
    header: Json = {"alg": "RS256", "kid": random.choice(names)}
    kind = random.choice((*_OTHER_KINDS, "typ"))
    header[kind] = own.as_dict(private=False) if kind == "jwk" else f"{provider.issuer}/keys"
    return _signed(header, claims, own)


def _odd_key_name(random: Random, provider: Provider, claims: Json, own: RSAKey) -> str:
    return (
        _joined({"alg": "RS256", "kid": junk(random)}, claims) + "." + _encoded(own.kid.encode() if own.kid else b"x")
    )


def _critical(random: Random, provider: Provider, claims: Json, _own: RSAKey) -> str:
    """The provider's own signature, over a header that asks for what nobody here understands. RFC 7515, 4.1.11."""
    name = random.choice(("exp", "b64", "x", "http://example.com/UNDEFINED"))
    body = _joined({"alg": "RS256", "kid": str(provider.key.kid), "crit": [name], name: False}, claims)
    return f"{body}.{_signature(body, provider.key)}"


def _altered(random: Random, provider: Provider, claims: Json, _own: RSAKey) -> str:
    """One character of what was signed is another one."""
    header, payload, signature = provider.signed(claims).split(".")
    if random.random() < 0.5:
        return f"{garbled(random, header)}.{payload}.{signature}"
    return f"{header}.{garbled(random, payload)}.{signature}"


def _other_claims(random: Random, provider: Provider, claims: Json, _own: RSAKey) -> str:
    """Other claims under a signature that was good."""
    header, _payload, signature = provider.signed(claims).split(".")
    other = claims | random.choice(({"sub": "boss"}, {"groups": ["admins"]}, {"preferred_username": "ada"}))
    return f"{header}.{_encoded(json.dumps(other).encode())}.{signature}"


def _flipped(random: Random, provider: Provider, claims: Json, _own: RSAKey) -> str:
    """One bit of the signature."""
    body, _dot, signature = provider.signed(claims).rpartition(".")
    octets = bytearray(urlsafe_b64decode(signature.encode()))
    octets[random.randrange(len(octets))] ^= 1 << random.randrange(8)
    return f"{body}.{_encoded(bytes(octets))}"


def _shape(random: Random, provider: Provider, claims: Json, _own: RSAKey) -> Any:
    """Too few parts, too many, or no token at all."""
    token = provider.signed(claims)
    parts = token.split(".")
    return random.choice(
        (
            ".".join(parts[:2]),
            token + "." + parts[2],
            f"{parts[0]}..{parts[2]}",
            f".{parts[1]}.{parts[2]}",
            "." * random.randint(0, 9),
            {"payload": parts[1], "signatures": [{"protected": parts[0], "signature": parts[2]}]},
            [token],
            "A" * random.randint(1, 200_000),
            _encoded(b"[" * 5000) + "." + parts[1] + "." + parts[2],
            _encoded(b'{"alg":"RS256","alg":"none"}') + "." + parts[1] + ".",
            junk(random),
            None,
        )
    )


_FORGERIES: Final[Sequence[Any]] = (
    *(_other_algorithm, _own_key, _odd_key_name, _critical),
    *(_altered, _other_claims, _flipped, _shape),
)


def _signed(header: Json, claims: Json, key: RSAKey) -> str:
    body = _joined(header, claims)
    return f"{body}.{_signature(body, key)}"


def _signature(body: str, key: RSAKey) -> str:
    assert key.private_key is not None
    return _encoded(key.private_key.sign(body.encode(), PKCS1v15(), SHA256()))


def _joined(header: Json, claims: Json) -> str:
    return f"{_encoded(json.dumps(header).encode())}.{_encoded(json.dumps(claims).encode())}"


def _encoded(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode()
