"""Session policies, and how much of them and of the tags a session can carry.

Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (2,048 characters together; packed
size) and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html (what a policy may hold)
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.demo.sts.answers import AwsRefusal, invalid
from app.demo.sts.conditions import as_list
from app.demo.sts.policies import Document
from app.demo.sts.request import AssumeRoleCall

_MOST_CHARACTERS: Final = 2048
# AWS tells neither its packing nor the room. Deflate, with transitive tags counted twice, and this room come near the
# one figure that users published: the six transitive tags of EKS Pod Identity take 74 % (aws/containers-roadmap 2413).
_ROOM: Final = 460

_ELEMENTS: Final = frozenset(
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"]
)


def parse_document(text: str, *, is_trust_policy: bool = False) -> Document:
    """Read a policy; raises MalformedPolicyDocument as AwsRefusal."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _malformed(_json_complaint(text, error)) from error
    if not isinstance(document, dict) or not as_list(document.get("Statement", [])):
        raise _malformed("Syntax errors in policy.")
    for statement in as_list(document["Statement"]):
        _check_statement(statement, is_trust_policy=is_trust_policy)
    return document


def check_sizes(call: AssumeRoleCall) -> None:
    """Raise AwsRefusal where inline policy and policy ARNs have over 2,048 characters together."""
    if len(call.policy or "") + sum(map(len, call.policy_arns)) > _MOST_CHARACTERS:
        message = "The plaintext of the inline session policy and the managed policy ARNs exceeds 2048 characters."
        raise invalid(message)


def packed_percentage(call: AssumeRoleCall, inherited_tags: Mapping[str, str]) -> int | None:
    """Return how much of the room policies and tags take, or None without any; raises PackedPolicyTooLarge."""
    tags = {**inherited_tags, **call.tags}
    if not (tags or call.policy or call.policy_arns):
        return None
    lasting = [f"{key}={tags[key]}" for key in (*inherited_tags, *call.transitive_tag_keys)]
    everything = [call.policy or "", *call.policy_arns, *(f"{key}={value}" for key, value in tags.items())]
    percentage = max(1, round(100 * (_packed(everything) + _packed(lasting)) / _ROOM))
    if percentage > 100:
        what = "Packed size of session tags consumes" if tags and not call.policy else "Packed policy consumes"
        raise AwsRefusal("PackedPolicyTooLarge", f"{what} {percentage}% of allotted space.")
    return percentage


def _packed(texts: Sequence[str]) -> int:
    return len(zlib.compress("\n".join(texts).encode(), 9)) if texts else 0


def _check_statement(statement: Any, *, is_trust_policy: bool) -> None:  # Any: JSON that somebody else wrote
    if not isinstance(statement, dict) or statement.get("Effect") not in {"Allow", "Deny"}:
        raise _malformed("Syntax errors in policy.")
    unknown = set(statement) - _ELEMENTS
    if unknown:
        raise _malformed(f"Syntax error: unknown element {sorted(unknown)[0]}.")
    if not {"Action", "NotAction"} & set(statement):
        raise _malformed("Policy statement must contain actions.")
    principals, resources = {"Principal", "NotPrincipal"} & set(statement), {"Resource", "NotResource"} & set(statement)
    if is_trust_policy and (resources or not principals):
        raise _malformed("Has prohibited field Resource" if resources else "Missing required field Principal")
    if not is_trust_policy and (principals or not resources):
        raise _malformed("Policy document should not specify a principal." if principals else "Missing Resource.")
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict) or not all(isinstance(tests, dict) for tests in condition.values()):
        raise _malformed("Syntax errors in policy.")


def _malformed(message: str) -> AwsRefusal:
    return AwsRefusal("MalformedPolicyDocument", message)


def _json_complaint(text: str, error: ValueError) -> str:
    """Speak as the parser of AWS does, whose raw words reach the caller."""
    place = error.pos if isinstance(error, json.JSONDecodeError) else 0
    if place >= len(text):
        return f"Unexpected end-of-input at [Source: java.io.StringReader; line: 1, column: {place + 1}]"
    found = text[place]
    source = f"at [Source: java.io.StringReader; line: 1, column: {place + 1}]"
    return f"Unexpected character ('{found}' (code {ord(found)})): expected a valid value {source}"
