"""Passkeys (WebAuthn): bound to the address of the portal, made and judged by what is loaded when one is used."""

import ipaddress
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.domain.passkeys import NewPasskey, Passkey, PasskeysImpossible
from app.domain.people import Principal

if TYPE_CHECKING:
    from app.identity.webauthn import WebAuthn


class Passkeys:
    """Asks browsers for passkeys, and judges what they bring. `public_url` is an origin."""

    def __init__(self, *, public_url: str) -> None:
        self._url = urlsplit(public_url)

    @property
    def are_possible(self) -> bool:
        """Whether browsers allow passkeys here. Source: W3C Web Authentication Level 3, section 5.1.2."""
        host = self._url.hostname or ""
        return not _is_number(host) and (self._url.scheme == "https" or host == "localhost")

    def to_make(self, principal: Principal, challenge: bytes, known: Sequence[Passkey]) -> str:
        """Return the options for making one, in JSON; raises PasskeysImpossible."""
        return self._webauthn.to_make(principal, challenge, known)

    def made(self, answer: str, challenge: bytes) -> NewPasskey:
        """Return what was made; raises PasskeyRefused or PasskeysImpossible."""
        return self._webauthn.made(answer, challenge)

    def to_answer(self, challenge: bytes, known: Sequence[Passkey] = ()) -> str:
        """Return the options for an answer of one that is known, or of any, in JSON; raises PasskeysImpossible."""
        return self._webauthn.to_answer(challenge, known)

    def credential_of(self, answer: str) -> bytes:
        """Return which passkey an answer says it is of, before it is judged; raises PasskeyRefused."""
        return self._webauthn.credential_of(answer)

    def sign_count_of(self, answer: str, challenge: bytes, passkey: Passkey) -> int:
        """Return how far the passkey counts now, whose answer it is; raises PasskeyRefused or PasskeysImpossible."""
        return self._webauthn.sign_count_of(answer, challenge, passkey)

    @cached_property
    def _webauthn(self) -> "WebAuthn":
        if not self.are_possible:
            raise PasskeysImpossible
        from app.identity.webauthn import WebAuthn  # noqa: PLC0415 - optional: megabytes a worker

        return WebAuthn(host=self._url.hostname or "", origin=_origin_of(self._url.scheme, self._url.netloc))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _origin_of(scheme: str, netloc: str) -> str:
    """Return the origin as browsers write it: lower case, without a default port."""
    default = {"https": ":443", "http": ":80"}[scheme]
    return f"{scheme}://{netloc.lower().removesuffix(default)}"
