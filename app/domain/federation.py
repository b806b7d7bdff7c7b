"""What AWS's federation endpoint takes and gives, and the address that opens the console."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from app.domain.arns import RoleArn
from app.domain.destinations import Destination
from app.domain.ledger import Plain


@dataclass(frozen=True, slots=True)
class Credentials:
    """Temporary credentials of a role session. All but the access key ID and the expiry are secrets."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of AWS: for the ledger. `result` is `ok` or the code of the refusal."""

    service: str
    region: str
    result: str
    request_id: str | None = None
    status: int | None = None

    def plain(self) -> dict[str, Plain]:
        """Return the call as the ledger keeps it."""
        return {
            "service": self.service,
            "region": self.region,
            "result": self.result,
            "request_id": self.request_id,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class AssumedRole:
    """The answer of AssumeRole. `assumed_role_id` is `AROA…:role-session-name`, the key to revoking one person."""

    credentials: Credentials
    assumed_role_id: str
    packed_policy_size: int | None
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class SignInToken:
    """The answer of getSigninToken: a bearer secret that opens the console for 15 minutes."""

    text: str = field(repr=False)
    federation_endpoint: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class LoginUrl:
    """The address that opens the console, a secret: `url` is never logged, shown or stored."""

    url: str = field(repr=False)


def federation_endpoint_for(origin: str) -> str:
    """Return the federation endpoint of a sign-in origin; an address that already names it is kept."""
    trimmed = origin.rstrip("/")
    return trimmed if urlsplit(trimmed).path.endswith("/federation") else f"{trimmed}/federation"


def signin_origin_of(endpoint: str) -> str:
    """Return the origin of a sign-in address that may name more than the origin."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def issuer_for(public_url: str, role_arn: RoleArn, destination: Destination | None) -> str:
    """Compose our own address that reopens the same role at the same page, for AWS's "session has ended" page."""
    fields = {"role_arn": role_arn.text} | ({"destination": destination.url} if destination else {})
    return f"{public_url}/console?{urlencode(fields)}"


def login_url_for(token: SignInToken, destination: Destination, issuer: str) -> LoginUrl:
    """Compose the login URL on the host that issued the token.

    Source: AWS IAM User Guide, "Enabling custom identity broker access to the AWS console", step 5.
    """
    fields = {"Action": "login", "Issuer": issuer, "Destination": destination.url, "SigninToken": token.text}
    return LoginUrl(f"{token.federation_endpoint}?{urlencode(fields)}")
