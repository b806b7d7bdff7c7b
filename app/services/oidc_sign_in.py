"""Sign in through an OpenID Connect provider: what is begun in a browser is completed in it, once and in time."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

from app.domain.challenges import Challenge, Purpose
from app.domain.clicks import Visit
from app.domain.ledger import Plain
from app.domain.oidc import BegunSignIn, ProviderAnswer
from app.domain.provider_refusals import SignInNotBegunHere, SignInOver
from app.domain.provider_ways import BEGUN_FOR, ProviderWay
from app.domain.vouching import Vouched
from app.domain.web_sessions import WebSession
from app.services.provider_sign_in import ProviderSignIns
from app.services.provider_visits import Arrived, Departure, ProviderVisits, leading_to
from app.services.provider_ways import require_named

PURPOSE: Final[Purpose] = "oidc-sign-in"


class OidcProvider(Protocol):
    """Speaks to one provider; each method raises NotVouchedFor or ProviderUnavailable, within eight seconds."""

    @property
    def way(self) -> ProviderWay: ...

    def authorization_url(self, begun: BegunSignIn) -> str: ...

    def vouch(self, answer: ProviderAnswer, begun: BegunSignIn) -> Vouched: ...


class KeepsChallenges(Protocol):
    def put(self, begun: Challenge, *, token_hash: str, at: datetime) -> None: ...

    def take(self, purpose: Purpose, *, token_hash: str, at: datetime) -> Challenge | None: ...


class OidcSignIns:
    """Signs people in through the OpenID Connect providers that the portal is set up with."""

    def __init__(
        self,
        *,
        providers: Mapping[str, OidcProvider],
        challenges: KeepsChallenges,
        visits: ProviderVisits,
        completes: ProviderSignIns,
        clock: Callable[[], datetime],
    ) -> None:
        self._providers = providers
        self._challenges = challenges
        self._visits = visits
        self._completes = completes
        self._clock = clock

    @property
    def ways(self) -> tuple[ProviderWay, ...]:
        """The providers, in the order of the settings."""
        return tuple(provider.way for provider in self._providers.values())

    def begin(
        self, name: str, *, return_to: str, browser_token: str | None, visit: Visit, anew: bool = False
    ) -> Departure:
        """Remember a sign-in for this browser and say where it goes on.

        A browser that has begun another one keeps its token, so that both can be completed. Raises NoSuchProvider,
        TooManySignIns, ProviderUnavailable or StorageUnavailable.
        """
        provider = require_named(self._providers, name)
        self._visits.require_few(provider.way, visit)
        token = browser_token or secrets.token_urlsafe(32)
        begun = BegunSignIn(
            state=_state_for(token, name),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            anew=anew,
        )
        with self._visits.refusals_written_down(provider.way, visit):
            url = provider.authorization_url(begun)
        now = self._clock()
        told: dict[str, Plain] = {"nonce": begun.nonce, "verifier": begun.verifier, "return_to": return_to}
        challenge = Challenge(purpose=PURPOSE, body=told | {"anew": anew}, expires_at=now + BEGUN_FOR)
        self._challenges.put(challenge, token_hash=_hash_of(token, begun.state), at=now)
        return Departure(url, token)

    def complete(
        self,
        name: str,
        answer: ProviderAnswer,
        *,
        state: str,
        browser_token: str | None,
        visit: Visit,
        earlier: WebSession | None = None,
    ) -> Arrived:
        """Begin a web session for whom the provider vouches; every refusal is in the ledger with its cause.

        `earlier` is the web session that this browser had: if it is the same person's, its open forms go on to work.

        Raises NoSuchProvider, TooManySignIns, NotVouchedFor or StorageUnavailable; and once it is known where it was
        to lead, SignInStopped from NotVouchedFor, ProviderUnavailable, PersonDisabled or TooManySignIns.
        """
        provider = require_named(self._providers, name)
        with self._visits.refusals_written_down(provider.way, visit):
            challenge = self._taken(name, state, browser_token)
        return_to = str(challenge.body["return_to"])
        begun = BegunSignIn(
            state=state,
            nonce=str(challenge.body["nonce"]),
            verifier=str(challenge.body["verifier"]),
            anew=challenge.body.get("anew") is True,
        )
        with leading_to(return_to):
            with self._visits.refusals_written_down(provider.way, visit):
                vouched = provider.vouch(answer, begun)
            return Arrived(self._completes.complete(vouched, visit=visit, earlier=earlier), return_to)

    def _taken(self, name: str, state: str, browser_token: str | None) -> Challenge:
        """Take up what was begun: `state` itself says whether it was made for this browser and provider."""
        if browser_token is None or not _is_of(state, browser_token, name):
            raise SignInNotBegunHere
        token_hash = _hash_of(browser_token, state)
        challenge = self._challenges.take(PURPOSE, token_hash=token_hash, at=self._clock())
        if challenge is None:
            raise SignInOver
        return challenge


def _state_for(browser_token: str, name: str) -> str:
    """Return a new `state`, sealed for one browser and one provider."""
    chosen = secrets.token_urlsafe(18)
    return f"{chosen}.{_seal(chosen, browser_token, name)}"


def _is_of(state: str, browser_token: str, name: str) -> bool:
    chosen, _dot, seal = state.partition(".")
    return hmac.compare_digest(seal.encode(), _seal(chosen, browser_token, name).encode())


def _seal(chosen: str, browser_token: str, name: str) -> str:
    return hmac.new(browser_token.encode(), f"oidc:{name}:{chosen}".encode(), hashlib.sha256).hexdigest()[:32]


def _hash_of(browser_token: str, state: str) -> str:
    return hashlib.sha256(f"{browser_token}.{state}".encode()).hexdigest()
