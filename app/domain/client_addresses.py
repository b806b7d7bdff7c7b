"""The addresses of clients: whom a header may speak for, and what one client is to a throttle."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from app.domain.refusals import THE_OPERATOR, Malformed
from app.domain.words import _


class MalformedNetwork(Malformed):
    code = "malformed-network"
    sentence = _("“%(text)s” is not a network in CIDR notation.")
    remedy = _("Write networks like 10.0.0.0/8 or 2001:db8::/32, separated by commas.")
    who = THE_OPERATOR


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """The networks whose members may say, in X-Forwarded-For, whom they speak for."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Self:
        """Read networks in CIDR notation; raises MalformedNetwork."""
        networks = []
        for text in texts:
            try:
                networks.append(ip_network(text))
            except ValueError as error:
                raise MalformedNetwork(text=text) from error
        return cls(tuple(networks))

    def client_address(self, peer: str | None, forwarded_for: Iterable[str]) -> str | None:
        """Return the client's address: the right-most forwarded entry that is not a trusted proxy's.

        The header counts only where the socket's peer is trusted. An entry that is no address ends the search:
        nobody trusted wrote what is left of it.
        """
        address = _plain(peer)
        if address is None or not self._hold(address):
            return address
        for entry in reversed([part.strip() for line in forwarded_for for part in line.split(",")]):
            next_address = _plain(entry)
            if next_address is None:
                return address
            address = next_address
            if not self._hold(address):
                return address
        return address

    def hold(self, peer: str | None) -> bool:
        """Say whether a peer is one of them."""
        address = _plain(peer)
        return address is not None and self._hold(address)

    def _hold(self, address: str) -> bool:
        return any(ip_address(address) in network for network in self.networks)


def throttle_key_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 that one IPv6 client usually has to itself."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def _plain(text: str | None) -> str | None:
    """Return the address in its usual form, an IPv4 address inside IPv6 as IPv4; None if it is none."""
    try:
        parsed = ip_address((text or "").strip())
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
