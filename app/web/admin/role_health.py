"""Role health: every role with its last test, what a failed one lacks, and what to paste into AWS."""

import json
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, cast, get_args
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, url_for
from werkzeug.wrappers import Response as Answer

from app.domain.accounts import Role
from app.domain.pages import Search
from app.domain.refusals import NotThere
from app.domain.role_tests import Found, Missing, RoleTest, TestedRole, Verdict
from app.domain.trust_policies import permission_for, portal_of_unknown_name, template_for, trust_policy_for
from app.domain.words import _
from app.web.admin.background_tests import standing
from app.web.admin.door import current_admin
from app.web.admin.failure_words import kept_failure
from app.web.admin.listing import Asked, asked_for
from app.web.admin.mapping_words import usernames_for
from app.web.admin.moments import moment_in_words
from app.web.admin.paging import links_of, next_page, place_in
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import Said, gettext

bp = Blueprint("admin_role_health", __name__, url_prefix="/admin/role-health")
_FOUND: Final = (("", _("All")), ("failed", _("Failed")), ("passed", _("Passed")), ("untested", _("Not tested")))
# What a role test found to be missing, and what does without it; a role is never opened without sts:AssumeRole.
_WITHOUT: Final[ReadOnly[Missing, str]] = MappingProxyType(
    {
        "sts:SetSourceIdentity": _("or switch the source identity off for this role: CloudTrail then names the person "
                                   "only in the session name"),
        "sts:TagSession": _("or switch the session tags off for this role, if no policy of it looks at them"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role with what its last test says, in words; without a test `at`, `moment` and `who` are empty."""

    role: Role
    test: RoleTest | None
    has_passed: bool
    state: str
    at: str
    moment: str
    who: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """An action that the role's trust policy lacks, and how to do without it, if one can."""

    action: str
    without: str


@bp.get("")
def list_roles() -> str:
    """Show a page of all roles with their last tests; raises MalformedCursor."""
    asked = asked_for("found")
    found = _found_in(asked)
    page = portal().role_health.found.page(Search(asked.search), after=place_in(asked), found=found)
    return render_template(
        "admin/role_health/list.html",
        rows=rows_of(page.rows),
        standing=standing(),
        asked=asked,
        next_page=next_page(asked, page),
        ways=links_of("found", _FOUND, asked, here=found or ""),
    )


@bp.get("/<uuid:role_id>")
def show_role(role_id: UUID) -> str:
    """Show what the last test of a role says, and what to paste; raises NotThere."""
    tested = require_tested(role_id)
    (row,) = rows_of((tested,))
    identity = tested.test.portal_identity if tested.test else None
    return render_template(
        "admin/role_health/role.html",
        row=row,
        said=said_of(tested.test.verdict) if tested.test else None,
        ways_out=_ways_out(tested.test.verdict) if tested.test else (),
        portal_identity=identity,
        trust_policy=json.dumps(trust_policy_for(tested.role, identity or _unknown(tested.role)), indent=2),
        permission=json.dumps(permission_for(tested.role), indent=2),
    )


@bp.post("/<uuid:role_id>/test")
def test_role(role_id: UUID) -> Answer:
    """Test a role and go to what was found; raises NotThere, PartitionNotServed or StorageUnavailable."""
    portal().role_health.tests.test(current_admin(), role_id, visit=current_visit())
    return see_other(url_for("admin_role_health.show_role", role_id=role_id))


@bp.get("/<uuid:role_id>/template.yaml")
def show_template(role_id: UUID) -> Response:
    """Send a CloudFormation template of all roles in this role's account; raises NotThere."""
    tested = require_tested(role_id)
    role = tested.role
    identity = tested.test.portal_identity if tested.test else None
    roles = portal().role_health.found.of_account(role.account.account_id, role.account.partition)
    response = make_response(template_for(roles, identity or _unknown(role)))
    response.headers["Content-Type"] = "application/yaml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="doorstep-{role.account.account_id}.yaml"'
    return response


def _found_in(asked: Asked) -> Found | None:
    """Return which results are looked for; one that nobody knows means all."""
    found = asked.filters["found"]
    return cast("Found", found) if found in get_args(Found) else None


def require_tested(role_id: UUID) -> TestedRole:
    """Return a role with its last test; raises NotThere or StorageUnavailable."""
    tested = portal().role_health.found.find(role_id)
    if tested is None:
        raise NotThere(what=_("role"))
    return tested


def rows_of(found: tuple[TestedRole, ...]) -> tuple[RoleRow, ...]:
    """Show roles with their last tests, people by their names."""
    tests = [one.test for one in found if one.test is not None]
    people = {UUID(test.actor.id) for test in tests if test.actor.kind == "person"}
    usernames = usernames_for(people)
    return tuple(_row(one, usernames) for one in found)


def _row(found: TestedRole, usernames: ReadOnly[UUID, str]) -> RoleRow:
    test = found.test
    if test is None:
        return RoleRow(found.role, None, has_passed=False, state=gettext(_("not tested")), at="", moment="", who="")
    has_passed = test.verdict.outcome == "passed"
    return RoleRow(
        found.role,
        test,
        has_passed=has_passed,
        state=gettext(_("passed") if has_passed else _("failed")),
        at=test.at.isoformat(),
        moment=moment_in_words(test.at),
        who=_who(test, usernames),
    )


def _who(test: RoleTest, usernames: ReadOnly[UUID, str]) -> str:
    name = usernames.get(UUID(test.actor.id), test.actor.id) if test.actor.kind == "person" else test.actor.id
    return gettext(_("%(name)s, in the background")) % {"name": name} if test.in_background else name


def said_of(verdict: Verdict) -> Said | None:
    """Return the words of a failed test."""
    if verdict.code is None:
        return None
    return kept_failure(verdict.code, verdict.said_values)


def _ways_out(verdict: Verdict) -> tuple[WayOut, ...]:
    """Return what may be done about each action that AWS denied."""
    return tuple(WayOut(one, gettext(_WITHOUT[one]) if one in _WITHOUT else "") for one in verdict.missing)


def _unknown(role: Role) -> str:
    return portal_of_unknown_name(role.role_arn.partition)
