"""What IAM can answer instead of doing what it was asked: each with its cause and its fix."""

from app.domain.aws_failures import AwsFailure
from app.domain.refusals import THE_OPERATOR
from app.domain.words import _


class IamDenied(AwsFailure):
    way = "refused"
    code = "iam-denied"
    sentence = _("AWS does not allow you %(action)s.")
    remedy = _("Whoever looks after this AWS account can allow it: a walkthrough needs iam:CreateRole, "
               "iam:AttachRolePolicy, iam:DetachRolePolicy and iam:DeleteRole on roles named doorstep-*.")  # fmt: skip
    who = THE_OPERATOR


class IamRefused(AwsFailure):
    way = "refused"
    code = "iam-refused"
    sentence = _("IAM refused %(action)s (%(aws_code)s).")
    remedy = _("AWS's page on %(action)s in the IAM API Reference says what the code in parentheses means.")
    who = THE_OPERATOR


class IamLimitReached(AwsFailure):
    way = "refused"
    code = "iam-limit-reached"
    sentence = _("IAM refused %(action)s: the account has as many roles as its quota allows.")
    remedy = _("Delete roles that nobody needs, or raise the quota of roles per account.")
    who = THE_OPERATOR


class IamBusy(AwsFailure):
    """The thing is in a state that does not allow the change, mostly because of another change a moment ago."""

    way = "refused"
    code = "iam-busy"
    sentence = _("IAM refused %(action)s because of what is there, or is still changing (%(aws_code)s).")
    remedy = _("Try again in a minute.")
    who = THE_OPERATOR


class NotInIam(AwsFailure):
    """There is no such thing, or IAM does not show it yet."""

    way = "refused"
    code = "not-in-iam"
    sentence = _("IAM knows nothing (or nothing yet) of what %(action)s is about.")
    remedy = IamBusy.remedy
    who = THE_OPERATOR
