"""Looks a directory over, server by server, as the portal would use it: certificate, own account, people, groups."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.checkups import CERTIFICATE_LASTS, CertificateEnds, Well
from app.domain.directory_refusals import DirectoryBaseMissing, DirectoryNobodyFound
from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable
from app.domain.provider_ways import ProviderWay
from app.domain.words import _
from app.identity.host_checkup import located
from app.identity.ldap_client import LdapClient, LdapServer
from app.identity.ldap_connection import Connection, Wanted, connected, reached
from app.identity.ldap_entries import Entry, id_of, username_of
from app.identity.ldap_tunnel import Deadline

Finding = Well | ProviderUnavailable | NotVouchedFor


class LdapCheckup:
    """Looks over one directory; signs nobody in, and sends no password but the portal's own."""

    def __init__(self, client: LdapClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    @property
    def way(self) -> ProviderWay:
        """Which directory it is about."""
        return self._client.way

    def findings(self) -> Iterator[Finding]:
        """Yield what is found, one server after the other; what makes the rest of one pointless ends that one."""
        for server in self._client.servers:
            try:
                yield self._certificate(server)
                yield from self._content(server)
            except (ProviderUnavailable, NotVouchedFor) as trouble:
                yield located(trouble, f"{server.host}:{server.port}")

    def _certificate(self, server: LdapServer) -> Finding:
        with reached(server, self._client, Deadline(self._client.timeout)) as connection:
            told = connection.getpeercert() or {}
        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
        values = {"host": f"{server.host}:{server.port}", "date": ends.date().isoformat()}
        days = (ends - self._clock()).days
        if days < CERTIFICATE_LASTS:
            return CertificateEnds(days=days, **values)
        return Well(_("The certificate of %(host)s is trusted, and good until %(date)s."), values)

    def _content(self, server: LdapServer) -> Iterator[Finding]:
        client = self._client
        with connected(replace(client, servers=(server,)), Deadline(client.timeout)) as connection:
            connection.bind_as_service()
            yield Well(_("It takes the portal's own account."))
            somebody = self._somebody(connection)
            yield Well(_("It shows people, such as “%(who)s”."), {"who": username_of(somebody, client).text})
            if client.groups.how == "search":
                yield self._groups(connection)

    def _somebody(self, connection: Connection) -> Entry:
        """Return one person of whom everything can be read that a sign-in needs."""
        client, people = self._client, self._client.people
        everybody = f"(&{people.filter}({people.username}=*))"
        found = connection.first_of(Wanted(people.base, everybody, (client.id_attribute, people.username), most=1))
        if found is None:
            raise DirectoryNobodyFound(provider=client.way.label, base=people.base, filter=people.filter)
        id_of(found, client, whom="somebody")
        return found

    def _groups(self, connection: Connection) -> Finding:
        groups, provider = self._client.groups, self._client.way.label
        there = Wanted(groups.base, "(objectClass=*)", ("objectClass",), most=1, only_base=True)
        if connection.find_one(there) is None:
            return DirectoryBaseMissing(provider=provider, base=groups.base)
        return Well(_("It has the place where groups are."))
