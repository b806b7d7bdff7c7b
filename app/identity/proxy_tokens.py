"""Verifies the tokens that a proxy puts into requests: one algorithm, its own keys, made for this portal, and now."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import requests
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from app.domain.names import shown
from app.domain.provider_refusals import ProviderTooSlow
from app.domain.proxy_refusals import (
    ProofAlgorithmRefused,
    ProofAudienceWrong,
    ProofIssuerWrong,
    ProofKeyUnknown,
    ProofOutOfTime,
    ProofSignatureWrong,
    ProofSignerWrong,
    ProofUnreadable,
)
from app.identity.oidc_wire import Deadline
from app.identity.proxy_keys import ProxyKeys
from app.identity.proxy_trust import SignedTrust

# In seconds: how far two clocks may be apart.
LEEWAY: Final = 60
_YEAR_9999: Final = 253_370_764_800
Json = dict[str, object]


class ProofVerifier:
    """Verifies the tokens of one proxy."""

    def __init__(self, trust: SignedTrust, keys: ProxyKeys) -> None:
        self._trust = trust
        self._keys = keys
        self._signatures = JWSRegistry(algorithms=[trust.algorithm]).get_alg(trust.algorithm)

    def claims_in(self, token: str, *, now: datetime, deadline: Deadline) -> Json:
        """Return the claims of a token; raises NotVouchedFor or ProviderUnavailable."""
        signed, _dot, signature = token.rpartition(".")
        header_part, _dot, claims_part = signed.partition(".")
        header, told, octets = self._object_in(header_part), self._octets_of(claims_part), self._octets_of(signature)
        self._require_header(header)
        if not self._is_by(self._key_for(header.get("kid"), deadline), signed.encode("ascii"), octets):
            raise ProofSignatureWrong(provider=self._label)
        claims = self._parsed(told)
        # A load balancer's claims are those of the provider behind it; what it says itself is in the header.
        self._require_ours(claims if self._trust.load_balancer is None else header, now)
        return claims

    @property
    def _label(self) -> str:
        return self._trust.way.label

    def _require_header(self, header: Json) -> None:
        """Nothing of it is trusted yet: it has to be what the settings say."""
        algorithm = header.get("alg")
        if algorithm != self._trust.algorithm:
            named = shown(algorithm) if isinstance(algorithm, str) else "–"
            raise ProofAlgorithmRefused(provider=self._label, algorithm=named)
        if "crit" in header:
            raise ProofUnreadable(provider=self._label, what="it demands what this portal does not know")
        if self._trust.load_balancer is not None and header.get("signer") != self._trust.load_balancer:
            raise ProofSignerWrong(provider=self._label)

    def _key_for(self, kid: object, deadline: Deadline) -> ECKey | object:
        try:
            key = self._keys.key_for(kid, deadline) if isinstance(kid, str) else None
        except requests.Timeout as error:
            raise ProviderTooSlow(provider=self._label) from error
        if key is None:
            raise ProofKeyUnknown(provider=self._label)
        return key

    def _is_by(self, key: object, signed: bytes, signature: bytes) -> bool:
        """Verify what was sent, byte for byte: to encode it anew would be to verify something else."""
        if self._trust.algorithm == "ES256" and not (isinstance(key, ECKey) and key.curve_name == "P-256"):
            return False
        try:
            return bool(self._signatures.verify(signed, signature, key))
        except (JoseError, ValueError, TypeError):
            return False

    def _require_ours(self, said: Mapping[str, object], now: datetime) -> None:
        if said.get("iss") != self._trust.issuer:
            raise ProofIssuerWrong(provider=self._label)
        audience = said.get("aud") if self._trust.load_balancer is None else said.get("client")
        if audience != self._trust.audience and not (isinstance(audience, list) and self._trust.audience in audience):
            raise ProofAudienceWrong(provider=self._label)
        seconds = now.timestamp()
        if seconds >= self._moment(said, "exp", required=True) + LEEWAY:
            raise self._out_of_time(seconds - self._moment(said, "exp"))
        for name in ("nbf", "iat"):
            if self._moment(said, name) > seconds + LEEWAY:
                raise self._out_of_time(self._moment(said, name) - seconds)

    def _moment(self, said: Mapping[str, object], name: str, *, required: bool = False) -> float:
        """Python's JSON knows numbers that are no time, and no comparison refuses those."""
        value = said.get(name, None if required else 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _YEAR_9999:
            raise ProofUnreadable(provider=self._label, what=f"its {name} is no time")
        return float(value)

    def _out_of_time(self, seconds: float) -> ProofOutOfTime:
        return ProofOutOfTime(provider=self._label, minutes=round(seconds / 60))

    def _object_in(self, part: str) -> Json:
        return self._parsed(self._octets_of(part))

    def _parsed(self, octets: bytes) -> Json:
        try:
            given = json.loads(octets)
        except (ValueError, RecursionError) as error:
            raise ProofUnreadable(provider=self._label, what="it is no JSON") from error
        if not isinstance(given, dict):
            raise ProofUnreadable(provider=self._label, what="it is JSON that is no object")
        return given

    def _octets_of(self, part: str) -> bytes:
        """Decode the one spelling of a part: a load balancer pads, against RFC 7515, and nobody else does."""
        padding = "=" * (-len(part.rstrip("=")) % 4)
        padded = part if self._trust.load_balancer is not None and part.endswith("=") else part + padding
        try:
            octets = urlsafe_b64decode(padded)
        except ValueError as error:
            raise ProofUnreadable(provider=self._label, what="it is no token") from error
        if not octets or urlsafe_b64encode(octets).decode() != padded:
            raise ProofUnreadable(provider=self._label, what="it is no token")
        return octets
