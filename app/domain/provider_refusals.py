"""Why a sign-in through an identity provider is refused: one class a fact, so that each has its own words."""

from typing import Final

from app.domain.refusals import AN_ADMIN, THE_OPERATOR, YOU, Conflict, NotFound, NotPermitted, NotSignedIn, Unavailable
from app.domain.words import _

_AGAIN: Final = _("Sign in again from the sign-in page.")


class NoSuchProvider(NotFound):
    code = "no-such-provider"
    sentence = _("This portal knows no identity provider of that name.")
    remedy = _("Begin at the sign-in page, which shows those that there are.")


class NotVouchedFor(NotSignedIn):
    """An identity provider did not vouch for the person at the keyboard, or not in a way that can be trusted."""

    who = THE_OPERATOR


class SignInNotBegunHere(NotVouchedFor):
    code = "sign-in-not-begun-here"
    sentence = _("This sign-in was not begun in this browser.")
    remedy = _("Sign in again from the sign-in page, and let this browser keep the portal's cookies.")
    who = YOU


class SignInOver(NotVouchedFor):
    code = "sign-in-over"
    sentence = _("This sign-in has been completed already, or took longer than ten minutes.")
    remedy = _AGAIN
    who = YOU


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
    remedy = _AGAIN


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
    remedy = _AGAIN


class ClocksApart(NotVouchedFor):
    code = "clocks-apart"
    sentence = _("The clocks of %(provider)s and this portal differ by %(minutes)s min, or the answer is that old.")
    remedy = _("Both machines take their time from a time server.")


class AccessTokenWrong(NotVouchedFor):
    code = "access-token-wrong"
    sentence = _("The ID token and the access token of %(provider)s do not belong together.")
    remedy = _AGAIN


class ClaimWrong(NotVouchedFor):
    code = "claim-wrong"
    sentence = _("The claim “%(claim)s” that %(provider)s sent cannot be used.")
    remedy = _("The provider has to send it, and the settings to name the right one: a username has 1 to 128 "
               "characters, none of them a control character.")  # fmt: skip


class NotTakenFrom(NotVouchedFor):
    code = "required-claim-missing"
    sentence = _("%(provider)s vouches for you, but this portal takes only some of its people: those whose claim "
                 "“%(claim)s” is what the settings require.")  # fmt: skip
    remedy = _("Sign in again with the account of your organization. If you did, the operator compares the setting "
               "“required_claims” with what the provider sends.")  # fmt: skip
    who = YOU


class EmailNotVerified(NotVouchedFor):
    code = "email-not-verified"
    sentence = _("%(provider)s has not verified your e-mail address, which is your username here.")
    remedy = _("Verify the address there, or have the operator choose another claim for the username.")
    who = YOU


class GroupsMissing(NotVouchedFor):
    code = "groups-missing"
    sentence = _("%(provider)s did not say which groups you are in, and this portal needs to know.")
    remedy = _("The provider's registration of this portal has to send the claim “%(claim)s”, to people without "
               "groups as well.")  # fmt: skip


class GroupNotKept(NotVouchedFor):
    code = "group-not-kept"
    sentence = _("%(provider)s says that you are in the group “%(group)s”, which this portal cannot keep.")
    remedy = _("An id of a group has 1 to %(longest)s characters, none of them a control character. Whoever runs the "
               "provider gives it another, or leaves it out of what is sent to this portal.")  # fmt: skip


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


class ProviderUnavailable(Unavailable):
    """An identity provider cannot be used right now."""

    who = THE_OPERATOR


class ProviderUnreachable(ProviderUnavailable):
    code = "provider-unreachable"
    sentence = _("This portal cannot reach %(provider)s right now.")
    remedy = _("Try again in a minute, or sign in another way.")


class ProviderTooSlow(ProviderUnavailable):
    code = "provider-too-slow"
    sentence = _("%(provider)s took too long to answer.")
    remedy = _("Try again in a minute, or sign in another way.")


class ProviderBroken(ProviderUnavailable):
    code = "provider-broken"
    sentence = _("%(provider)s answered with something that is not OpenID Connect: %(what)s.")
    remedy = _("Try again in a minute. If it stays so, the setting “issuer” is not this provider's.")


class ProviderMisnamed(ProviderUnavailable):
    code = "provider-misnamed"
    sentence = _("The discovery document of %(provider)s names another issuer than the one that is set.")
    remedy = _("The setting “issuer” is the issuer that the document names, letter by letter.")


class LogoutTokenReplayed(Conflict):
    code = "logout-token-replayed"
    sentence = _("This logout token was used before.")
    remedy = _("Nothing was ended; a provider makes a new token each time.")


class LocalSignInOff(NotPermitted):
    code = "local-sign-in-off"
    sentence = _("Nobody signs in to this portal with a password of its own.")
    remedy = _("Sign in through an identity provider, on the sign-in page.")
    who = AN_ADMIN
