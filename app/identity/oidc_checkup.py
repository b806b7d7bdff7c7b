"""Looks a provider over, as the portal would use it: certificates, discovery document, keys, clock."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

import requests
from joserfc.jwk import RSAKey

from app.domain.checkups import NoFittingKey, Well
from app.domain.provider_refusals import ProviderUnavailable
from app.domain.provider_ways import ProviderWay
from app.domain.words import _
from app.identity.certificates import host_of
from app.identity.host_checkup import certificate_of, clock_in, located
from app.identity.oidc_client import OidcClient
from app.identity.oidc_discovery import Discovery, Facts, SigningKey, discovery_url
from app.identity.oidc_wire import Deadline, answer_of, prepare

_RSA: Final = frozenset({"RS256", "PS256"})


class OidcCheckup:
    """Looks over one provider; signs nobody in, and sends no secret."""

    def __init__(self, client: OidcClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    @property
    def way(self) -> ProviderWay:
        """Which provider it is about."""
        return self._client.way

    def findings(self) -> Iterator[Well | ProviderUnavailable]:
        """Yield what is found, one after the other; after what makes the rest pointless it ends."""
        try:
            yield from self._certificate(self._client.issuer)
            facts = Discovery(self._client).facts(self._deadline())
            yield Well(_("The discovery document can be read, and its keys: %(keys)s."), {"keys": len(facts.keys)})
            yield self._keys(facts)
            yield self._its_clock()
            for url in self._further(facts):
                yield from self._certificate(url)
        except ProviderUnavailable as trouble:
            yield located(trouble, host_of(self._client.issuer))

    def _deadline(self) -> Deadline:
        return Deadline(self._client.timeout)

    def _certificate(self, url: str) -> Iterator[Well | ProviderUnavailable]:
        return certificate_of(url, self._client, now=self._clock())

    def _keys(self, facts: Facts) -> Well | ProviderUnavailable:
        algorithms = self._client.algorithms
        named = ", ".join(algorithms)
        if not any(_fits(key, algorithm) for key in facts.keys for algorithm in algorithms):
            return NoFittingKey(provider=self.way.label, algorithms=named)
        return Well(_("There is a key for the algorithms that are set: %(algorithms)s."), {"algorithms": named})

    def _its_clock(self) -> Well | ProviderUnavailable:
        with requests.Session() as http:
            prepare(http, self._client, self._deadline())
            answer = answer_of(http, "GET", discovery_url(self._client), self._client)
        return clock_in(answer, self._client, now=self._clock())

    def _further(self, facts: Facts) -> tuple[str, ...]:
        """Return one address of each further host that the portal itself reaches."""
        reached = (facts.token_endpoint, facts.keys_address, facts.userinfo_endpoint, self._client.graph_url)
        by_host = {host_of(url): url for url in reached if url is not None}
        by_host.pop(host_of(self._client.issuer), None)
        return tuple(by_host.values())


def _fits(key: SigningKey, algorithm: str) -> bool:
    if isinstance(key, RSAKey):
        return algorithm in _RSA
    return algorithm == "ES256" and key.curve_name == "P-256"
