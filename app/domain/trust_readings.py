"""Reads a role's trust policy: whether it admits the portal's identity, and what it wants to be told."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

_ROLE: Final = re.compile(r"(?P<account>arn:[a-z-]+:iam::\d{12}):role/(?:.+/)?(?P<name>[^/]+)")
_ACCOUNT_OF: Final = re.compile(r"arn:[a-z-]+:iam::(?P<account>\d{12}):")
_EXTERNAL_ID: Final = "sts:externalid"


@dataclass(frozen=True, slots=True)
class Admission:
    """What a trust policy says of the portal's identity, as far as its words tell: AWS alone decides.

    `external_id` is the one that it asks for, None where it asks for none or takes several.
    """

    names_portal: bool = False
    source_identity: bool = False
    external_id: str | None = None


_NONE: Final = Admission()


def admission_of(trust_policy: object, portal_identity: str | None) -> Admission:
    """Read a trust policy, a JSON text or what it holds; one that cannot be read admits nobody.

    The portal is named by its ARN, by its whole account, or by `*`. A deny that names it without conditions counts.
    Source: AWS IAM User Guide, "AWS JSON policy elements: Principal".
    """
    document = _parsed(trust_policy)
    if portal_identity is None or not isinstance(document, dict):
        return _NONE
    speaking = [one for one in _statements(document) if _names(one, portal_identity)]
    entering = [one for one in speaking if _covers(one, "sts:AssumeRole")]
    if any(one.get("Effect") == "Deny" and not one.get("Condition") for one in entering):
        return _NONE
    allowing = [one for one in entering if one.get("Effect") == "Allow"]
    if not allowing:
        return _NONE
    carries = any(one.get("Effect") == "Allow" and _covers(one, "sts:SetSourceIdentity") for one in speaking)
    wanted = [_external_ids(one) for one in allowing]
    single = wanted[0][0] if all(len(each) == 1 for each in wanted) and len(set(map(tuple, wanted))) == 1 else None
    return Admission(names_portal=True, source_identity=carries, external_id=single)


def _parsed(trust_policy: object) -> object:
    if not isinstance(trust_policy, str):
        return trust_policy
    try:
        return json.loads(trust_policy)
    except (ValueError, RecursionError):
        return None


def _statements(document: dict[object, object]) -> Iterator[dict[object, object]]:
    yield from (one for one in _listed(document.get("Statement")) if isinstance(one, dict))


def _names(statement: dict[object, object], portal_identity: str) -> bool:
    principal = statement.get("Principal")
    names = _listed(principal.get("AWS")) if isinstance(principal, dict) else _listed(principal)
    return any(isinstance(name, str) and _is(name, portal_identity) for name in names)


def _is(name: str, portal_identity: str) -> bool:
    account = _ACCOUNT_OF.match(portal_identity)
    whole = {account["account"], f"{account[0]}root"} if account else set()
    if name in {"*", portal_identity, *whole}:
        return True
    # The ARN of a role's session, from which the portal knows its role, never has the role's path.
    theirs, ours = _ROLE.fullmatch(name), _ROLE.fullmatch(portal_identity)
    return theirs is not None and ours is not None and theirs.groups() == ours.groups()


def _covers(statement: dict[object, object], action: str) -> bool:
    patterns = [one for one in _listed(statement.get("Action")) if isinstance(one, str)]
    return any(fnmatchcase(action.lower(), one.lower().replace("[", "[[]")) for one in patterns)


def _external_ids(statement: dict[object, object]) -> list[str]:
    conditions = statement.get("Condition")
    tests = conditions.get("StringEquals") if isinstance(conditions, dict) else None
    if not isinstance(tests, dict):
        return []
    found = [value for key, value in tests.items() if isinstance(key, str) and key.lower() == _EXTERNAL_ID]
    return [one for value in found for one in _listed(value) if isinstance(one, str)]


def _listed(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
