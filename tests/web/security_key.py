"""A security key in software: makes passkeys and answers with them, as honestly or as falsely as a test asks."""

import hashlib
import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self  # Any: JSON
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

from tests.web.pages import Page

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
HOST = "doorstep.example.com"


@dataclass(slots=True)
class SecurityKey:
    """One passkey on a device. What a test changes of it is what it claims from then on."""

    credential_id: bytes
    origin: str = f"https://{HOST}"
    rp_id: str = HOST
    flags: int = PRESENT | VERIFIED
    count: int = 0
    step: int = 1
    cross_origin: bool = False
    user_handle: bytes = b""
    private_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def called(cls, name: str) -> Self:
        """A key with an id that tells it apart."""
        return cls(credential_id=hashlib.sha256(name.encode()).digest())

    @classmethod
    def held_by(cls, username: str, public_url: str) -> Self:
        """The key of somebody of the cast, the same each time; it counts nothing, so that copies of it are no theft."""
        number = int.from_bytes(hashlib.sha256(f"{username}'s key".encode()).digest(), "big") % (2**255) + 1
        return cls(
            credential_id=hashlib.sha256(username.encode()).digest(),
            origin=public_url,
            rp_id=urlsplit(public_url).hostname or "",
            step=0,
            private_key=ec.derive_private_key(number, ec.SECP256R1()),
        )

    @property
    def public_key(self) -> bytes:
        """A COSE key: an elliptic curve (2), ES256 (-7), the curve P-256 (1). Source: RFC 9053, section 7.1."""
        numbers = self.private_key.public_key().public_numbers()
        return cbor.encode({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def is_asked_for_on(self, page: Page) -> bool:
        """Whether a page would take this key's answer."""
        return text_of(self.credential_id) in page.html

    def make(self, options: dict[str, Any]) -> str:
        """What a browser brings when it has made a passkey."""
        self.user_handle = bytes_of(options["user"]["id"])
        held = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + self.public_key
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + held})
        client = self._client_data("webauthn.create", options)
        return self._brought(clientDataJSON=client, attestationObject=made)

    def answer(self, options: dict[str, Any]) -> str:
        """What a browser brings from a passkey that is asked for."""
        self.count += self.step
        data, client = self._data(), self._client_data("webauthn.get", options)
        signature = self.private_key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        handle = {"userHandle": self.user_handle} if self.user_handle else {}
        return self._brought(clientDataJSON=client, authenticatorData=data, signature=signature, **handle)

    def _data(self, also: int = 0) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", self.flags | also, self.count)

    def _client_data(self, type_: str, options: dict[str, Any]) -> bytes:
        said = {"type": type_, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": self.cross_origin}).encode()

    def _brought(self, **response: bytes) -> str:
        name = text_of(self.credential_id)
        parts = {key: text_of(value) for key, value in response.items()} | {"transports": ["usb"]}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})


# What a false key claims.
LIES: dict[str, Callable[[SecurityKey], object]] = {
    "another origin": lambda key: setattr(key, "origin", "https://doorstep.example.net"),
    "a subdomain of ours": lambda key: setattr(key, "origin", "https://x.doorstep.example.com"),
    "another port": lambda key: setattr(key, "origin", "https://doorstep.example.com:8443"),
    "another relying party": lambda key: setattr(key, "rp_id", "example.com"),
    "a frame in a page of others": lambda key: setattr(key, "cross_origin", True),
    "nobody was verified": lambda key: setattr(key, "flags", PRESENT),
    "nobody was there": lambda key: setattr(key, "flags", 0),
    "somebody else's handle": lambda key: setattr(key, "user_handle", bytes(16)),
    "another key": lambda key: setattr(key, "private_key", SecurityKey.called("x").private_key),
    "nobody's id": lambda key: setattr(key, "credential_id", b"nobody's"),
}


class _Options(HTMLParser):
    """Finds what a page asks a passkey for."""

    found: str = ""

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = dict(attrs).get("data-options") or self.found


def options_on(page: Page) -> dict[str, Any]:
    """What a page asks a passkey for."""
    reader = _Options()
    reader.feed(page.html)
    options: dict[str, Any] = json.loads(reader.found)
    return options


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
