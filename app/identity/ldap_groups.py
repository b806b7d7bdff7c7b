"""Which groups somebody is in: by asking the groups or the person, and through groups of groups, with an end to it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ldap.filter import escape_filter_chars

from app.domain.directory_refusals import DirectoryGroupsMissing, DirectoryTooManyGroups
from app.domain.vouching import VouchedGroup
from app.identity.ldap_client import LdapClient
from app.identity.ldap_connection import Connection, TooManyFound, Wanted
from app.identity.ldap_entries import Entry, group_of

MOST_GROUPS: Final = 500
_MEMBER_OF: Final = "memberOf"
# LDAP_MATCHING_RULE_IN_CHAIN: Active Directory itself walks through groups of groups. Source: MS-ADTS 3.1.1.3.4.4.3.
_IN_CHAIN: Final = ":1.2.840.113556.1.4.1941:="
# So many groups in one filter: servers take longer ones, but not without an end.
_AT_ONCE: Final = 50


def groups_of(person: Entry, connection: Connection, client: LdapClient) -> tuple[VouchedGroup, ...] | None:
    """Return somebody's groups, None where the portal is not to ask; raises NotVouchedFor or ProviderUnavailable."""
    if client.groups.how == "none":
        return None
    try:
        entries = list(_Walk(connection, client).from_(person))
    except TooManyFound as error:
        raise DirectoryTooManyGroups(provider=client.way.label, most=MOST_GROUPS) from error
    found = (group_of(entry, client) for entry in entries)
    groups = {group.external_id: group for group in found}
    if client.groups.required and not groups:
        raise DirectoryGroupsMissing(provider=client.way.label)
    return tuple(groups.values())


class _Walk:
    """From a person upwards. A group that was met before is not met again, so that no circle is walked twice."""

    def __init__(self, connection: Connection, client: LdapClient) -> None:
        groups = client.groups
        self._connection = connection
        self._groups = groups
        self._attributes = (client.id_attribute, groups.name, _MEMBER_OF)
        self._met: set[str] = set()
        asks_groups = groups.how == "search"
        chained = asks_groups and groups.nested and client.is_active_directory
        self._member = groups.member + (_IN_CHAIN if chained else "=")
        self._walks = groups.nested and not chained
        self._step = self._naming if asks_groups else self._named_by

    def from_(self, person: Entry) -> Iterator[Entry]:
        """Yield every group once; raises TooManyFound."""
        level = self._new(self._step([person]))
        while level:
            yield from level
            level = self._new(self._step(level)) if self._walks else []

    def _new(self, found: Iterable[Entry]) -> list[Entry]:
        new = {dn: entry for entry in found if (dn := entry.dn.lower()) not in self._met}
        self._met.update(new)
        if len(self._met) > MOST_GROUPS:
            raise TooManyFound
        return list(new.values())

    def _naming(self, members: Sequence[Entry]) -> Iterator[Entry]:
        """Find the groups that name one of some members."""
        for place in range(0, len(members), _AT_ONCE):
            some = members[place : place + _AT_ONCE]
            any_of = "".join(f"({self._member}{escape_filter_chars(one.dn)})" for one in some)
            wanted = f"(&{self._groups.filter}(|{any_of}))"
            yield from self._connection.search(Wanted(self._groups.base, wanted, self._attributes, MOST_GROUPS))

    def _named_by(self, members: Sequence[Entry]) -> Iterator[Entry]:
        """Read the groups that some members name themselves; one that the portal may not see is none of its."""
        named = dict.fromkeys(dn for one in members for dn in one.texts(_MEMBER_OF))
        for dn in list(named)[: MOST_GROUPS + 1]:
            if dn.lower() not in self._met:
                found = self._connection.find_one(Wanted(dn, self._groups.filter, self._attributes, 1, only_base=True))
                yield from () if found is None else (found,)
