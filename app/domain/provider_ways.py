"""The ways of signing in through an identity provider, as people see them, whatever the provider speaks."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

# How long somebody may be on their way through a provider.
BEGUN_FOR: Final = timedelta(minutes=10)
# What a provider speaks: the first word of a way's name, and that of the pages that begin it.
Kind = Literal["oidc", "saml", "ldap", "proxy"]


@dataclass(frozen=True, slots=True)
class ProviderWay:
    """A way of signing in as the sign-in page shows it: `name` is in addresses, `label` is for people."""

    kind: Kind
    name: str
    label: str

    @property
    def source(self) -> str:
        """What groups, memberships, proofs and the ledger call it; no other kind of way can be called the same."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where a provider signs a person out; `url` is None where it has no such place, or cannot be asked now.

    `cookies` are those of a proxy on our own host, which only we can take away.
    """

    label: str
    url: str | None
    cookies: tuple[str, ...] = ()


def is_of_proxy(source: str) -> bool:
    """Say whether a source is a proxy, which vouches for people with each request and never asks them anything."""
    return source.startswith("proxy:")


def keeps_factors_here(source: str) -> bool:
    """Say whether people of a source prove things with factors that the portal keeps for them.

    A proxy asks them nothing, and a directory knows of them a password alone.
    """
    return is_of_proxy(source) or source.startswith("ldap:")
