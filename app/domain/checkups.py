"""What `doorstep doctor` finds of an identity provider: what is well, in words, and what is not, as refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.domain.provider_refusals import ProviderUnavailable
from app.domain.words import _

# In days: a certificate that ends sooner is worth a word while there is time.
CERTIFICATE_LASTS: Final = 14


@dataclass(frozen=True, slots=True)
class Well:
    """Something that was looked at and is as it should be."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


class CertificateNotTrusted(ProviderUnavailable):
    code = "certificate-not-trusted"
    sentence = _("This portal does not trust the certificate of %(host)s: %(reason)s.")
    remedy = _("If it comes from an authority of your own, the setting “ca_bundle” names the file with that one. If it "
               "has expired or names another host, whoever runs the host replaces it.")  # fmt: skip


class HostUnreachable(ProviderUnavailable):
    code = "host-unreachable"
    sentence = _("This machine cannot reach %(host)s: %(reason)s.")
    remedy = _("Check the address in the settings of this provider. If it is right, look from here: does its name lead "
               "to an address, does the server run, and do firewall and proxy let this machine through?")  # fmt: skip


class CertificateEnds(ProviderUnavailable):
    code = "certificate-ends"
    sentence = _("The certificate of %(host)s ends in %(days)s days, on %(date)s.")
    remedy = _("Whoever runs it replaces it before then: after that day nobody signs in through this provider.")


class SigningCertificateEnds(ProviderUnavailable):
    code = "signing-certificate-ends"
    sentence = _("The certificate with which %(provider)s signs is good until %(date)s only.")
    remedy = _("Sign-in goes on, for its key is what counts; but the provider will change it about then. Put the next "
               "certificate into the settings beside this one, or take the provider's metadata anew.")  # fmt: skip


class OwnCertificateEnds(ProviderUnavailable):
    code = "own-certificate-ends"
    sentence = _("This portal's certificate, by which %(provider)s knows it, is good until %(date)s only.")
    remedy = _("Make a new one for the same key or a new key, put it into the settings, and give the provider this "
               "portal's metadata anew: it may refuse requests that are signed with an old one.")  # fmt: skip


class NoFittingKey(ProviderUnavailable):
    code = "no-fitting-key"
    sentence = _("%(provider)s publishes no key for any of the algorithms %(algorithms)s.")
    remedy = _("The setting “algorithms” names those that it signs with; an RSA key has at least 2,048 bits.")


class HostClockOff(ProviderUnavailable):
    code = "host-clock-off"
    sentence = _("The clocks of %(provider)s and this portal differ by %(minutes)s min; two are allowed.")
    remedy = _("Both machines take their time from a time server.")
