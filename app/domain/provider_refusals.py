"""Why a sign-in through an identity provider is refused, whatever that speaks: one class a fact."""

from typing import Final

from app.domain.refusals import AN_ADMIN, THE_OPERATOR, YOU, NotFound, NotPermitted, NotSignedIn, Unavailable
from app.domain.words import _

SIGN_IN_AGAIN: Final = _("Sign in again from the sign-in page.")


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
    remedy = SIGN_IN_AGAIN
    who = YOU


class ClocksApart(NotVouchedFor):
    code = "clocks-apart"
    sentence = _("The clocks of %(provider)s and this portal differ by %(minutes)s min, or the answer is that old.")
    remedy = _("Both machines take their time from a time server.")


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
    remedy = _("The provider's registration of this portal has to send “%(claim)s”, to people without "
               "groups as well.")  # fmt: skip


class GroupNotKept(NotVouchedFor):
    code = "group-not-kept"
    sentence = _("%(provider)s says that you are in the group “%(group)s”, which this portal cannot keep.")
    remedy = _("An id of a group has 1 to %(longest)s characters, none of them a control character. Whoever runs the "
               "provider gives it another, or leaves it out of what is sent to this portal.")  # fmt: skip


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


class LocalSignInOff(NotPermitted):
    code = "local-sign-in-off"
    sentence = _("Nobody signs in to this portal with a password of its own.")
    remedy = _("Sign in through an identity provider, on the sign-in page.")
    who = AN_ADMIN
