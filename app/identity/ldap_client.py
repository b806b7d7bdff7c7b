"""How this portal reaches a directory, and where in it people and groups are."""

from dataclasses import dataclass, field
from typing import Literal

from app.domain.provider_ways import ProviderWay


@dataclass(frozen=True, slots=True)
class LdapServer:
    """One server of a directory; with `starts_tls` it speaks TLS after being asked, and otherwise from the start."""

    host: str
    port: int
    starts_tls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTree:
    """Where people are, and which attribute says what. `filter` is an LDAP filter, its parentheses included."""

    base: str
    filter: str
    username: str
    display_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTree:
    """Where groups are, and how it is found which ones somebody is in; `nested` takes groups of groups as well."""

    how: Literal["search", "member-of", "none"]
    base: str
    filter: str
    name: str
    member: str
    nested: bool
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LdapClient:
    """One directory, as the portal's own account sees it.

    `servers` are asked in their order until one answers. `timeout` is in seconds, for everything that one request of a
    person takes of the directory; `at_once` is how many requests of one process it has to bear. Certificates are always
    verified: `ca_bundle` only says against what, None against the system's.
    """

    way: ProviderWay
    servers: tuple[LdapServer, ...]
    ca_bundle: str | None
    bind_dn: str
    bind_password: str = field(repr=False)
    is_active_directory: bool
    people: PeopleTree
    groups: GroupTree
    timeout: float
    at_once: int

    @property
    def issuer(self) -> str:
        """Who vouches: the directory by its name in the settings, wherever its servers and its people move."""
        return self.way.source

    @property
    def id_attribute(self) -> str:
        """What stays the same of an entry that is renamed or moved. Source: RFC 4530; MS-ADA3, objectGUID."""
        return "objectGUID" if self.is_active_directory else "entryUUID"
