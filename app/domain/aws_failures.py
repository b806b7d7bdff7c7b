"""What AWS, or the way to it, can answer instead of a console: each with its cause, its fix, and who can make it."""

from typing import ClassVar, Literal

from app.domain.federation import Attempt
from app.domain.refusals import AN_ADMIN, THE_ACCOUNT_OWNER, THE_OPERATOR, Refusal
from app.domain.words import _

Way = Literal["refused", "unreachable", "too slow", "throttled", "not usable"]


class AwsFailure(Refusal):
    """An upstream call that did not give what it should. `way` tells what kind of failure it is.

    `attempts` are the calls of this click so far, the failed one last. `access_key_id` is set where AssumeRole had
    succeeded before. `statement` is the policy statement to add, as JSON text for copying.
    """

    way: ClassVar[Way]
    retry_after: int = 10

    def __init__(
        self,
        *,
        attempt: Attempt,
        earlier: tuple[Attempt, ...] = (),
        access_key_id: str | None = None,
        statement: str | None = None,
        **values: object,
    ) -> None:
        self.attempts = (*earlier, attempt)
        self.access_key_id = access_key_id
        self.statement = statement
        super().__init__(service=attempt.service, region=attempt.region, **values)


class AssumeRoleDenied(AwsFailure):
    way = "refused"
    code = "assume-role-denied"
    sentence = _("AWS refused to let the portal assume this role: %(action)s is not allowed.")
    remedy = _(
        "The role's trust policy has to allow %(action)s to the portal's identity, and the portal's own "
        "policy has to allow it on this role. A wrong external ID, an unmet condition and a role that does "
        "not exist look the same. A role or policy that was made a minute ago may need another minute."
    )
    who = THE_ACCOUNT_OWNER


class DurationRefused(AwsFailure):
    way = "refused"
    code = "duration-refused"
    sentence = _("AWS refused the duration that the portal asked for: %(reason)s.")
    remedy = _("Check the role's maximum session duration in IAM, and DOORSTEP_CALLER_IS_CHAINED.")
    who = THE_OPERATOR


class AssumeRoleInvalid(AwsFailure):
    way = "refused"
    code = "assume-role-invalid"
    sentence = _("AWS did not accept the portal's request for this role (%(aws_code)s).")
    remedy = _("An admin can look the reference up in the ledger and check the role's external ID and settings.")
    who = AN_ADMIN


class RegionDisabled(AwsFailure):
    way = "refused"
    code = "region-disabled"
    sentence = _("STS is switched off in region %(region)s for the account of this role.")
    remedy = _("Activate STS in that region (IAM, Account settings), or put another region first in "
               "DOORSTEP_AWS_REGIONS.")  # fmt: skip
    who = THE_ACCOUNT_OWNER


class PortalCredentialsExpired(AwsFailure):
    way = "not usable"
    code = "portal-credentials-expired"
    sentence = _("The portal's own AWS credentials have expired.")
    remedy = _("Renew the portal's AWS credentials; no role can be opened until then.")
    who = THE_OPERATOR


class PortalCredentialsUnusable(AwsFailure):
    way = "not usable"
    code = "portal-credentials-unusable"
    sentence = _("AWS does not accept the portal's own AWS credentials, or there are none (%(aws_code)s).")
    remedy = _("Check the portal's AWS credentials and profile for this partition, and the clock of its machine: "
               "AWS refuses signatures that are 15 minutes off.")  # fmt: skip
    who = THE_OPERATOR


class AwsThrottled(AwsFailure):
    way = "throttled"
    code = "aws-throttled"
    sentence = _("AWS is limiting the portal's requests (%(service)s in %(region)s).")
    remedy = _("Wait a few seconds and open the console again.")


class AwsUnreachable(AwsFailure):
    way = "unreachable"
    code = "aws-unreachable"
    sentence = _("The portal could not reach %(service)s in %(region)s.")
    remedy = _("Try again in a minute. If it lasts, the operator checks the portal's network, proxy and "
               "AWS_CA_BUNDLE, and whether the region has an outage.")  # fmt: skip
    who = THE_OPERATOR


class AwsTooSlow(AwsFailure):
    way = "too slow"
    code = "aws-too-slow"
    sentence = _("%(service)s in %(region)s did not answer in time.")
    remedy = _("Try again in a minute. If it lasts, the operator checks the portal's network and whether the "
               "region has an outage.")  # fmt: skip
    who = THE_OPERATOR


class AwsBroken(AwsFailure):
    way = "unreachable"
    code = "aws-broken"
    sentence = _("%(service)s in %(region)s gave an answer that the portal cannot use.")
    remedy = _("Try again in a minute. If it lasts, the operator checks what stands between the portal and AWS, "
               "such as a proxy, and the endpoint settings.")  # fmt: skip
    who = THE_OPERATOR


class SignInTokenRefused(AwsFailure):
    """The federation endpoint answers 400 without a reason; these are the known causes."""

    way = "refused"
    code = "sign-in-token-refused"
    sentence = _("AWS's federation endpoint refused to exchange the role's credentials, and gives no reason.")
    remedy = _("Most often the portal itself runs on temporary credentials: set DOORSTEP_CALLER_IS_CHAINED=yes. "
               "Otherwise the sign-in endpoint belongs to another partition than the role.")  # fmt: skip
    who = THE_OPERATOR


def failure_with_code(code: str) -> type[AwsFailure]:
    """Return the kind of failure that has this code; AwsBroken for one that this version does not know."""
    return next((kind for kind in AwsFailure.__subclasses__() if kind.code == code), AwsBroken)
