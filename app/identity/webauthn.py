"""WebAuthn ceremonies, checked by Yubico's fido2: one origin, one relying party, and always a verified person."""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final  # Any: JSON that a browser sent

from cryptography.exceptions import UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorTransport,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.domain.factors import PasskeyRefused
from app.domain.passkeys import NewPasskey, Passkey
from app.domain.people import Principal

_ALGORITHMS: Final = frozenset({ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM})
_VERIFIED: Final = UserVerificationRequirement.REQUIRED
# What parsers of JSON, CBOR and keys raise for bytes that are none of theirs.
_NONSENSE: Final = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    struct.error,
    UnsupportedAlgorithm,
)


class WebAuthn:
    """The relying party. Every passkey is discoverable and verifies its person, so each is enough by itself."""

    def __init__(self, *, host: str, origin: str) -> None:
        self._server = Fido2Server(
            PublicKeyCredentialRpEntity(id=host, name="Doorstep"),
            attestation=AttestationConveyancePreference.NONE,
            # The library would take every subdomain for ours.
            verify_origin=lambda seen: seen == origin,
        )
        allowed = [one for one in self._server.allowed_algorithms if one.alg in _ALGORITHMS]
        self._server.allowed_algorithms = allowed

    def to_make(self, principal: Principal, challenge: bytes, known: Sequence[Passkey]) -> str:
        """Return the options for making a passkey. The user handle is an id that says nothing of the person."""
        options, _state = self._server.register_begin(
            PublicKeyCredentialUserEntity(
                id=principal.identity_id.bytes, name=principal.username.text, display_name=principal.display_name
            ),
            [_described(one) for one in known],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=_VERIFIED,
            challenge=challenge,
        )
        return json.dumps(dict(options.public_key))

    def made(self, answer: str, challenge: bytes) -> NewPasskey:
        """Return the passkey that was made; raises PasskeyRefused."""
        with _refusing_nonsense():
            given = _json_of(answer)
            response = RegistrationResponse.from_dict(given)
            _require_own_frame(response.response.client_data)
            made = self._server.register_complete(self._state_of(challenge), response)
            key = made.credential_data
            if key is None or key.public_key.ALGORITHM not in _ALGORITHMS:
                raise PasskeyRefused
            return NewPasskey(
                credential_id=key.credential_id,
                public_key=cbor.encode(key.public_key),
                sign_count=made.counter,
                transports=_transports_of(given),
            )

    def to_answer(self, challenge: bytes, known: Sequence[Passkey]) -> str:
        """Return the options for an answer: of one of these passkeys, or, without any, of whichever there is."""
        allowed = [_described(one) for one in known] or None
        options, _state = self._server.authenticate_begin(allowed, user_verification=_VERIFIED, challenge=challenge)
        return json.dumps(dict(options.public_key))

    def credential_of(self, answer: str) -> bytes:
        """Return which passkey an answer says it is of; raises PasskeyRefused."""
        with _refusing_nonsense():
            return AuthenticationResponse.from_dict(_json_of(answer)).raw_id

    def sign_count_of(self, answer: str, challenge: bytes, passkey: Passkey) -> int:
        """Return how far the passkey counts now, once everything of its answer is verified; raises PasskeyRefused."""
        with _refusing_nonsense():
            response = AuthenticationResponse.from_dict(_json_of(answer))
            _require_own_frame(response.response.client_data)
            self._server.authenticate_complete(self._state_of(challenge), [_credential_of(passkey)], response)
            if response.response.user_handle not in {None, passkey.identity_id.bytes}:
                raise PasskeyRefused
            return response.response.authenticator_data.counter

    def _state_of(self, challenge: bytes) -> object:
        """Return what the library keeps between asking and verifying."""
        _options, state = self._server.authenticate_begin(user_verification=_VERIFIED, challenge=challenge)
        return state


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY,
        id=passkey.made.credential_id,
        transports=[AuthenticatorTransport(one) for one in passkey.made.transports] or None,
    )


def _credential_of(passkey: Passkey) -> AttestedCredentialData:
    public_key = CoseKey.parse(cbor.decode(passkey.made.public_key))  # type: ignore[arg-type]  # a map: we stored it
    return AttestedCredentialData.create(Aaguid.NONE, passkey.made.credential_id, public_key)


def _require_own_frame(client_data: CollectedClientData) -> None:
    """No page of anybody else may hold ours in a frame: raises PasskeyRefused where one did."""
    if client_data.cross_origin:
        raise PasskeyRefused


def _json_of(answer: str) -> dict[str, Any]:
    given = json.loads(answer)
    if not isinstance(given, dict):
        raise PasskeyRefused
    return given


def _transports_of(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the hints of how browsers reach the device; what is none of the known ones is left out."""
    known = [one.value for one in AuthenticatorTransport]
    said = given["response"].get("transports") or ()
    return tuple(one for one in known if one in said)


@contextmanager
def _refusing_nonsense() -> Iterator[None]:
    try:
        yield
    except _NONSENSE as error:
        raise PasskeyRefused from error
