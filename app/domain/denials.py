"""What to paste into a role at AWS, so that consoles that run can do nothing more.

AWS judges a policy at every request: a console stays open and is refused everything. None of it names an ARN, so it is
the same in every partition. Source: AWS IAM User Guide, "Disabling permissions for temporary security credentials".
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from app.domain.running_consoles import LOGIN_URL_HOLDS, RunningConsole

POLICY_NAME: Final = "DoorstepDeny"
_VERSION: Final = "2012-10-17"
Document = dict[str, object]


def denial_of(consoles: Iterable[RunningConsole]) -> Document | None:
    """Return the policy for one role that denies everything to whoever opened these; None where nobody is known.

    `aws:userid` is the role's unique id and the role session name; `aws:SourceIdentity` is the same name, which sticks
    to roles that were assumed from there. Source: AWS IAM User Guide, "AWS global condition context keys".
    """
    user_ids = sorted({one.assumed_role_id for one in consoles if one.assumed_role_id is not None})
    if not user_ids:
        return None
    names = sorted({user_id.partition(":")[2] for user_id in user_ids})
    return _document(_by_user_id("StringEquals", user_ids), _by_source_identity(names))


def denial_in_any_role(role_session_name: str) -> Document:
    """Return the policy that denies everything to a person in whichever role it stands, or in all as an SCP.

    AWS takes no `*` or `?` in a role session name, so the pattern stands for this person only.
    """
    return _document(_by_user_id("StringLike", [f"*:{role_session_name}"]), _by_source_identity([role_session_name]))


def denial_of_older(moment: datetime) -> Document:
    """Return the policy that denies everything to every session of a role whose credentials are older than a moment.

    It is what AWS's own "Revoke active sessions" attaches. Source: AWS IAM User Guide, "Revoke IAM role temporary
    security credentials".
    """
    older: Document = {"DateLessThan": {"aws:TokenIssueTime": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}}
    return _document(_deny("DoorstepDenyOlderSessions", older))


def revoked_before(consoles: Iterable[RunningConsole], now: datetime) -> datetime:
    """Return the moment for `denial_of_older`: now, or when the last login URL of these can be used no more."""
    return max([now, *(one.opened_at + LOGIN_URL_HOLDS for one in consoles)])


def _by_user_id(how: str, user_ids: list[str]) -> Document:
    return _deny("DoorstepDenyRoleSessions", {how: {"aws:userid": user_ids}})


def _by_source_identity(names: list[str]) -> Document:
    return _deny("DoorstepDenySourceIdentities", {"StringEquals": {"aws:SourceIdentity": names}})


def _deny(sid: str, condition: Document) -> Document:
    return {"Sid": sid, "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}


def _document(*statements: Document) -> Document:
    return {"Version": _VERSION, "Statement": list(statements)}
