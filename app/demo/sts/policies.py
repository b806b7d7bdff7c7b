"""Statements of a policy, and what they say of one action: an identity policy's side and a trust policy's side.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.demo.sts.answers import beyond
from app.demo.sts.conditions import Context, UnsetVariable, as_list, conditions_met, pattern_for

Document = Mapping[str, Any]  # A policy is JSON that its author wrote: its values have any type.

_ROOT: Final = re.compile(r"arn:[a-z0-9-]+:iam::(?P<account>\d{12}):root")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who asks, by every name that a trust policy may use for them; `role_arn` where they act in a role."""

    arn: str
    account_id: str
    role_arn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a policy says: an explicit deny; an allow for the principal itself; an allow for its whole account."""

    denied: bool = False
    allowed: bool = False
    account_allowed: bool = False


def identity_verdict(documents: Iterable[Document], action: str, resource: str | None, context: Context) -> Verdict:
    """Weigh identity policies, or session policies; a resource of None stands for any."""
    effects = {
        statement["Effect"]
        for document in documents
        for statement in statements_of(document)
        if _names_action(statement, action)
        and _names_resource(statement, resource, context)
        and conditions_met(statement.get("Condition", {}), context)
    }
    return Verdict(denied="Deny" in effects, allowed="Allow" in effects)


def trust_verdict(document: Document, action: str, speaker: Speaker, context: Context) -> Verdict:
    """Weigh a role's trust policy."""
    found = [
        (statement["Effect"], match)
        for statement in statements_of(document)
        if (match := _principal_match(statement, speaker))
        and _names_action(statement, action)
        and conditions_met(statement.get("Condition", {}), context)
    ]
    return Verdict(
        denied=any(effect == "Deny" for effect, _ in found),
        allowed=("Allow", "itself") in found,
        account_allowed=("Allow", "account") in found,
    )


def statements_of(document: Document) -> Iterator[Document]:
    yield from as_list(document.get("Statement", []))  # type: ignore[misc]  # checked when the policy was stored


def _principal_match(statement: Document, speaker: Speaker) -> str | None:
    """Answer "itself", "account" or None, as the statement names this principal."""
    if "NotPrincipal" in statement:
        raise beyond("NotPrincipal in trust policies")
    principal = statement.get("Principal", {})
    names = ["*"] if principal == "*" else [str(name) for name in as_list(principal.get("AWS", []))]
    if not {"*", speaker.arn, speaker.role_arn}.isdisjoint(names):
        return "itself"
    return "account" if any(_is_account(name, speaker.account_id) for name in names) else None


def _is_account(name: str, account_id: str) -> bool:
    root = _ROOT.fullmatch(name)
    return name == account_id or (root is not None and root["account"] == account_id)


def _names_action(statement: Document, action: str) -> bool:
    """Actions are compared without regard to case; `*` and `?` are wildcards."""
    if "NotAction" in statement:
        return not _any_action(as_list(statement["NotAction"]), action)
    return _any_action(as_list(statement.get("Action", [])), action)


def _any_action(patterns: list[object], action: str) -> bool:
    return any(pattern_for(str(pattern).lower(), {}).fullmatch(action.lower()) for pattern in patterns)


def _names_resource(statement: Document, resource: str | None, context: Context) -> bool:
    if resource is None:
        return True
    if "NotResource" in statement:
        return not _any_resource(as_list(statement["NotResource"]), resource, context)
    return _any_resource(as_list(statement.get("Resource", [])), resource, context)


def _any_resource(patterns: list[object], resource: str, context: Context) -> bool:
    return any(_is_resource(str(pattern), resource, context) for pattern in patterns)


def _is_resource(pattern: str, resource: str, context: Context) -> bool:
    try:
        return pattern_for(pattern, context).fullmatch(resource) is not None
    except UnsetVariable:
        return False
