"""Verifies what a provider has signed: ID tokens and logout tokens, with algorithms from our list and no other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from app.domain.names import shown
from app.domain.oidc import BegunSignIn, ProviderLogout
from app.domain.oidc_refusals import (
    AccessTokenWrong,
    AlgorithmRefused,
    AnswerUnreadable,
    AudienceWrong,
    IssuerWrong,
    KeyUnknown,
    NonceWrong,
    ProofTooOld,
    SignatureWrong,
)
from app.domain.provider_refusals import ClaimWrong, ClocksApart, NotVouchedFor
from app.domain.provider_ways import BEGUN_FOR
from app.identity.oidc_client import OidcClient
from app.identity.oidc_discovery import Discovery
from app.identity.oidc_wire import Deadline

# In seconds: how far two clocks may be apart, and how old a token may be that was made just now.
LEEWAY: Final = 120
_LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_MOMENTS: Final = ("exp", "nbf", "iat", "auth_time")
_YEAR_9999: Final = 253_370_764_800
_OF_CLAIM: Final[Mapping[str, type[NotVouchedFor]]] = {
    "iss": IssuerWrong,
    "aud": AudienceWrong,
    "azp": AudienceWrong,
    "nonce": NonceWrong,
    "at_hash": AccessTokenWrong,
    "exp": ClocksApart,
    "nbf": ClocksApart,
    "iat": ClocksApart,
}


class _Registry(JWSRegistry):
    """Takes the larger headers that some providers send; whatever is critical in one is refused all the same."""

    max_header_length = 16_384


@dataclass(frozen=True, slots=True)
class Signed:
    """The header and the claims of a token whose signature is the provider's."""

    header: Mapping[str, object]
    claims: dict[str, object] = field(repr=False)


class TokenVerifier:
    """Verifies the tokens that one provider makes for this portal."""

    def __init__(self, client: OidcClient, discovery: Discovery) -> None:
        self._client = client
        self._discovery = discovery

    def id_token(
        self, token: str, begun: BegunSignIn, *, access_token: str | None, now: datetime, deadline: Deadline
    ) -> dict[str, object]:
        """Return the claims of an ID token; raises NotVouchedFor or ProviderUnavailable.

        Source: OpenID Connect Core 1.0, section 3.1.3.7.
        """
        signed = self._signed(token, deadline)
        client = self._client
        asked: dict[str, object] = {"nonce": begun.nonce, "client_id": client.client_id, "access_token": access_token}
        asked |= {"max_age": client.max_age}
        self._require(CodeIDToken(signed.claims, dict(signed.header), self._ours(), asked), now)
        self._require_recent_proof(signed.claims, begun, now)
        return signed.claims

    def logout_token(self, token: str, *, now: datetime, deadline: Deadline) -> ProviderLogout:
        """Return whom a logout token ends; raises NotVouchedFor or ProviderUnavailable.

        Source: OpenID Connect Back-Channel Logout 1.0, section 2.6.
        """
        signed = self._signed(token, deadline)
        claims = signed.claims
        if signed.header.get("typ", "logout+jwt") not in ("logout+jwt", "JWT"):
            raise self._wrong("typ")
        self._require(_LogoutToken(claims, dict(signed.header), self._ours(), {}), now)
        events = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT_EVENT), dict):
            raise self._wrong("events")
        if "nonce" in claims:
            raise self._wrong("nonce")
        known_by = self._client.claims.subject
        subject, sid = (self._text(claims, name) for name in (known_by, "sid"))
        if subject is None and sid is None:
            raise self._wrong(known_by)
        expires_at = datetime.fromtimestamp(_number(claims["exp"]) + LEEWAY, UTC)
        token_id = str(claims["jti"])
        return ProviderLogout(
            issuer=self._client.issuer, subject=subject, sid=sid, token_id=token_id, expires_at=expires_at
        )

    def knows_key_of(self, token: str) -> bool:
        """Say whether the key that a token names is at hand; raises AnswerUnreadable."""
        kid = self._header_of(token).get("kid")
        return self._discovery.knows_key(kid if isinstance(kid, str) else None)

    def _signed(self, token: str, deadline: Deadline) -> Signed:
        """Verify a signature, with a key that the provider publishes now and no other."""
        header = self._header_of(token)
        provider = self._client.way.label
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in self._client.algorithms:
            raise AlgorithmRefused(provider=provider, algorithm=shown(str(algorithm)))
        key = self._discovery.key_for(kid if isinstance(kid, str) else None, deadline)
        if key is None:
            raise KeyUnknown(provider=provider)
        algorithms = list(self._client.algorithms)
        registry = _Registry(algorithms=algorithms, strict_check_header=False)
        try:
            read = jwt.decode(token, key, algorithms, registry)
        except BadSignatureError as error:
            raise SignatureWrong(provider=provider) from error
        except (JoseError, ValueError, RecursionError) as error:
            raise AnswerUnreadable(provider=provider, missing="a token that can be read") from error
        return Signed(read.header, dict(read.claims))

    def _header_of(self, token: str) -> dict[str, object]:
        """Read what a token says of itself, to choose the key; nothing of it is trusted yet."""
        try:
            header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
        except (ValueError, RecursionError) as error:
            raise AnswerUnreadable(provider=self._client.way.label, missing="a token that can be read") from error
        if not isinstance(header, dict) or token.count(".") != 2:
            raise AnswerUnreadable(provider=self._client.way.label, missing="a token that can be read")
        return header

    def _ours(self) -> dict[str, dict[str, object]]:
        """What a token must name: the issuer that is set, and us."""
        issuer, audience = self._client.issuer, self._client.client_id
        return {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": audience}}

    def _require(self, claims: "CodeIDToken | _LogoutToken", now: datetime) -> None:
        seconds = int(now.timestamp())
        for name in _MOMENTS:
            if name in claims and not _is_moment(claims[name]):
                raise self._wrong(name)
        try:
            claims.validate(now=seconds, leeway=LEEWAY)
        except (InvalidClaimError, MissingClaimError, ExpiredTokenError) as error:
            raise self._refusal(str(error.claim), claims, seconds) from error
        except (JoseError, ValueError, TypeError) as error:
            raise AnswerUnreadable(provider=self._client.way.label, missing="claims that can be read") from error
        # It was made for this very request: an old one is a clock that is wrong, or somebody's booty.
        if seconds - _number(claims["iat"]) > LEEWAY:
            raise self._refusal("iat", claims, seconds)

    def _refusal(self, claim: str, claims: Mapping[str, object], now: int) -> NotVouchedFor:
        kind = _OF_CLAIM.get(claim)
        if kind is None:
            return self._wrong(claim)
        if kind is ClocksApart and not {claim, "iat"} <= set(claims):
            return self._wrong(claim)
        values = {"minutes": round(abs(now - _number(claims["iat"])) / 60)} if kind is ClocksApart else {}
        return kind(provider=self._client.way.label, **values)

    def _require_recent_proof(self, claims: Mapping[str, object], begun: BegunSignIn, now: datetime) -> None:
        """Take no older proof than was asked for: whoever is to be seen anew was, while the sign-in was on its way."""
        if self._client.max_age is not None and "auth_time" not in claims:
            raise self._wrong("auth_time")
        on_its_way = int(BEGUN_FOR.total_seconds()) if begun.anew else None
        limits = [limit for limit in (self._client.max_age, on_its_way) if limit is not None]
        if limits and "auth_time" in claims and now.timestamp() - _number(claims["auth_time"]) > min(limits) + LEEWAY:
            raise ProofTooOld(provider=self._client.way.label)

    def _text(self, claims: Mapping[str, object], name: str) -> str | None:
        found = claims.get(name)
        if found is not None and (not isinstance(found, str) or not found):
            raise self._wrong(name)
        return found

    def _wrong(self, claim: str) -> ClaimWrong:
        return ClaimWrong(provider=self._client.way.label, claim=claim)


class _LogoutToken(CodeIDToken):  # type: ignore[misc]  # Authlib has no types
    """A logout token has an ID of its own instead of a person's proof."""

    ESSENTIAL_CLAIMS: Final = ["iss", "aud", "iat", "exp", "jti"]


def _is_moment(value: object) -> bool:
    """Say whether it can be a time. Python's JSON knows numbers that are none, and no comparison refuses those."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _YEAR_9999


def _number(value: object) -> float:
    """Return a time claim, which has been validated to be one."""
    return float(value) if isinstance(value, int | float) else 0.0
