"""Tokens that the proxy did not sign, or not like this: forged, altered, cut, spelled otherwise, and sent twice."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any, Final  # Any: each forgery's function
from uuid import UUID

from joserfc.jwk import ECKey, RSAKey

from tests.hostile.garbling import garbled, junk
from tests.proxy.signing import Signer, signature_of

_OTHERS: Final = ("none", "None", "HS256", "HS384", "RS384", "PS256", "ES384", "EdDSA", "es256", "rs256", "")
Own = ECKey | RSAKey


def forged_token(random: Random, signer: Signer, own: Own) -> str:
    """Return what stands in the header in the place of a proof."""
    forged: str = random.choice(_FORGERIES)(random, signer, own)
    return forged


def _other_algorithm(random: Random, signer: Signer, _own: Own) -> str:
    """Signed with what everybody can read, or not at all."""
    header, claims = signer.said()
    header["alg"] = random.choice((*_OTHERS, None, 7, [signer.algorithm], {signer.algorithm: 1}))
    body = f"{signer.encoded(header)}.{signer.encoded(claims)}"
    public = signer.key.as_pem(private=False)
    signature = hmac.new(public, body.encode(), hashlib.sha256).digest()
    return f"{body}.{random.choice((signer.spelled(signature), ''))}"


def _own_key(random: Random, signer: Signer, own: Own) -> str:
    """A good signature by a stranger, who may say where their key is."""
    header, claims = signer.said()
    header["kid"] = random.choice((signer.kid, garbled(random, signer.kid), "../keys", "' OR 1=1--", "", _uuid(random)))
    kind = random.choice(("x5u", "jku", "jwk", "typ"))
    header[kind] = own.as_dict(private=False) if kind == "jwk" else "https://elsewhere.example/keys"
    return signer.signed(header, claims, key=own)


def _odd_key_name(random: Random, signer: Signer, _own: Own) -> str:
    header, claims = signer.said()
    return signer.signed(header | {"kid": junk(random)}, claims)


def _critical(random: Random, signer: Signer, _own: Own) -> str:
    """The proxy's own signature, over a header that asks for what nobody here understands. RFC 7515, 4.1.11."""
    header, claims = signer.said()
    name = random.choice(("exp", "b64", "x", "http://example.com/UNDEFINED"))
    return signer.signed(header | {"crit": random.choice(([name], [], None, name)), name: False}, claims)


def _altered(random: Random, signer: Signer, _own: Own) -> str:
    """One character of what was signed is another one."""
    header, claims, signature = signer.token().split(".")
    if random.random() < 0.5:
        return f"{garbled(random, header)}.{claims}.{signature}"
    return f"{header}.{garbled(random, claims)}.{signature}"


def _other_claims(random: Random, signer: Signer, _own: Own) -> str:
    """Other claims under a signature that was good."""
    header, _claims, signature = signer.token().split(".")
    other = signer.said()[1] | random.choice(({"sub": "boss"}, {"groups": ["admins"]}, {"email": "ada@example.com"}))
    return f"{header}.{signer.encoded(other)}.{signature}"


def _signature(random: Random, signer: Signer, _own: Own) -> str:
    """One bit of the signature, or a signature of nothing: numbers that are nought, or too few octets."""
    body, _dot, signature = signer.token().rpartition(".")
    octets = bytearray(urlsafe_b64decode(signature + "=="))
    octets[random.randrange(len(octets))] ^= 1 << random.randrange(8)
    wrong = random.choice((bytes(octets), bytes(len(octets)), b"\xff" * len(octets), bytes(octets[:-1]), b"\x00"))
    return f"{body}.{signer.spelled(wrong)}"


def _other_spelling(random: Random, signer: Signer, _own: Own) -> str:
    """A good signature over parts that are padded where nobody pads, or in another alphabet."""
    header, claims = signer.said()
    if signer.pads:
        head, tail, signature = signer.token(note="x" * 50 + "?>~").split(".")
        return f"{head}=.{tail}.{signature}"
    body = ".".join(urlsafe_b64encode(json.dumps(one).encode() + b" ").decode() + "=" for one in (header, claims))
    return f"{body}.{signer.spelled(signature_of(body.encode(), signer.key))}"


def _shape(random: Random, signer: Signer, _own: Own) -> str:
    """Too few parts, too many, or no token at all."""
    token = signer.token()
    parts = token.split(".")
    return random.choice(
        (
            ".".join(parts[:2]),
            f"{token}.{parts[2]}",
            f"{parts[0]}..{parts[2]}",
            f".{parts[1]}.{parts[2]}",
            f"{token},{token}",
            f"Bearer {token}",
            f" {token}",
            "." * random.randint(1, 9),
            "A" * random.randint(1, 20_000),
            json.dumps({"payload": parts[1], "signatures": [{"protected": parts[0], "signature": parts[2]}]}),
            f"{signer.spelled(b'[' * 5000)}.{parts[1]}.{parts[2]}",
            f"{parts[0]}.{signer.spelled(b'[' * 5000)}.{parts[2]}",
            f"{signer.spelled(b'7')}.{parts[1]}.{parts[2]}",
            f"\ud83d\ude80{token}",
        )
    )


def _another_time(random: Random, signer: Signer, _own: Own) -> str:
    """The proof that a proxy of another kind, or of another name, would take."""
    other = replace(signer, kid=_uuid(random))
    return other.token()


_FORGERIES: Final[Sequence[Any]] = (
    *(_other_algorithm, _own_key, _odd_key_name, _critical, _altered),
    *(_other_claims, _signature, _other_spelling, _shape, _another_time),
)


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
