"""One connection to a directory: binds and searches, all within one deadline, and nothing of it outlives a request."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final  # Any: python-ldap ships no types

import ldap
import structlog

from app.domain.checkups import CertificateNotTrusted
from app.domain.directory_refusals import DirectoryServiceRefused, DirectoryTlsFailed
from app.domain.provider_refusals import ProviderTooSlow, ProviderUnavailable, ProviderUnreachable
from app.identity.ldap_client import LdapClient, LdapServer
from app.identity.ldap_entries import Entry
from app.identity.ldap_failures import diagnostic_of, failure_of
from app.identity.ldap_states import password_refusal
from app.identity.ldap_tunnel import Deadline, StartTlsRefused, secured, tunnel_to

log = structlog.stdlib.get_logger(__name__)
# Never reached: the connection is there already.
_INSIDE: Final = "ldap://tunnel"


class TooManyFound(Exception):
    """More entries fit than were asked for, or than the server lists."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: where, how deep, what, and how many at most."""

    base: str
    filter: str
    attributes: tuple[str, ...]
    most: int
    only_base: bool = False


class Connection:
    """A connection over which the portal's own account asks, and people prove their passwords."""

    def __init__(self, libldap: Any, client: LdapClient, deadline: Deadline) -> None:
        self._libldap = libldap
        self._client = client
        self._deadline = deadline

    def bind_as_service(self) -> None:
        """Be the portal's own account; raises ProviderUnavailable."""
        client = self._client
        try:
            self._bind(client.bind_dn, client.bind_password)
        except (ldap.INVALID_CREDENTIALS, ldap.NO_SUCH_OBJECT, ldap.INVALID_DN_SYNTAX) as error:
            raise DirectoryServiceRefused(provider=client.way.label) from error
        except ldap.LDAPError as error:
            raise self._failure(error, client.bind_dn) from error

    def bind_as(self, dn: str, password: str) -> None:
        """Prove somebody's password; raises NotVouchedFor or ProviderUnavailable.

        An empty one would be no proof: RFC 4513, section 5.1.2, makes that an unauthenticated bind, which may succeed.
        """
        if not password:
            raise password_refusal("", self._client)
        try:
            self._bind(dn, password)
        except ldap.INVALID_CREDENTIALS as error:
            # Without the exception itself: nothing that knows a password goes on from here.
            raise password_refusal(diagnostic_of(error), self._client) from None
        except ldap.LDAPError as error:
            raise self._failure(error, self._client.people.base) from None

    def search(self, wanted: Wanted) -> list[Entry]:
        """Return what is found, without references to other servers; raises TooManyFound or ProviderUnavailable."""
        scope = ldap.SCOPE_BASE if wanted.only_base else ldap.SCOPE_SUBTREE
        try:
            left = self._time_left()
            found = self._libldap.search_ext_s(
                wanted.base, scope, wanted.filter, list(wanted.attributes), timeout=left, sizelimit=wanted.most
            )
        except (ldap.SIZELIMIT_EXCEEDED, ldap.ADMINLIMIT_EXCEEDED) as error:
            raise TooManyFound from error
        except ldap.LDAPError as error:
            raise self._failure(error, wanted.base) from error
        return [Entry.of(dn, attributes) for dn, attributes in found if dn is not None]

    def first_of(self, wanted: Wanted) -> Entry | None:
        """Return the first entry that is found, None if there is none; raises ProviderUnavailable."""
        try:
            left = self._time_left()
            asked = self._libldap.search_ext(
                wanted.base, ldap.SCOPE_SUBTREE, wanted.filter, list(wanted.attributes), timeout=left, sizelimit=1
            )
            kind, found = self._libldap.result(asked, all=0, timeout=left)
            while kind == ldap.RES_SEARCH_REFERENCE:
                kind, found = self._libldap.result(asked, all=0, timeout=self._time_left())
        except ldap.LDAPError as error:
            raise self._failure(error, wanted.base) from error
        return Entry.of(*found[0]) if kind == ldap.RES_SEARCH_ENTRY else None

    def find_one(self, wanted: Wanted) -> Entry | None:
        """Return the entry at the base itself, None where there is none that can be seen."""
        try:
            return next(iter(self.search(wanted)), None)
        except ProviderUnavailable as error:
            if isinstance(error.__cause__, ldap.NO_SUCH_OBJECT):
                return None
            raise

    def _bind(self, dn: str, password: str) -> None:
        self._time_left()
        self._libldap.simple_bind_s(dn, password)

    def _time_left(self) -> float:
        """Let libldap wait no longer than there is time."""
        try:
            left = self._deadline.left()
        except TimeoutError as error:
            raise ProviderTooSlow(provider=self._client.way.label) from error
        self._libldap.set_option(ldap.OPT_TIMEOUT, left)
        return left

    def _failure(self, error: ldap.LDAPError, base: str) -> ProviderUnavailable:
        return failure_of(error, self._client, late=self._deadline.is_over, base=base)


@contextmanager
def connected(client: LdapClient, deadline: Deadline) -> Iterator[Connection]:
    """Yield a connection to the first server that answers; raises ProviderUnavailable."""
    # libldap closes the descriptor that it was given when it unbinds, whatever the documentation of python-ldap says.
    libldap = ldap.initialize(_INSIDE, fileno=tunnel_to(_first_reached(client, deadline), deadline))
    try:
        libldap.set_option(ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3)
        libldap.set_option(ldap.OPT_REFERRALS, 0)
        yield Connection(libldap, client, deadline)
    finally:
        libldap.unbind_s()


def _first_reached(client: LdapClient, deadline: Deadline) -> ssl.SSLSocket:
    """Try the servers in their order, each for its share of the time; raises what was wrong with the last."""
    *first, last = client.servers
    for place, server in enumerate(first):
        try:
            return reached(server, client, deadline.part(len(client.servers) - place))
        except ProviderUnavailable as failure:
            log.warning("ldap.server-passed-over", source=client.way.source, host=server.host, code=failure.code)
    return reached(last, client, deadline)


def reached(server: LdapServer, client: LdapClient, deadline: Deadline) -> ssl.SSLSocket:
    """Return a verified connection to one server; raises ProviderUnavailable."""
    provider = client.way.label
    try:
        return secured(server, client.ca_bundle, deadline)
    except ssl.SSLCertVerificationError as error:
        raise CertificateNotTrusted(host=server.host, reason=error.verify_message) from error
    except (ssl.SSLError, StartTlsRefused, ConnectionResetError) as error:
        if isinstance(error, TimeoutError):
            raise ProviderTooSlow(provider=provider) from error
        raise DirectoryTlsFailed(provider=provider, host=server.host) from error
    except TimeoutError as error:
        raise ProviderTooSlow(provider=provider) from error
    except OSError as error:
        raise ProviderUnreachable(provider=provider) from error
