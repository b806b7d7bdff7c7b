"""Role health: every role with its last test, what a failed one lacks, and what to paste into AWS."""

import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template
from werkzeug.wrappers import Response as Answer

from app.domain.pages import Place, Search
from app.domain.refusals import NotThere
from app.domain.role_tests import TestedRole, Verdict
from app.domain.trust_policies import permission_for, template_for, trust_policy_for
from app.domain.words import _
from app.web.admin.background_tests import standing
from app.web.admin.door import current_admin
from app.web.admin.failure_words import kept_failure
from app.web.admin.listing import MalformedCursor, asked_for
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import Said, gettext

bp = Blueprint("admin_role_health", __name__, url_prefix="/admin/role-health")
# What stands where AWS has not told yet who the portal is.
_UNKNOWN: Final = "arn:aws:iam::ACCOUNT:user/PORTAL"


@dataclass(frozen=True, slots=True)
class Found:
    """A role with what its last test says, in words."""

    tested: TestedRole
    usernames: dict[UUID, str]

    @property
    def state(self) -> str:
        if self.tested.test is None:
            return gettext(_("not tested"))
        return gettext(_("passed") if self.tested.test.verdict.outcome == "passed" else _("failed"))

    @property
    def who(self) -> str:
        test = self.tested.test
        if test is None:
            return ""
        name = self.usernames.get(UUID(test.actor.id), test.actor.id) if test.actor.kind == "person" else test.actor.id
        return gettext(_("%(name)s, in the background")) % {"name": name} if test.in_background else name


@bp.get("")
def list_roles() -> str:
    """Show a page of all roles with their last tests; raises MalformedCursor."""
    asked = asked_for()
    page = portal().role_health.found.page(Search(asked.search), after=_place(asked.after))
    after = (page.ends_at.words, str(page.ends_at.id)) if page.ends_at else None
    return render_template(
        "admin/role_health/list.html",
        found=_in_words(page.rows),
        standing=standing(),
        asked=asked,
        next_page=asked.page_after(after) if after else None,
    )


@bp.get("/<uuid:role_id>")
def show_role(role_id: UUID) -> str:
    """Show what the last test of a role says, and what to paste; raises NotThere."""
    tested = _tested(role_id)
    (found,) = _in_words((tested,))
    identity = tested.test.portal_identity if tested.test else None
    return render_template(
        "admin/role_health/role.html",
        found=found,
        said=_said(tested.test.verdict) if tested.test else None,
        portal_identity=identity,
        trust_policy=json.dumps(trust_policy_for(tested.role, identity or _UNKNOWN), indent=2),
        permission=json.dumps(permission_for(tested.role), indent=2),
    )


@bp.post("/<uuid:role_id>/test")
def test_role(role_id: UUID) -> Answer:
    """Test a role and go to what was found; raises NotThere, PartitionNotServed or StorageUnavailable."""
    portal().role_health.tests.test(current_admin(), role_id, visit=current_visit())
    return see_other(f"{bp.url_prefix}/{role_id}")


@bp.get("/<uuid:role_id>/template.yaml")
def show_template(role_id: UUID) -> Response:
    """Send a CloudFormation template of all roles in this role's account; raises NotThere."""
    tested = _tested(role_id)
    role = tested.role
    identity = tested.test.portal_identity if tested.test else None
    roles = portal().role_health.found.of_account(role.account.account_id, role.account.partition)
    response = make_response(template_for(roles, identity or _UNKNOWN))
    response.headers["Content-Type"] = "application/yaml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="doorstep-{role.account.account_id}.yaml"'
    return response


def _tested(role_id: UUID) -> TestedRole:
    tested = portal().role_health.found.find(role_id)
    if tested is None:
        raise NotThere(what=_("role"))
    return tested


def _in_words(rows: tuple[TestedRole, ...]) -> list[Found]:
    tests = [row.test for row in rows if row.test is not None]
    people = {UUID(test.actor.id) for test in tests if test.actor.kind == "person"}
    usernames = portal().ledger_search.usernames(people)
    return [Found(row, usernames) for row in rows]


def _said(verdict: Verdict) -> Said | None:
    """Return the words of a failed test."""
    if verdict.code is None:
        return None
    return kept_failure(verdict.code, verdict.said_values)


def _place(after: tuple[str, ...] | None) -> Place | None:
    if after is None:
        return None
    try:
        words, id_ = after
        return Place(words, UUID(id_))
    except ValueError as error:
        raise MalformedCursor from error
