"""Looks over a host that a provider is reached at: whether it can be, its certificate, and its clock."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

import requests

from app.domain.checkups import CERTIFICATE_LASTS, CertificateEnds, HostClockOff, HostUnreachable, Well
from app.domain.provider_refusals import ProviderBroken, ProviderTooSlow, ProviderUnavailable, ProviderUnreachable
from app.domain.refusals import Refusal
from app.domain.words import _
from app.identity.certificates import certificate_ends, host_of
from app.identity.registrations import Reached

# In seconds: how far two clocks may be apart.
LEEWAY: Final = 120
Finding = TypeVar("Finding", bound=Refusal)


def certificate_of(url: str, client: Reached, *, now: datetime) -> Iterator[Well | ProviderUnavailable]:
    """Say until when a certificate is good; there is none on loopback without TLS. Raises ProviderUnavailable."""
    if not url.startswith("https://"):
        return
    ends = certificate_ends(url, client)
    values = {"host": host_of(url), "date": ends.date().isoformat()}
    days = (ends - now).days
    if days < CERTIFICATE_LASTS:
        yield CertificateEnds(days=days, **values)
    else:
        yield Well(_("The certificate of %(host)s is trusted, and good until %(date)s."), values)


def clock_in(answer: requests.Response, client: Reached, *, now: datetime) -> Well | ProviderUnavailable:
    """Compare clocks by the `Date` of an answer; raises ProviderBroken. Source: RFC 9110, section 6.6.1."""
    try:
        apart = abs((parsedate_to_datetime(answer.headers["Date"]) - now).total_seconds())
    except (KeyError, ValueError, TypeError) as error:
        raise ProviderBroken(provider=client.way.label, what="no Date in its answer") from error
    if apart > LEEWAY:
        return HostClockOff(provider=client.way.label, minutes=round(apart / 60))
    return Well(_("Its clock and this machine's agree."))


def located(trouble: Finding, host: str) -> Finding | HostUnreachable:
    """Say of a host that does not answer which one it is and why: people who sign in are not told, operators are."""
    if not isinstance(trouble, ProviderUnreachable | ProviderTooSlow):
        return trouble
    causes = tuple(_causes(trouble))
    asked = (cause.request for cause in causes if isinstance(cause, requests.RequestException))
    hosts = (host_of(str(request.url)) for request in asked if request is not None)
    late = isinstance(trouble, ProviderTooSlow)
    reason = "no answer in time" if late else _reason_of(causes)
    return HostUnreachable(host=next(hosts, host), reason=reason)


def _reason_of(causes: Iterable[BaseException]) -> str:
    """Return what the operating system said: the texts of libraries quote what was sent."""
    said = (cause.strerror for cause in causes if isinstance(cause, OSError))
    return next((words for words in said if words), "the connection failed")


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__ or error.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
