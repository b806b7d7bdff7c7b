"""Sign in through a SAML provider: its answer is verified where it arrives, and counts in the browser that asked."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, cast  # Any: what canonical JSON gives back

from app.domain.challenges import Challenge, Purpose
from app.domain.clicks import Visit
from app.domain.provider_refusals import SignInNotBegunHere, SignInOver
from app.domain.provider_ways import BEGUN_FOR, ProviderWay, WayOut
from app.domain.saml import AskedSignIn, SamlAnswer
from app.domain.saml_refusals import AssertionUsed
from app.domain.web_sessions import WebSession
from app.services.provider_sign_in import ProviderSignIns
from app.services.provider_visits import Arrived, Departure, ProviderVisits, leading_to
from app.services.provider_ways import require_named
from app.services.saml_arrivals import body_of, vouched_in

PURPOSE: Final[Purpose] = "saml-sign-in"
_ARRIVAL: Final[Purpose] = "saml-arrival"
_ASSERTION: Final[Purpose] = "saml-assertion"
# From the provider's POST to the GET that it is answered with.
_ARRIVES_WITHIN: Final = timedelta(minutes=2)


class SamlProvider(Protocol):
    """Speaks to one provider, without the network."""

    @property
    def way(self) -> ProviderWay: ...

    @property
    def way_out(self) -> WayOut: ...

    def metadata(self) -> bytes: ...

    def sign_in_url(self, asked: AskedSignIn) -> str: ...

    def vouch(self, saml_response: str) -> SamlAnswer:
        """Raise NotVouchedFor for what cannot be trusted."""
        ...


class KeepsChallenges(Protocol):
    """Keeps what was begun, and what was used; each raises StorageUnavailable."""

    def put(self, begun: Challenge, *, token_hash: str, at: datetime) -> None: ...

    def take(self, purpose: Purpose, *, token_hash: str, at: datetime) -> Challenge | None: ...

    def use(self, purpose: Purpose, *, token_hash: str, until: datetime) -> bool: ...


class SamlSignIns:
    """Signs people in through the SAML providers that the portal is set up with."""

    def __init__(
        self,
        *,
        providers: Mapping[str, SamlProvider],
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

    def find_way_out(self, name: str, *, visit: Visit) -> WayOut | None:  # noqa: ARG002 - nothing is asked for it
        """Return how to sign out at a provider as well, None if there is no such provider."""
        provider = self._providers.get(name)
        return None if provider is None else provider.way_out

    def metadata(self, name: str) -> bytes:
        """Return the document that tells a provider about this portal; raises NoSuchProvider."""
        return require_named(self._providers, name).metadata()

    def begin(
        self, name: str, *, return_to: str, browser_token: str | None, visit: Visit, anew: bool = False
    ) -> Departure:
        """Remember a sign-in for this browser and say where it goes on.

        A browser that has begun another one keeps its token, so that both can be completed. Raises NoSuchProvider,
        TooManySignIns or StorageUnavailable.
        """
        provider = require_named(self._providers, name)
        self._visits.require_few(provider.way, visit)
        token, request_id, now = browser_token or secrets.token_urlsafe(32), f"_{secrets.token_hex(20)}", self._clock()
        body = {"browser": _hash_of("browser", token), "return_to": return_to}
        challenge = Challenge(purpose=PURPOSE, body=body, expires_at=now + BEGUN_FOR)
        self._challenges.put(challenge, token_hash=_hash_of("request", name, request_id), at=now)
        return Departure(provider.sign_in_url(AskedSignIn(request_id=request_id, anew=anew)), token)

    def receive(self, name: str, saml_response: str, *, visit: Visit) -> str:
        """Verify an answer, which counts once, and return the token under which it waits for its browser.

        The browser that posts it proves nothing: its cookies do not come along. Every refusal is in the ledger with
        its cause. Raises NoSuchProvider, TooManySignIns, NotVouchedFor or StorageUnavailable.
        """
        provider = require_named(self._providers, name)
        with self._visits.refusals_written_down(provider.way, visit):
            answer = provider.vouch(saml_response)
            begun = self._taken(PURPOSE, "request", name, answer.request_id)
            used = _hash_of("assertion", answer.vouched.issuer, answer.assertion_id)
            if not self._challenges.use(_ASSERTION, token_hash=used, until=answer.good_until):
                raise AssertionUsed(provider=provider.way.label)
        token, now = secrets.token_urlsafe(32), self._clock()
        body = {**begun.body, "vouched": body_of(answer.vouched)}
        arrival = Challenge(purpose=_ARRIVAL, body=body, expires_at=now + _ARRIVES_WITHIN)
        self._challenges.put(arrival, token_hash=_hash_of("arrival", name, token), at=now)
        return token

    def complete(
        self,
        name: str,
        token: str,
        *,
        browser_token: str | None,
        visit: Visit,
        earlier: WebSession | None = None,
    ) -> Arrived:
        """Begin a web session for whom the provider has vouched, in the browser that began the sign-in and no other.

        `earlier` is the web session that this browser had: if it is the same person's, its open forms go on to work.

        Raises NoSuchProvider, TooManySignIns, NotVouchedFor, StorageUnavailable, or SignInStopped from PersonDisabled.
        """
        provider = require_named(self._providers, name)
        with self._visits.refusals_written_down(provider.way, visit):
            # Any: what was put down as JSON a moment ago.
            body = cast("Mapping[str, Any]", self._taken(_ARRIVAL, "arrival", name, token).body)
            if not hmac.compare_digest(_hash_of("browser", browser_token or ""), body["browser"]):
                raise SignInNotBegunHere
        with leading_to(body["return_to"]):
            begun = self._completes.complete(vouched_in(body["vouched"]), visit=visit, earlier=earlier)
        return Arrived(begun, body["return_to"])

    def _taken(self, purpose: Purpose, *parts: str) -> Challenge:
        challenge = self._challenges.take(purpose, token_hash=_hash_of(*parts), at=self._clock())
        if challenge is None:
            raise SignInOver
        return challenge


def _hash_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
