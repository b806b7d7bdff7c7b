"""Until when the certificate of a host is good, verified as for any other call."""

import ssl
from datetime import UTC, datetime
from http.client import HTTPException, HTTPSConnection
from urllib.parse import unquote, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.util import make_headers

from app.domain.checkups import CertificateNotTrusted
from app.domain.provider_refusals import ProviderTooSlow, ProviderUnreachable
from app.identity.registrations import Reached


def host_of(url: str) -> str:
    """Return the host of an address, with its port unless that is the usual one."""
    return urlsplit(url).netloc.removesuffix(":443")


def certificate_ends(url: str, client: Reached) -> datetime:
    """Return when a host's certificate ends; raises ProviderUnavailable."""
    provider = client.way.label
    try:
        return _read(url, client)
    except ssl.SSLCertVerificationError as error:
        raise CertificateNotTrusted(host=host_of(url), reason=error.verify_message) from error
    except TimeoutError as error:
        raise ProviderTooSlow(provider=provider) from error
    except (OSError, HTTPException) as error:
        raise ProviderUnreachable(provider=provider) from error


def _read(url: str, client: Reached) -> datetime:
    """Connect, through the proxy where there is one, and hang up after the handshake."""
    connection = _connection(url, client)
    try:
        connection.connect()
        certificate = connection.sock.getpeercert() or {}
    finally:
        connection.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


def _connection(url: str, client: Reached) -> HTTPSConnection:
    context = ssl.create_default_context(cafile=client.ca_bundle or DEFAULT_CA_BUNDLE_PATH)
    target, proxy = urlsplit(url), client.proxy_for(url)
    if proxy is None:
        return HTTPSConnection(target.hostname or "", target.port, timeout=client.timeout, context=context)
    via = urlsplit(proxy)
    connection = HTTPSConnection(via.hostname or "", via.port, timeout=client.timeout, context=context)
    user = unquote(via.netloc.rpartition("@")[0])
    connection.set_tunnel(target.hostname or "", target.port, headers=make_headers(proxy_basic_auth=user or None))
    return connection
