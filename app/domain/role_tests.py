"""Role tests: which ways into a role are tried, and what their answers say is missing."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal
from uuid import UUID

from app.domain.accounts import Role
from app.domain.aws_failures import AssumeRoleDenied, AwsFailure
from app.domain.errands import NOTHING_MORE, Carried
from app.domain.ledger import Actor

Outcome = Literal["passed", "failed"]
Missing = Literal["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]
Answers = ReadOnly[Carried, AwsFailure | None]
_NO_VALUES: Final[ReadOnly[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a role test found. `code` names the failure, `values` are those of its words, `missing` are what AWS denied.

    `external_id_unchecked`: the role opens without its external ID as well, so that its trust policy does not ask.
    """

    outcome: Outcome
    code: str | None = None
    missing: tuple[Missing, ...] = ()
    external_id_unchecked: bool = False
    values: ReadOnly[str, str] = field(default_factory=lambda: _NO_VALUES)

    @property
    def said_values(self) -> dict[str, str]:
        """The values of its words; what is missing, all of it, is their action."""
        action = {"action": ", ".join(self.missing)} if self.missing else {}
        return {**self.values, **action}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTest:
    """The last test of a role; `portal_identity` is the ARN that a trust policy has to name, where AWS told it.

    `actor` is the admin on whose authority it ran: at the keyboard or, `in_background`, by a standing order.
    """

    id: UUID
    role_id: UUID
    at: datetime
    actor: Actor
    verdict: Verdict
    portal_identity: str | None = None
    in_background: bool = False


@dataclass(frozen=True, slots=True)
class TestedRole:
    """A role and its last test, None where nobody has tested it yet."""

    role: Role
    test: RoleTest | None


Found = Literal["failed", "passed", "untested"]


def next_try(role: Role, answers: Answers) -> Carried | None:
    """Return what to try next after these answers, None when they say all there is.

    First as a click would do it. Where that is denied: bare, then each of what a session carries by itself. Where it
    works: without the external ID, which AWS should deny.
    """
    whole, bare = _whole(role), _bare(role)
    if whole not in answers:
        return whole
    failure = answers[whole]
    if failure is None:
        return None if role.external_id is None else _unless_known(replace(whole, external_id=False), answers)
    if not isinstance(failure, AssumeRoleDenied) or bare == whole:
        return None
    if bare not in answers:
        return bare
    if answers[bare] is not None or not (role.source_identity and role.session_tags):
        return None
    singles = (replace(bare, source_identity=True), replace(bare, session_tags=True))
    return next((single for single in singles if single not in answers), None)


def verdict_of(role: Role, answers: Answers) -> Verdict:
    """Judge what the tries answered."""
    whole = _whole(role)
    failure = answers[whole]
    if failure is None:
        without = replace(whole, external_id=False)
        unchecked = role.external_id is not None and answers.get(without, failure) is None and without in answers
        return Verdict("passed", external_id_unchecked=unchecked)
    missing = _missing(role, answers) if isinstance(failure, AssumeRoleDenied) else ()
    values = {name: str(value) for name, value in failure.values.items()}
    return Verdict("failed", failure.code, missing, values=values)


def _missing(role: Role, answers: Answers) -> tuple[Missing, ...]:
    whole, bare = _whole(role), _bare(role)
    if bare == whole or answers.get(bare) is not None:
        return ("sts:AssumeRole",)
    single_identity, single_tags = replace(bare, source_identity=True), replace(bare, session_tags=True)
    missing: list[Missing] = []
    if role.source_identity and answers.get(single_identity) is not None:
        missing.append("sts:SetSourceIdentity")
    if role.session_tags and answers.get(single_tags) is not None:
        missing.append("sts:TagSession")
    return tuple(missing)


def _whole(role: Role) -> Carried:
    return Carried(role.external_id is not None, role.source_identity, role.session_tags)


def _bare(role: Role) -> Carried:
    return replace(NOTHING_MORE, external_id=role.external_id is not None)


def _unless_known(carried: Carried, answers: Answers) -> Carried | None:
    return None if carried in answers else carried
