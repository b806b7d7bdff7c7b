"""A proxy that stands before the portal and vouches for people: what a request carries, and who may have sent it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Self

from app.domain.client_addresses import TrustedProxies

# Among networks: whoever may open the Unix socket that the portal listens on.
UNIX_SOCKET: Final = "unix"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a request carries: who is at the other end of its very connection, and the values of its headers.

    `peer` is the address of that end, before any header is believed; it is empty on a Unix socket.
    """

    peer: str | None
    header: Callable[[str], str | None] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Peers:
    """Those from whom a proxy's headers count."""

    networks: TrustedProxies
    unix_socket: bool = False

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Self:
        """Read networks in CIDR notation, and the word for a Unix socket; raises MalformedNetwork."""
        given = tuple(texts)
        return cls(TrustedProxies.parse(text for text in given if text != UNIX_SOCKET), UNIX_SOCKET in given)

    def hold(self, peer: str | None) -> bool:
        """Say whether a connection comes from one of them."""
        return self.networks.hold(peer) if peer else self.unix_socket
