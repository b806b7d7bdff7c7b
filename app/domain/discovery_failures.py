"""What AWS can answer instead of its accounts and roles: each with its cause and its fix."""

from app.domain.aws_failures import AwsFailure
from app.domain.refusals import AN_ADMIN, THE_ACCOUNT_OWNER, THE_OPERATOR
from app.domain.words import _


class ListingDenied(AwsFailure):
    way = "refused"
    code = "listing-denied"
    sentence = _("AWS does not allow %(action)s here.")
    remedy = _("The policy of whoever asks has to allow %(action)s, and no service control policy may deny it. The "
               "page of the discovery shows the policies to paste.")  # fmt: skip
    who = THE_ACCOUNT_OWNER


class NotInOrganization(AwsFailure):
    way = "refused"
    code = "not-in-organization"
    sentence = _("The account that was asked for the organization's accounts is in no organization.")
    remedy = _("Name a role in the organization's management account, or in a delegated administrator's, to list them.")
    who = AN_ADMIN


class ListingRefused(AwsFailure):
    way = "refused"
    code = "listing-refused"
    sentence = _("AWS refused %(action)s (%(aws_code)s).")
    remedy = _("Scan again. If it lasts, AWS's page on %(action)s says what the code in parentheses means.")
    who = THE_OPERATOR
