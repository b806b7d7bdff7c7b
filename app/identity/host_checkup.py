"""Looks over a host that a provider is reached at: its certificate, and its clock."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

import requests

from app.domain.checkups import CERTIFICATE_LASTS, CertificateEnds, HostClockOff, Well
from app.domain.provider_refusals import ProviderBroken, ProviderUnavailable
from app.domain.words import _
from app.identity.certificates import certificate_ends, host_of
from app.identity.registrations import Reached

# In seconds: how far two clocks may be apart.
LEEWAY: Final = 120


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
