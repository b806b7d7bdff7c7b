"""Turns what boto3 raises into facts with a cause and a fix; the library's texts go no further than here."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    HTTPClientError,
    LoginError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.parsers import ResponseParserError

from app.domain.aws_failures import (
    AssumeRoleDenied,
    AssumeRoleInvalid,
    AwsBroken,
    AwsFailure,
    AwsThrottled,
    AwsTooSlow,
    AwsUnreachable,
    DurationRefused,
    PortalCredentialsExpired,
    PortalCredentialsUnusable,
    RegionDisabled,
)
from app.domain.federation import Attempt

STS: Final = "STS"
Answer = TypeVar("Answer")
Meaning = Callable[[Attempt, str], AwsFailure]
_DENIED: Final = re.compile(r"User: (?P<caller>arn:[\w:/+=,.@-]+) is not authorized to perform: (?P<action>sts:\w+)")
_ASSUMED_ROLE: Final = re.compile(
    r"arn:(?P<partition>[a-z-]+):sts::(?P<account>\d{12}):assumed-role/(?P<role>[^/]+)/.+"
)
_CODE: Final = re.compile(r"[A-Za-z0-9._-]{1,80}")
_THROTTLED: Final = frozenset({"Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"})
_EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException"})
_UNUSABLE: Final = frozenset({
    "InvalidClientTokenId", "SignatureDoesNotMatch", "InvalidAccessKeyId", "IncompleteSignature", "AuthFailure",
    "MissingAuthenticationToken", "MissingAuthenticationTokenException", "UnrecognizedClientException",
    "RequestExpired",
})  # fmt: skip
_NO_CREDENTIALS: Final = (
    NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, TokenRetrievalError, SSOError, LoginError,
)  # fmt: skip
# botocore's parser lets a 200 with another XML in it (a proxy's XHTML page) end in a KeyError, and with a time that
# is none in a ValueError.
_UNPARSED: Final = (ResponseParserError, KeyError, ValueError)
# What fetching credentials raises besides botocore's own errors: a program that is missing, fails or prints nonsense,
# and credentials that are over when they come.
UNFETCHED: Final = (RuntimeError, OSError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the refusals of one service mean, by their codes; `otherwise` is the meaning of every other code."""

    service: str
    meanings: Mapping[str, Meaning]
    otherwise: Meaning


def ask(call: Callable[[], Answer], region: str, vocabulary: Vocabulary) -> Answer:
    """Return what the call of a boto3 client returns; raises the AwsFailure that its error means."""
    try:
        return call()
    except ClientError as error:
        failure = answer_failure(error, region, vocabulary)
    except (BotoCoreError, *_UNPARSED, *UNFETCHED) as error:
        failure = call_failure(error, region, vocabulary)
    # Outside of the handler, so that no library text (it may quote the answer) hangs on the failure as its context.
    raise failure


def credentials_failure(region: str, aws_code: str) -> PortalCredentialsUnusable:
    """Return the failure of portal credentials that are missing or cannot be fetched."""
    return PortalCredentialsUnusable(attempt=Attempt(STS, region, aws_code), aws_code=aws_code)


def answer_failure(error: ClientError, region: str, vocabulary: Vocabulary) -> AwsFailure:
    """Return the failure that an answer means.

    Source: AWS STS API Reference, "Common errors"; codes that differ by SDK are both listed.
    """
    details = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    status = metadata.get("HTTPStatusCode", 0)
    code, message = str(details.get("Code", "")), str(details.get("Message", ""))
    readable = bool(_CODE.fullmatch(code)) and not code.isdigit()
    result = code if readable else "unreadable"
    attempt = Attempt(vocabulary.service, region, result, metadata.get("RequestId"), status)
    if code in _THROTTLED or status == 429:
        return AwsThrottled(attempt=attempt)
    if not 400 <= status < 500 or not readable:
        return AwsBroken(attempt=attempt, status=status)
    meaning = vocabulary.meanings.get(code) or _COMMON.get(code) or vocabulary.otherwise
    return meaning(attempt, message)


def call_failure(error: Exception, region: str, vocabulary: Vocabulary) -> AwsFailure:
    """Return the failure of a call that brought no readable answer."""
    attempt = Attempt(vocabulary.service, region, type(error).__name__)
    if isinstance(error, _NO_CREDENTIALS):
        return credentials_failure(region, type(error).__name__)
    if isinstance(error, ReadTimeoutError | ConnectTimeoutError):
        return AwsTooSlow(attempt=attempt)
    if isinstance(error, BotoConnectionError | HTTPClientError):
        return AwsUnreachable(attempt=attempt)
    if isinstance(error, RuntimeError | OSError):
        return credentials_failure(region, type(error).__name__)
    if not isinstance(error, BotoCoreError):
        return AwsBroken(attempt=attempt, status=200)
    return vocabulary.otherwise(attempt, "")


def _denied(attempt: Attempt, message: str) -> AwsFailure:
    match = _DENIED.search(message)
    action = match["action"] if match else "sts:AssumeRole"
    statement = _trust_statement(_principal_of(match["caller"]), action) if match else None
    return AssumeRoleDenied(attempt=attempt, action=action, statement=statement)


def _validation(attempt: Attempt, message: str) -> AwsFailure:
    if "role chaining" in message:
        return DurationRefused(attempt=attempt, reason="roles reached through another role open for one hour at most")
    if "MaxSessionDuration" in message or "durationSeconds" in message:
        return DurationRefused(attempt=attempt, reason="it is longer than the role allows")
    return _invalid(attempt, message)


def _invalid(attempt: Attempt, _message: str) -> AwsFailure:
    return AssumeRoleInvalid(attempt=attempt, aws_code=attempt.result)


def _region_disabled(attempt: Attempt, _message: str) -> AwsFailure:
    return RegionDisabled(attempt=attempt)


def _expired(attempt: Attempt, _message: str) -> AwsFailure:
    return PortalCredentialsExpired(attempt=attempt)


def _unusable(attempt: Attempt, _message: str) -> AwsFailure:
    return PortalCredentialsUnusable(attempt=attempt, aws_code=attempt.result)


_COMMON: Final[Mapping[str, Meaning]] = {**dict.fromkeys(_EXPIRED, _expired), **dict.fromkeys(_UNUSABLE, _unusable)}

# Source: AWS STS API Reference, AssumeRole, "Errors".
OF_STS: Final = Vocabulary(
    service=STS,
    meanings={
        "AccessDenied": _denied,
        "AccessDeniedException": _denied,
        "ValidationError": _validation,
        "RegionDisabledException": _region_disabled,
    },
    otherwise=_invalid,
)


def _principal_of(caller: str) -> str:
    """Return the ARN to trust: of an assumed role's session, the role (a session's ARN never has the role's path)."""
    match = _ASSUMED_ROLE.fullmatch(caller)
    return f"arn:{match['partition']}:iam::{match['account']}:role/{match['role']}" if match else caller


def _trust_statement(principal: str, action: str) -> str:
    return json.dumps({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action}, indent=2)
