"""Looks over the proxy that vouches for people: where its keys are, or from whom its header counts."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

import requests
from joserfc.jwk import ECKey, RSAKey

from app.domain.checkups import Well
from app.domain.provider_refusals import ProviderUnavailable
from app.domain.provider_ways import ProviderWay
from app.domain.proxy_refusals import ProxyKeysBroken
from app.domain.words import _
from app.identity.certificates import host_of
from app.identity.host_checkup import certificate_of, clock_in, located
from app.identity.oidc_wire import Deadline, any_answer_of, prepare
from app.identity.proxy_keys import KeyPages, KeySet
from app.identity.proxy_trust import HeaderTrust, SignedTrust

# A name that no key has: whether the address of a load balancer's keys answers can be seen without one.
_NOBODYS: Final = "00000000-0000-0000-0000-000000000000"


class SigningProxyCheckup:
    """Looks over a proxy that signs; believes nobody, and sends no secret. `peers` are those of the settings."""

    def __init__(self, trust: SignedTrust, *, peers: tuple[str, ...], clock: Callable[[], datetime]) -> None:
        self._trust = trust
        self._peers = peers
        self._clock = clock

    @property
    def way(self) -> ProviderWay:
        """Which proxy it is about."""
        return self._trust.way

    def findings(self) -> Iterator[Well | ProviderUnavailable]:
        """Yield what is found, one after the other; after what makes the rest pointless it ends."""
        try:
            yield from certificate_of(self._trust.keys_url, self._trust, now=self._clock())
            yield self._keys()
            yield self._its_clock()
            if self._peers:
                yield _counts_from(self._trust.header, self._peers)
        except ProviderUnavailable as trouble:
            yield located(trouble, host_of(self._trust.keys_url))

    def _keys(self) -> Well | ProviderUnavailable:
        trust, deadline = self._trust, Deadline(self._trust.timeout)
        if trust.load_balancer is not None:
            KeyPages(trust).read(_NOBODYS, deadline)
            return Well(_("The address of its keys answers; each of them is read when a proof names it."))
        kind = RSAKey if trust.algorithm == "RS256" else ECKey
        fitting = [key for key in KeySet(trust).read("", deadline).values() if isinstance(key, kind)]
        if not fitting:
            return ProxyKeysBroken(provider=trust.way.label, what=f"there is none for {trust.algorithm}")
        return Well(_("Its keys can be read: %(keys)s."), {"keys": len(fitting)})

    def _its_clock(self) -> Well | ProviderUnavailable:
        with requests.Session() as http:
            prepare(http, self._trust, Deadline(self._trust.timeout))
            answer = any_answer_of(http, "GET", self._trust.keys_url, self._trust)
        return clock_in(answer, self._trust, now=self._clock())


class HeaderProxyCheckup:
    """Looks over a proxy that signs nothing: there is nobody to ask."""

    def __init__(self, trust: HeaderTrust, *, peers: tuple[str, ...]) -> None:
        self._trust = trust
        self._peers = peers

    @property
    def way(self) -> ProviderWay:
        """Which proxy it is about."""
        return self._trust.way

    def findings(self) -> Iterator[Well | ProviderUnavailable]:
        """Say from whom its header counts: whoever can connect from there can be anybody."""
        yield _counts_from(self._trust.header, self._peers)


def _counts_from(header: str, peers: tuple[str, ...]) -> Well:
    words = _("Its header %(header)s counts from %(peers)s, and from nobody else.")
    return Well(words, {"header": header, "peers": ", ".join(peers)})
