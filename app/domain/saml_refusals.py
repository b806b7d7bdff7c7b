"""Why an answer of a SAML provider is refused, and why one cannot be set up: one class a fact."""

from typing import Final

from app.domain.provider_refusals import SIGN_IN_AGAIN, NotVouchedFor, ProviderUnavailable
from app.domain.refusals import YOU
from app.domain.words import _

_BETWEEN: Final = _("Nobody was signed in. If it happens again, somebody may be between this portal and the provider.")


class SamlUnusable(ProviderUnavailable):
    """The settings of a provider lead to something that cannot be used; found when the portal starts."""

    code = "saml-unusable"
    sentence = _("The SAML provider “%(name)s” cannot be used: %(what)s.")
    remedy = _("Correct the settings of this provider, or the file that they name, and start the portal again.")


class AnswerTooLarge(NotVouchedFor):
    code = "saml-answer-too-large"
    sentence = _("The answer of %(provider)s is larger than %(most)s KB.")
    remedy = _("Have the provider send fewer attributes: of the groups, only those that are assigned to this portal.")


class SamlUnreadable(NotVouchedFor):
    code = "saml-answer-unreadable"
    sentence = _("%(provider)s sent an answer that cannot be read: %(what)s.")
    remedy = _("Sign in again. If it happens again, the provider has to answer with a SAML 2.0 response by HTTP POST.")


class SamlUnsafe(NotVouchedFor):
    code = "saml-answer-unsafe"
    sentence = _("The answer of %(provider)s holds %(what)s, which no answer needs.")
    remedy = _BETWEEN


class SamlMisshapen(NotVouchedFor):
    code = "saml-answer-misshapen"
    sentence = _("The answer of %(provider)s is not built as this portal takes it: %(what)s.")
    remedy = _BETWEEN


class SamlEncrypted(NotVouchedFor):
    code = "saml-answer-encrypted"
    sentence = _("The answer of %(provider)s is encrypted, which this portal does not take.")
    remedy = _("Turn the encryption of assertions off there: the answer travels over https, and is signed.")


class SamlUnsigned(NotVouchedFor):
    code = "saml-answer-unsigned"
    sentence = _("The answer of %(provider)s is not signed.")
    remedy = _("Have the provider sign its responses or its assertions.")


class TransformRefused(NotVouchedFor):
    code = "saml-transform-refused"
    sentence = _("The signature of %(provider)s takes “%(algorithm)s”, which this portal does not do.")
    remedy = _("It takes enveloped signatures with exclusive canonicalization, which is what providers make.")


class SamlAlgorithmRefused(NotVouchedFor):
    code = "saml-algorithm-refused"
    sentence = _("The answer of %(provider)s is signed with “%(algorithm)s”, which this portal does not accept.")
    remedy = _("Have it sign with RSA and SHA-256, or better.")


class SamlKeyUnknown(NotVouchedFor):
    code = "saml-key-unknown"
    sentence = _("The answer is signed with a key that is not the one which is set for %(provider)s.")
    remedy = _("If the provider has changed its certificate, the operator puts the new one into the settings, beside "
               "the old one, or takes its metadata anew.")  # fmt: skip


class SamlSignatureWrong(NotVouchedFor):
    code = "saml-signature-wrong"
    sentence = _("The signature of the answer is not %(provider)s's.")
    remedy = _BETWEEN


class SamlStatus(NotVouchedFor):
    code = "saml-status"
    sentence = _("%(provider)s did not sign you in: it says “%(status)s”.")
    remedy = _("Sign in again. If it happens again, whoever runs the provider finds the reason in its log: mostly "
               "you have no access to this portal there, or its settings of this portal are not ours.")  # fmt: skip


class SamlIssuerWrong(NotVouchedFor):
    code = "saml-issuer-wrong"
    sentence = _("The answer names another issuer than the one that is set for %(provider)s.")
    remedy = _("The setting “entity_id” is the provider's entity ID, letter by letter.")


class SamlAudienceWrong(NotVouchedFor):
    code = "saml-audience-wrong"
    sentence = _("The answer of %(provider)s was made for another application.")
    remedy = _("The provider has to know this portal by its entity ID %(entity_id)s.")


class SamlRecipientWrong(NotVouchedFor):
    code = "saml-recipient-wrong"
    sentence = _("The assertion of %(provider)s is for another recipient.")
    remedy = _("The provider has to know %(acs_url)s as this portal's assertion consumer service.")


class SamlDestinationWrong(NotVouchedFor):
    code = "saml-destination-wrong"
    sentence = _("The answer of %(provider)s was sent to another address.")
    remedy = _("The provider has to know %(acs_url)s as this portal's assertion consumer service.")


class SamlUnasked(NotVouchedFor):
    code = "saml-unasked"
    sentence = _("%(provider)s sent an answer that nobody here has asked for.")
    remedy = _("Begin at the sign-in page of this portal: it takes no sign-in that begins at the provider.")
    who = YOU


class AssertionUsed(NotVouchedFor):
    code = "saml-assertion-used"
    sentence = _("This answer of %(provider)s was used before.")
    remedy = SIGN_IN_AGAIN
    who = YOU


class NameIdPasses(NotVouchedFor):
    code = "saml-name-id-passes"
    sentence = _("%(provider)s calls you by a name that is another one each time.")
    remedy = _("Have it send a persistent name ID, or an attribute that never changes, and let the setting "
               "“subject_attribute” name that one.")  # fmt: skip


class AttributeWrong(NotVouchedFor):
    code = "saml-attribute-wrong"
    sentence = _("The attribute “%(attribute)s” that %(provider)s sent cannot be used, or was not sent.")
    remedy = _("The provider has to send it once, and the settings to name the right one: a username has 1 to 128 "
               "characters, none of them a control character.")  # fmt: skip


class SamlGroupsElsewhere(NotVouchedFor):
    code = "saml-groups-elsewhere"
    sentence = _("You are in more groups than %(provider)s puts into an answer.")
    remedy = _("Have it send only the groups that are assigned to this portal.")
