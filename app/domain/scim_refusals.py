"""Why a directory's call by SCIM is refused, or a token for it: one class a fact."""

from app.domain.refusals import (
    AN_ADMIN,
    THE_OPERATOR,
    Conflict,
    Malformed,
    NotFound,
    NotPermitted,
    NotSignedIn,
    TooMany,
)
from app.domain.words import _


class NoSuchDirectory(NotFound):
    code = "no-such-directory"
    sentence = _("The settings name no directory “%(name)s”.")
    remedy = _("DOORSTEP_SCIM__NAME__PROVIDER names one: see docs/sign-in/scim.md.")
    who = THE_OPERATOR


class TokenNotKnown(NotSignedIn):
    code = "scim-token-not-known"
    sentence = _("This address takes a bearer token, and the one that was sent is none of its own.")
    remedy = _("Make one with doorstep scim make-token NAME, and set it in the directory that calls here.")
    who = THE_OPERATOR


class TooManyCalls(TooMany):
    code = "scim-too-many-calls"
    sentence = _("There are too many calls at once.")
    remedy = _("Call again in %(retry_after)s s.")
    who = THE_OPERATOR


class TokensEnough(Conflict):
    code = "scim-tokens-enough"
    sentence = _("There are %(most)s tokens of %(name)s already.")
    remedy = _("Revoke the one that is used no more: doorstep scim revoke-token ID")
    who = THE_OPERATOR


class NoToken(Conflict):
    code = "scim-no-token"
    sentence = _("%(source)s has no token, so that it cannot call.")
    remedy = _("Make one with doorstep scim make-token %(name)s, and set it in the directory.")
    who = THE_OPERATOR


class SubjectMissing(Malformed):
    code = "scim-subject-missing"
    sentence = _("%(attribute)s has to be a text of 1 to 255 characters: by it people are known when they sign in.")
    remedy = _("Map %(attribute)s in the directory to what the identity provider sends as the subject.")
    who = AN_ADMIN


class MalformedExternalId(Malformed):
    code = "scim-malformed-external-id"
    sentence = _("“%(text)s” cannot be an externalId.")
    remedy = _("It has 1 to 255 characters, none of them a control character, and no blank at its ends.")
    who = AN_ADMIN


class UsernameTaken(Conflict):
    code = "scim-username-taken"
    sentence = _("Somebody else from this directory has the userName “%(username)s”.")
    remedy = _("Give one of them another name in the directory.")
    who = AN_ADMIN


class ProvisionedAlready(Conflict):
    code = "scim-provisioned-already"
    sentence = _("Whoever signs in as “%(subject)s” is here already.")
    remedy = _("Look for them by a filter, and change what is there.")
    who = AN_ADMIN


class KeptByThePortal(NotPermitted):
    code = "scim-kept-by-the-portal"
    sentence = _("This person has a local account, and is no directory's to change.")
    remedy = _("An admin changes them in the portal.")
    who = AN_ADMIN


class SubjectFixed(Malformed):
    code = "scim-subject-fixed"
    sentence = _("%(attribute)s says who somebody is, and does not change.")
    remedy = _("Delete this user, and provision the other one.")
    who = AN_ADMIN


class MemberNotKnown(Malformed):
    code = "scim-member-not-known"
    sentence = _("A member “%(member)s” is none of the users that this directory has provisioned.")
    remedy = _("Provision them first. Groups within groups are not taken: send their members.")
    who = AN_ADMIN
