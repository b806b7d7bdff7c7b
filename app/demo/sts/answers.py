"""Answers of the AWS APIs in AWS's own shapes: Query-protocol XML for STS and IAM, JSON 1.1 for Organizations."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import uuid4
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

NAMESPACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
        "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    }
)

# The JSON services have names of their own for what goes wrong before an action is reached:
# https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
_JSON_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AccessDenied": "AccessDeniedException",
        "ExpiredToken": "ExpiredTokenException",
        "IncompleteSignature": "IncompleteSignatureException",
        "InvalidClientTokenId": "UnrecognizedClientException",
        "MissingAuthenticationToken": "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch": "InvalidSignatureException",
    }
)

Xml = dict[str, "str | Xml"]


class AwsRefusal(Exception):
    """AWS says no: a code, a message that SDKs show, and an HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def denied(message: str) -> AwsRefusal:
    return AwsRefusal("AccessDenied", message, 403)


def invalid(message: str) -> AwsRefusal:
    return AwsRefusal("ValidationError", message, 400)


def beyond(what: str) -> AwsRefusal:
    """Say that AWS could do this and the stand-in cannot: better than guessing."""
    return AwsRefusal("NotImplemented", f"AWS is simulated here, and the simulation has no {what}.", 501)


def refusal_response(refusal: AwsRefusal, service: str) -> Response:
    request_id = str(uuid4())
    if service == "organizations":
        return _json_response(refusal, request_id)
    error: Xml = {
        "Error": {
            "Type": "Sender" if refusal.status < 500 else "Receiver",
            "Code": refusal.code,
            "Message": refusal.message,
        },
        "RequestId": request_id,
    }
    return _xml_response("ErrorResponse", error, service, request_id, refusal.status)


def result_response(action: str, result: Xml, service: str = "sts") -> Response:
    request_id = str(uuid4())
    body: Xml = {f"{action}Result": result, "ResponseMetadata": {"RequestId": request_id}}
    return _xml_response(f"{action}Response", body, service, request_id, 200)


def _json_response(refusal: AwsRefusal, request_id: str) -> Response:
    body = json.dumps({"__type": _JSON_CODES.get(refusal.code, refusal.code), "Message": refusal.message})
    response = Response(body, refusal.status, content_type="application/x-amz-json-1.1")
    response.headers["x-amzn-RequestId"] = request_id
    return response


def _xml_response(root: str, body: Xml, service: str, request_id: str, status: int) -> Response:
    namespace = NAMESPACES.get(service, NAMESPACES["sts"])
    text = f'<{root} xmlns="{namespace}">\n{_elements(body)}</{root}>\n'
    response = Response(text, status, content_type="text/xml")
    response.headers["x-amzn-RequestId"] = request_id
    return response


def _elements(body: Xml) -> str:
    return "".join(
        f"<{name}>{_elements(value) if isinstance(value, dict) else escape(value)}</{name}>\n"
        for name, value in body.items()
    )
