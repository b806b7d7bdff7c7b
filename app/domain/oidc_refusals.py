"""Why a sign-in through an OpenID Connect provider is refused, or a logout by one: one class a fact."""

from app.domain.provider_refusals import SIGN_IN_AGAIN, NotVouchedFor, ProviderUnavailable
from app.domain.refusals import YOU, Conflict
from app.domain.words import _


class ProviderSaidNo(NotVouchedFor):
    code = "provider-said-no"
    sentence = _("%(provider)s did not let you sign in to this portal.")
    remedy = _("Sign in again, and agree where it asks you. If it lets you choose nothing, ask whoever runs it to "
               "give you access to this portal.")  # fmt: skip
    who = YOU


class ProviderWantsAPerson(NotVouchedFor):
    code = "provider-wants-a-person"
    sentence = _("%(provider)s has to ask you something first, and this portal is set not to let it (prompt=none).")
    remedy = _("Sign in there first, or have the operator take the prompt setting away.")


class ProviderErred(NotVouchedFor):
    code = "provider-erred"
    sentence = _("%(provider)s answered with the error “%(error)s”.")
    remedy = _("Sign in again. If it happens again, the operator compares the provider's registration of this portal "
               "with its settings: client ID, redirect address, scopes.")  # fmt: skip


class AnswerUnreadable(NotVouchedFor):
    code = "provider-answer-unreadable"
    sentence = _("%(provider)s sent an answer without what a sign-in needs: %(missing)s.")
    remedy = _("Sign in again. If it happens again, the provider's registration of this portal is not for OpenID "
               "Connect's authorization code flow.")  # fmt: skip


class AnsweredByAnother(NotVouchedFor):
    code = "answered-by-another-provider"
    sentence = _("The answer is not from %(provider)s, where this sign-in began.")
    remedy = SIGN_IN_AGAIN


class CodeRefused(NotVouchedFor):
    code = "code-refused"
    sentence = _("%(provider)s did not exchange the code of this sign-in: “%(error)s”.")
    remedy = _("Sign in again. If it says invalid_client, the operator corrects the client ID or client secret; if it "
               "says invalid_grant, the redirect address.")  # fmt: skip


class AlgorithmRefused(NotVouchedFor):
    code = "algorithm-refused"
    sentence = _("The ID token of %(provider)s is signed with “%(algorithm)s”, which this portal does not accept.")
    remedy = _("Have it sign with RS256, PS256 or ES256, and the setting “algorithms” name the one that it uses.")


class KeyUnknown(NotVouchedFor):
    code = "key-unknown"
    sentence = _("The ID token is signed with a key that %(provider)s does not publish.")
    remedy = _("If the provider has just changed its keys, try again in a minute.")


class SignatureWrong(NotVouchedFor):
    code = "signature-wrong"
    sentence = _("The signature of the ID token is not %(provider)s's.")
    remedy = _("Nobody was signed in. If it happens again, somebody may be between this portal and the provider.")


class IssuerWrong(NotVouchedFor):
    code = "issuer-wrong"
    sentence = _("The ID token names another issuer than the one that is set for %(provider)s.")
    remedy = _("The setting “issuer” is the issuer that the provider's own discovery document names, letter by letter.")


class AudienceWrong(NotVouchedFor):
    code = "audience-wrong"
    sentence = _("The ID token of %(provider)s was made for another application.")
    remedy = _("The setting “client_id” is the ID under which the provider knows this portal.")


class NonceWrong(NotVouchedFor):
    code = "nonce-wrong"
    sentence = _("The ID token of %(provider)s belongs to another sign-in.")
    remedy = SIGN_IN_AGAIN


class AccessTokenWrong(NotVouchedFor):
    code = "access-token-wrong"
    sentence = _("The ID token and the access token of %(provider)s do not belong together.")
    remedy = SIGN_IN_AGAIN


class GroupsElsewhere(NotVouchedFor):
    code = "groups-elsewhere"
    sentence = _("You are in more groups than %(provider)s puts into a token, and the portal could not ask for them.")
    remedy = _("With Entra the setting “graph_url” says where, and the registration needs the delegated permission "
               "User.Read; or it sends only the groups assigned to the application.")  # fmt: skip


class ProofTooOld(NotVouchedFor):
    code = "proof-too-old"
    sentence = _("Your sign-in at %(provider)s is older than this portal allows.")
    remedy = _("Sign in again; the provider has to ask you anew.")
    who = YOU


class ProviderMisnamed(ProviderUnavailable):
    code = "provider-misnamed"
    sentence = _("The discovery document of %(provider)s names the issuer “%(named)s”, and the setting “issuer” says "
                 "“%(issuer)s”.")  # fmt: skip
    remedy = _("If it is the right provider, the setting “issuer” has to be what the document names, letter by letter.")


class LogoutTokenReplayed(Conflict):
    code = "logout-token-replayed"
    sentence = _("This logout token was used before.")
    remedy = _("Nothing was ended; a provider makes a new token each time.")
