"""Signature Version 4: who signed a request, and whether the signature is true.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, quote

from werkzeug.wrappers import Request

from app.demo.sts.answers import AwsRefusal

_TOLERANCE: Final = timedelta(minutes=15)
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_AUTHORIZATION: Final = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[A-Z0-9]+)/(?P<day>\d{8})/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)"
    r"/aws4_request,\s*SignedHeaders=(?P<headers>[a-z0-9;-]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_MISMATCH: Final = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """The `Authorization` header, in parts."""

    access_key_id: str
    day: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str = field(repr=False)

    @property
    def scope(self) -> str:
        return f"{self.day}/{self.region}/{self.service}/aws4_request"


def parse_authorization(header: str | None) -> Authorization:
    """Read the header; raises AwsRefusal where it is missing or incomplete."""
    if not header:
        raise AwsRefusal("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    match = _AUTHORIZATION.fullmatch(header.strip())
    if match is None:
        raise AwsRefusal("IncompleteSignature", "The Authorization header is not a complete AWS4 signature.", 400)
    return Authorization(
        access_key_id=match["key"],
        day=match["day"],
        region=match["region"],
        service=match["service"],
        signed_headers=tuple(match["headers"].split(";")),
        signature=match["signature"],
    )


def check_signature(request: Request, authorization: Authorization, secret: str, *, now: datetime) -> None:
    """Raise AwsRefusal unless the request was signed with that secret, and within 15 minutes of now."""
    stamp = request.headers.get("X-Amz-Date", "")
    _check_stamp(stamp, authorization, now)
    if "host" not in authorization.signed_headers or "x-amz-date" not in authorization.signed_headers:
        raise AwsRefusal("SignatureDoesNotMatch", "'Host' and 'X-Amz-Date' must be 'SignedHeaders'.", 403)
    text = "\n".join(
        ["AWS4-HMAC-SHA256", stamp, authorization.scope, _hash(_canonical_request(request, authorization).encode())]
    )
    expected = hmac.new(_signing_key(secret, authorization), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, authorization.signature):
        raise AwsRefusal("SignatureDoesNotMatch", _MISMATCH, 403)


def _check_stamp(stamp: str, authorization: Authorization, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise AwsRefusal("IncompleteSignature", "'X-Amz-Date' is not an ISO-8601 date.", 400) from error
    if not stamp.startswith(authorization.day):
        message = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP"
        raise AwsRefusal("SignatureDoesNotMatch", message, 403)
    now_stamp = now.strftime(_STAMP)
    earliest, latest = (now - _TOLERANCE).strftime(_STAMP), (now + _TOLERANCE).strftime(_STAMP)
    if now - signed_at > _TOLERANCE:
        message = f"Signature expired: {stamp} is now earlier than {earliest} ({now_stamp} - 15 min.)"
        raise AwsRefusal("SignatureDoesNotMatch", message, 403)
    if signed_at - now > _TOLERANCE:
        message = f"Signature not yet current: {stamp} is still later than {latest} ({now_stamp} + 15 min.)"
        raise AwsRefusal("SignatureDoesNotMatch", message, 403)


def _canonical_request(request: Request, authorization: Authorization) -> str:
    headers = "".join(
        f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in authorization.signed_headers
    )
    pairs = parse_qsl(request.query_string.decode("latin-1"), keep_blank_values=True)
    query = "&".join(f"{key}={value}" for key, value in sorted((_quoted(key), _quoted(value)) for key, value in pairs))
    path, signed = quote(request.path, safe="/~"), ";".join(authorization.signed_headers)
    return "\n".join([request.method, path, query, headers, signed, _hash(request.get_data())])


def _signing_key(secret: str, authorization: Authorization) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in authorization.scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
