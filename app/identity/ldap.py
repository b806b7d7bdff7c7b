"""Speaks LDAP to one directory: proves passwords by search and bind, and asks again later without the person.

Source: RFC 4511, RFC 4513; MS-ADTS for Active Directory.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from ldap.filter import escape_filter_chars

from app.domain.directory_refusals import (
    DirectoryBusy,
    DirectoryPasswordWrong,
    DirectoryPersonGone,
    DirectoryPersonTwice,
)
from app.domain.people import MalformedUsername, Username
from app.domain.provider_ways import ProviderWay
from app.domain.vouching import Vouched
from app.domain.web_sessions import Proof
from app.identity.ldap_client import LdapClient
from app.identity.ldap_connection import Connection, TooManyFound, Wanted, connected
from app.identity.ldap_entries import (
    STATES,
    Entry,
    display_name_of,
    email_of,
    id_filter,
    id_of,
    is_called,
    require_in_force,
    username_of,
)
from app.identity.ldap_groups import groups_of
from app.identity.ldap_tunnel import Deadline

# In characters: longer than any password that a person types, and no burden for the directory.
LONGEST_PASSWORD: Final = 1024
_BUSY_FOR: Final = 3


class LdapDirectory:
    """One directory, whose people sign in with the passwords that they have there."""

    def __init__(self, client: LdapClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._places = threading.BoundedSemaphore(client.at_once)

    @property
    def way(self) -> ProviderWay:
        """How the sign-in page shows it."""
        return self._client.way

    def vouch(self, username: str, password: str) -> Vouched:
        """Return whom the directory vouches for by a password, in eight seconds at most.

        Raises NotVouchedFor, DirectoryBusy or ProviderUnavailable. What cannot be right is refused before the directory
        hears of it: an empty password above all, for a bind without one proves nothing and may succeed.
        """
        typed = self._plausible(username, password)
        with self._connection() as connection:
            connection.bind_as_service()
            found = self._find_called(connection, typed)
            connection.bind_as(self._nobody() if found is None else found.dn, password)
            if found is None:
                raise DirectoryPasswordWrong(provider=self.way.label)
            connection.bind_as_service()
            return self._vouched(connection, found, (Proof(self.way.source, self._clock()),))

    def ask_again(self, subject: str) -> Vouched:
        """Return what the directory says now of somebody who signed in before; raises like `vouch`.

        It is found by what stays the same of its entry. Whoever is not among the directory's people any more, or
        disabled there, is a DirectoryPersonGone, a DirectoryAccountDisabled or a DirectoryAccountExpired.
        """
        with self._connection() as connection:
            connection.bind_as_service()
            found = self._find(connection, id_filter(subject, self._client))
            if found is None:
                raise DirectoryPersonGone(provider=self.way.label)
            return self._vouched(connection, found, ())

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        deadline = Deadline(self._client.timeout)
        # Half of the time, so that who gets a place late can still use it.
        if not self._places.acquire(timeout=deadline.left() / 2):
            raise DirectoryBusy(provider=self.way.label, retry_after=_BUSY_FOR)
        try:
            with connected(self._client, deadline) as connection:
                yield connection
        finally:
            self._places.release()

    def _plausible(self, username: str, password: str) -> Username:
        if not 1 <= len(password) <= LONGEST_PASSWORD or "\0" in password:
            raise DirectoryPasswordWrong(provider=self.way.label)
        try:
            return Username.parse(username)
        except MalformedUsername as error:
            raise DirectoryPasswordWrong(provider=self.way.label) from error

    def _nobody(self) -> str:
        """Return the name of an entry that is not there, so that a wrong username takes as long as a wrong password."""
        return f"cn={secrets.token_hex(16)},{self._client.people.base}"

    def _find_called(self, connection: Connection, typed: Username) -> Entry | None:
        """Return whom the directory calls what was typed, None for a spelling that it alone takes for the same name.

        Tries are counted by name: otherwise each of those spellings, wide letters or accents, would have its own.
        """
        found = self._find(connection, f"({self._client.people.username}={escape_filter_chars(typed.text)})")
        return found if found is not None and is_called(found, typed, self._client) else None

    def _find(self, connection: Connection, who: str) -> Entry | None:
        """Return the one person whom a filter is about, None if there is none; raises DirectoryPersonTwice."""
        people, groups = self._client.people, self._client.groups
        asked = (self._client.id_attribute, people.username, people.display_name, people.email, *STATES)
        attributes = (*asked, "memberOf") if groups.how == "member-of" else asked
        try:
            found = connection.search(Wanted(people.base, f"(&{people.filter}{who})", attributes, most=2))
        except TooManyFound as error:
            raise DirectoryPersonTwice(provider=self.way.label) from error
        if len(found) > 1:
            raise DirectoryPersonTwice(provider=self.way.label)
        return found[0] if found else None

    def _vouched(self, connection: Connection, found: Entry, proofs: tuple[Proof, ...]) -> Vouched:
        client = self._client
        require_in_force(found, client, self._clock())
        username = username_of(found, client)
        return Vouched(
            issuer=client.issuer,
            subject=id_of(found, client, whom="you"),
            source=client.way.source,
            username=username,
            display_name=display_name_of(found, client) or username.text,
            email=email_of(found, client),
            groups=groups_of(found, connection, client),
            proofs=proofs,
        )
