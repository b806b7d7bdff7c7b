"""What stands for AWS behind the services: it gives what AWS gives, and refuses what AWS would refuse."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.domain.access import Grant
from app.domain.aws_failures import AwsFailure, AwsUnreachable, DurationRefused
from app.domain.durations import DurationPlan
from app.domain.errands import Errand, ErrandCredentials
from app.domain.federation import AssumedRole, Attempt, Credentials, SignInToken
from app.domain.walkthrough import CallerIdentity
from app.services.errands.scans import ReadsAccounts, ReadsRoles

SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SESSION_TOKEN = "FwoGZXIvYXdzEBYaDEXAMPLE/+session=token=="
SIGNIN_TOKEN = "VCQgs5qZZt3Q6fn8Tr5EXAMPLEmLnwB7JjUc-SHwnUUWabcRdnWsi4DBn-dvC"
ENDPOINT = "https://eu-central-1.signin.aws.amazon.com/federation"


class Sts:
    """Assumes every role, unless it is told of a failure."""

    def __init__(self) -> None:
        self.chained = False
        self.failure: AwsFailure | Exception | None = None
        self.assumed: list[Grant] = []

    def caller_is_chained(self, partition: str) -> bool:
        return self.chained

    def assume_role(self, grant: Grant, plan: DurationPlan, *, click_id: UUID) -> AssumedRole:
        if self.failure is not None:
            raise self.failure
        if not 900 <= plan.credential_lifetime <= 3600:
            raise DurationRefused(attempt=Attempt("STS", "eu-central-1", "ValidationError"), reason="out of range")
        self.assumed.append(grant)
        credentials = Credentials(
            access_key_id="ASIAEXAMPLE0000000001",
            secret_access_key=SECRET_KEY,
            session_token=SESSION_TOKEN,
            expires_at=datetime.now(UTC) + timedelta(seconds=plan.credential_lifetime),
        )
        attempt = Attempt("STS", "eu-central-1", "ok", request_id="11111111-sts", status=200)
        return AssumedRole(credentials, f"AROAEXAMPLE:{grant.role_session_name}", None, attempt)


class ErrandSts:
    """Lets the portal into every role, unless it is told of a failure."""

    def __init__(self) -> None:
        self.failure: AwsFailure | None = None
        self.errands: list[Errand] = []

    def assume_for_errand(self, errand: Errand, *, errand_id: UUID) -> ErrandCredentials:
        self.errands.append(errand)
        if self.failure is not None:
            raise self.failure
        credentials = Credentials("ASIAEXAMPLE0000000002", SECRET_KEY, SESSION_TOKEN, datetime.now(UTC))
        return ErrandCredentials(credentials, Attempt("STS", "eu-central-1", "ok", status=200))

    def caller_identity(self, partition: str, *, errand_id: UUID) -> CallerIdentity:
        return CallerIdentity.parse(f"arn:{partition}:iam::999988887777:user/doorstep")


class NoAws:
    """An organization and accounts that nobody can reach: what is in AWS, the embedded one tells."""

    def organization(
        self, partition: str, credentials: ErrandCredentials | None, *, errand_id: UUID
    ) -> AbstractContextManager[ReadsAccounts]:
        raise AwsUnreachable(attempt=Attempt("Organizations", "eu-central-1", "EndpointConnectionError"))

    def roles(
        self, partition: str, credentials: ErrandCredentials, *, errand_id: UUID
    ) -> AbstractContextManager[ReadsRoles]:
        raise AwsUnreachable(attempt=Attempt("IAM", "eu-central-1", "EndpointConnectionError"))


class Federation:
    """Exchanges credentials for a sign-in token, unless it is told of a failure."""

    def __init__(self) -> None:
        self.failure: AwsFailure | None = None

    def sign_in_token(self, assumed: AssumedRole, grant: Grant, plan: DurationPlan, *, click_id: UUID) -> SignInToken:
        if self.failure is not None:
            raise self.failure
        attempt = Attempt("AWS Sign-In", "eu-central-1", "ok", status=200)
        return SignInToken(SIGNIN_TOKEN, ENDPOINT, attempt)
