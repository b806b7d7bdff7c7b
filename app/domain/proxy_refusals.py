"""Why the proof that a proxy puts into a request is refused: one class a fact, so that each has its own words."""

from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable
from app.domain.refusals import THE_OPERATOR, YOU
from app.domain.words import _


class ProofMissing(NotVouchedFor):
    code = "proxy-proof-missing"
    sentence = _("This request came without the proof of %(provider)s that it is you.")
    remedy = _("Open the portal at its public address, which leads through %(provider)s, and sign in there.")
    who = YOU


class ProofFromStranger(NotVouchedFor):
    code = "proxy-proof-from-stranger"
    sentence = _("This request has the header of %(provider)s, but does not come from where it is.")
    remedy = _("Open the portal at its public address. If you did, the operator compares the setting “peers” with the "
               "address that %(provider)s connects from.")  # fmt: skip


class ProofTwice(NotVouchedFor):
    code = "proxy-proof-twice"
    sentence = _("This request has the header of %(provider)s more than once.")
    remedy = _("%(provider)s has to take away what a browser sends under that name before it sets its own.")


class ProofTooLong(NotVouchedFor):
    code = "proxy-proof-too-long"
    sentence = _("The header of %(provider)s is longer than any that this portal reads.")
    remedy = _("Have %(provider)s send fewer claims: mostly it is the groups.")


class ProofUnreadable(NotVouchedFor):
    code = "proxy-proof-unreadable"
    sentence = _("The header of %(provider)s cannot be read: %(what)s.")
    remedy = _("The settings “kind” and “header” have to fit what %(provider)s sends.")


class ProofAlgorithmRefused(NotVouchedFor):
    code = "proxy-proof-algorithm-refused"
    sentence = _("The proof of %(provider)s is signed with “%(algorithm)s”, which this portal does not accept of it.")
    remedy = _("Nobody was signed in. If it happens again, the setting “kind” is not what stands before this portal.")


class ProofKeyUnknown(NotVouchedFor):
    code = "proxy-proof-key-unknown"
    sentence = _("The proof is signed with a key that %(provider)s does not publish.")
    remedy = _("If %(provider)s has just changed its keys, try again in a minute.")


class ProofSignatureWrong(NotVouchedFor):
    code = "proxy-proof-signature-wrong"
    sentence = _("The signature of the proof is not %(provider)s's.")
    remedy = _("Nobody was signed in. If it happens again, somebody may be between this portal and %(provider)s.")


class ProofSignerWrong(NotVouchedFor):
    code = "proxy-proof-signer-wrong"
    sentence = _("The proof was signed by another load balancer than %(provider)s.")
    remedy = _("The setting “load_balancer” is the ARN of the one that stands before this portal, letter by letter.")


class ProofIssuerWrong(NotVouchedFor):
    code = "proxy-proof-issuer-wrong"
    sentence = _("The proof of %(provider)s names another issuer than the one that is set.")
    remedy = _("The setting “issuer” is the one that %(provider)s itself is set up with, letter by letter.")


class ProofAudienceWrong(NotVouchedFor):
    code = "proxy-proof-audience-wrong"
    sentence = _("The proof of %(provider)s was made for another application.")
    remedy = _("The setting “audience” is what %(provider)s calls this portal.")


class ProofOutOfTime(NotVouchedFor):
    code = "proxy-proof-out-of-time"
    sentence = _("The proof of %(provider)s does not hold now: it is off by %(minutes)s min, or the clocks are.")
    remedy = _("Load the page again. If it stays so, both machines have to take their time from a time server.")


class ProxyKeysBroken(ProviderUnavailable):
    code = "proxy-keys-broken"
    sentence = _("The keys of %(provider)s cannot be read: %(what)s.")
    remedy = _("Try again in a minute. If it stays so, the setting “keys_url” does not lead to its keys.")
    who = THE_OPERATOR


class ProxyKeysAskedOften(ProviderUnavailable):
    code = "proxy-keys-asked-often"
    sentence = _("This portal has looked for keys of %(provider)s too often in the last minute.")
    remedy = _("Try again in a minute. If it stays so, somebody sends made-up proofs: let only %(provider)s reach this "
               "portal.")  # fmt: skip
    retry_after = 60
