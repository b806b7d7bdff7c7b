"""Looks a SAML provider over, as the portal would use it: the files that the settings name, keys and certificates."""

from collections.abc import Callable, Iterator
from datetime import datetime

from cryptography.x509 import Certificate

from app.domain.checkups import CERTIFICATE_LASTS, OwnCertificateEnds, SigningCertificateEnds, Well
from app.domain.provider_refusals import ProviderUnavailable
from app.domain.provider_ways import ProviderWay
from app.domain.words import _
from app.identity.saml_client import SamlClient


class SamlCheckup:
    """Looks over one provider; reaches nobody, for a sign-in does not either."""

    def __init__(self, way: ProviderWay, read: Callable[[], SamlClient], *, clock: Callable[[], datetime]) -> None:
        self._way = way
        self._read = read
        self._clock = clock

    @property
    def way(self) -> ProviderWay:
        """Which provider it is about."""
        return self._way

    def findings(self) -> Iterator[Well | ProviderUnavailable]:
        """Yield what is found, one after the other; after what makes the rest pointless it ends."""
        try:
            client = self._read()
        except ProviderUnavailable as trouble:
            yield trouble
            return
        idp = client.idp
        yield Well(
            _("It is known as %(entity_id)s, and asked at %(url)s."), {"entity_id": idp.entity_id, "url": idp.sso_url}
        )
        for certificate in idp.certificates:
            yield self._signing(certificate)
        yield self._own(client.own.certificate)

    def _signing(self, certificate: Certificate) -> Well | ProviderUnavailable:
        ends = certificate.not_valid_after_utc
        if self._ends_soon(ends):
            return SigningCertificateEnds(provider=self._way.label, date=ends.date().isoformat())
        return Well(_("A certificate for its signatures is good until %(date)s."), {"date": ends.date().isoformat()})

    def _own(self, certificate: Certificate) -> Well | ProviderUnavailable:
        ends = certificate.not_valid_after_utc
        if self._ends_soon(ends):
            return OwnCertificateEnds(provider=self._way.label, date=ends.date().isoformat())
        values = {"date": ends.date().isoformat()}
        return Well(_("This portal's certificate is that of its key, and good until %(date)s."), values)

    def _ends_soon(self, ends: datetime) -> bool:
        return (ends - self._clock()).days < CERTIFICATE_LASTS
