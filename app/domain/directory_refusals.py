"""Why a sign-in with a directory's password is refused: one class a fact, so that each has its own words."""

from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable
from app.domain.refusals import THE_OPERATOR, YOU, TooMany
from app.domain.words import _


class DirectoryPasswordWrong(NotVouchedFor):
    """Said alike of a username that nobody has."""

    code = "directory-password-wrong"
    sentence = _("%(provider)s does not know this username with this password.")
    remedy = _("Check both and try again. They are the ones that you have there, not ones of this portal.")
    who = YOU


class LetInNoMore(NotVouchedFor):
    """The directory itself lets somebody in no more: so does the portal, from now on."""

    who = YOU


class DirectoryAccountDisabled(LetInNoMore):
    code = "directory-account-disabled"
    sentence = _("Your account at %(provider)s is disabled.")
    remedy = _("Whoever runs it can enable it again.")


class DirectoryAccountExpired(LetInNoMore):
    code = "directory-account-expired"
    sentence = _("Your account at %(provider)s has expired.")
    remedy = _("Whoever runs it can let it go on.")


class DirectoryAccountLocked(NotVouchedFor):
    code = "directory-account-locked"
    sentence = _("Your account at %(provider)s is locked, after too many wrong passwords.")
    remedy = _("It opens by itself after a while, or whoever runs it unlocks it.")
    who = YOU


class DirectoryPasswordExpired(NotVouchedFor):
    code = "directory-password-expired"
    sentence = _("Your password at %(provider)s has expired, or has to be changed before you sign in.")
    remedy = _("Change it there, as you do for your computer, and come back.")
    who = YOU


class DirectoryNotHere(NotVouchedFor):
    code = "directory-not-here"
    sentence = _("%(provider)s does not let you sign in at this hour, or from this machine.")
    remedy = _("Ask whoever runs it which hours and machines your account is for: to it, the portal is the machine.")
    who = YOU


class DirectoryPersonTwice(NotVouchedFor):
    code = "directory-person-twice"
    sentence = _("%(provider)s has more than one person with this username.")
    remedy = _("Nobody was signed in. The settings “username_attribute”, “people_base” and “people_filter” together "
               "have to lead to one person.")  # fmt: skip
    who = THE_OPERATOR


class DirectoryPersonGone(LetInNoMore):
    code = "directory-person-gone"
    sentence = _("%(provider)s does not have you among its people any more.")
    remedy = _("If you should be, whoever runs it puts you back; then sign in again.")


class DirectoryAttributeWrong(NotVouchedFor):
    code = "directory-attribute-wrong"
    sentence = _("The attribute “%(attribute)s” that %(provider)s has of %(whom)s cannot be used.")
    remedy = _("The service account has to be allowed to read it, and the settings to name the right one: a username "
               "has 1 to 128 characters, an identifier is a UUID.")  # fmt: skip


class DirectoryGroupsMissing(NotVouchedFor):
    code = "directory-groups-missing"
    sentence = _("%(provider)s does not say which groups you are in, and this portal needs to know.")
    remedy = _("You are in no group there, or the service account may not read them, or the settings “groups_from”, "
               "“group_base” and “group_filter” lead past them.")  # fmt: skip


class DirectoryTooManyGroups(NotVouchedFor):
    code = "directory-too-many-groups"
    sentence = _("You are in more than %(most)s groups of %(provider)s, or in more than it lists at once.")
    remedy = _("The settings “group_base” and “group_filter” narrow them down to those that have to do with AWS.")


class DirectoryBusy(TooMany):
    code = "directory-busy"
    sentence = _("Too many people sign in at %(provider)s right now.")
    remedy = _("Try again in a few seconds.")


class DirectoryTlsFailed(ProviderUnavailable):
    code = "directory-tls-failed"
    sentence = _("This portal cannot speak to %(provider)s in secret: %(host)s did not agree on TLS.")
    remedy = _("A server at ldaps:// speaks TLS from the start, one at ldap:// has to offer StartTLS, and both TLS 1.2 "
               "or newer. Without it the portal sends no password.")  # fmt: skip


class DirectoryServiceRefused(ProviderUnavailable):
    code = "directory-service-refused"
    sentence = _("%(provider)s refuses the portal's own account.")
    remedy = _("The settings “bind_dn” and “bind_password_file” have to name an account there that is not locked or "
               "expired.")  # fmt: skip


class DirectoryBaseMissing(ProviderUnavailable):
    code = "directory-base-missing"
    sentence = _("%(provider)s has no “%(base)s”, or does not show it to the portal's own account.")
    remedy = _("The settings “people_base” and “group_base” name places in the directory, letter by letter.")


class DirectoryNobodyFound(ProviderUnavailable):
    code = "directory-nobody-found"
    sentence = _("%(provider)s shows nobody at “%(base)s” whom the filter %(filter)s takes.")
    remedy = _("The settings “people_base”, “people_filter” and “username_attribute” lead past everybody, or "
               "the portal's own account may not read people.")  # fmt: skip


class DirectoryRefers(ProviderUnavailable):
    code = "directory-refers"
    sentence = _("%(provider)s says that another server has “%(base)s”; the portal follows no such word.")
    remedy = _("The setting “urls” names servers that have it themselves.")


class DirectoryErred(ProviderUnavailable):
    code = "directory-erred"
    sentence = _("%(provider)s answered with the error %(error)s.")
    remedy = _("Try again in a minute. If it stays so, its own log says more, at this very time.")
