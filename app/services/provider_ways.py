"""Every way of signing in through a provider that begins with a link, and how to sign out there as well."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from app.domain.clicks import Visit
from app.domain.provider_refusals import NoSuchProvider
from app.domain.provider_ways import Kind, ProviderWay, WayOut
from app.domain.web_sessions import WebSession, WebSessionEnded

Provider = TypeVar("Provider")


class HasWays(Protocol):
    """Signs people in through the providers of one kind."""

    @property
    def ways(self) -> tuple[ProviderWay, ...]: ...


class LeadsOut(Protocol):
    """Knows how the providers of one kind sign people out."""

    def find_way_out(self, name: str, *, visit: Visit) -> WayOut | None: ...


def require_named(providers: Mapping[str, Provider], name: str) -> Provider:
    """Return the provider of a name that stands in an address; raises NoSuchProvider."""
    if name not in providers:
        raise NoSuchProvider
    return providers[name]


class ProviderWays:
    """Finds ways by what web sessions and proofs call them."""

    def __init__(self, kinds: Iterable[HasWays], *, out: Mapping[Kind, LeadsOut]) -> None:
        self._kinds = tuple(kinds)
        self._out = out

    @property
    def all(self) -> tuple[ProviderWay, ...]:
        """The ways, in the order of the settings, one kind after the other."""
        return tuple(way for kind in self._kinds for way in kind.ways)

    def find(self, source: str | None) -> ProviderWay | None:
        """Return a way by its source, None if it is not among the settings any more."""
        return next((way for way in self.all if way.source == source), None)

    def way_of(self, web_session: WebSession) -> ProviderWay:
        """Return the way that vouched for a web session.

        Raises WebSessionEnded where there is none among the settings any more: such a web session does not count.
        """
        way = self.find(web_session.source)
        if way is None:
            raise WebSessionEnded
        return way

    def find_way_out(self, source: str, *, visit: Visit) -> WayOut | None:
        """Return how to sign out at a provider as well, None if there is no such provider or place."""
        way = self.find(source)
        if way is None or way.kind not in self._out:
            return None
        return self._out[way.kind].find_way_out(way.name, visit=visit)
