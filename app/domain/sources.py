"""Whose word counts: the portal's own, and that of the sources that its settings name; another's counts no more."""

from dataclasses import dataclass
from typing import Final

from app.domain.people import LOCAL_ISSUER, LOCAL_SOURCE


@dataclass(frozen=True, slots=True)
class Source:
    """Who says which groups people are in: `local`, or a kind of provider and its name, as in `oidc:acme`.

    `issuer` is the one whose subjects it signs in, None where it signs nobody in.
    """

    name: str
    issuer: str | None = None


LOCAL: Final = Source(LOCAL_SOURCE, LOCAL_ISSUER)


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources that count."""

    providers: tuple[Source, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What memberships that count are marked with."""
        return tuple(one.name for one in (LOCAL, *self.providers))

    @property
    def provider_issuers(self) -> tuple[str, ...]:
        """Whose subjects providers sign in."""
        return tuple(one.issuer for one in self.providers if one.issuer is not None)

    def find_issuer(self, name: str) -> str | None:
        """Return whose subjects a provider signs in, None where there is no such provider."""
        return next((one.issuer for one in self.providers if one.name == name), None)

    def stand_behind(self, provider: str | None, issuer: str) -> bool:
        """Say whether a sign-in counts that a provider, with None the portal, began for a subject of an issuer."""
        return Source(provider or LOCAL_SOURCE, issuer) in (LOCAL, *self.providers)

    def find_rivals(self) -> tuple[str, str] | None:
        """Return two that sign in the subjects of one issuer, None where there are none.

        They would share people, and each take the other's word for who somebody is.
        """
        first: dict[str, str] = {LOCAL_ISSUER: LOCAL_SOURCE}
        for one in self.providers:
            if one.issuer in first:
                return first[one.issuer], one.name
            if one.issuer is not None:
                first[one.issuer] = one.name
        return None


ONLY_LOCAL: Final = Sources()
