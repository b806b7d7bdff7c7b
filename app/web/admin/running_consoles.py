"""Consoles that may still run: whose, until when, and the policies to paste at AWS that let them do nothing more."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.domain.denials import POLICY_NAME, Document, denial_in_any_role, denial_of, denial_of_older, revoked_before
from app.domain.histories import NoSuchThing
from app.domain.running_consoles import OpenedThrough, RunningConsole, RunningConsoles
from app.domain.words import _
from app.web.admin.csv_files import download
from app.web.admin.mapping_words import mapping_in_words, names_for, person_in_words, role_in_words, usernames_for
from app.web.admin.moments import moment_in_words
from app.web.admin.things import require_account, require_group, require_mapping, require_person, require_role
from app.web.forms import require_plain, text_of
from app.web.redirects import see_other
from app.web.site import portal
from app.web.words import gettext

bp = Blueprint("admin_running_consoles", __name__, url_prefix="/admin/running-consoles")


@dataclass(frozen=True, slots=True)
class Row:
    """One console in words."""

    who: str
    role_arn: str
    opened: str
    opened_at: str
    until: str
    until_at: str
    entry: str


@dataclass(frozen=True, slots=True)
class Denial:
    """What to paste into one role: against those who opened the consoles, and against everybody whose are older.

    `unnamed` counts the consoles whose role session the ledger does not name.
    """

    role_arn: str
    account_id: str
    these: str | None
    unnamed: int
    older: str
    older_than: str
    command: str
    file: str


@bp.get("/<kind>/<uuid:thing_id>")
def show(kind: str, thing_id: UUID) -> str:
    """Show what may still run of what somebody opened, or what was opened through a thing; raises NotThere."""
    through = _through(kind)
    what, back, session_name = _named(through, thing_id)
    now = portal().clock()
    found = portal().lists.running.find(through, thing_id, now)
    return render_template(
        "admin/running/consoles.html",
        what=what,
        back=back,
        found=found,
        until=moment_in_words(found.until) if found.until else None,
        rows=_rows(found.shown),
        denials=tuple(_denial(found, role_arn, now, through, thing_id) for role_arn in found.role_arns),
        anywhere=_written(denial_in_any_role(session_name)) if session_name else None,
    )


@bp.get("/<kind>/<uuid:thing_id>/denial.json")
def send_denial(kind: str, thing_id: UUID) -> Answer:
    """Send the policy for one role; where nothing runs there any more, the way leads back to the page."""
    require_plain(request.args)
    through, role_arn = _through(kind), text_of(request.args, "role_arn") or ""
    _named(through, thing_id)
    found = portal().lists.running.find(through, thing_id, portal().clock())
    document = denial_of(found.of_role(role_arn))
    if document is None:
        return see_other(path_of(through, thing_id))
    return _file(document, role_arn)


def path_of(through: OpenedThrough, thing_id: UUID) -> str:
    """Return the path of the page."""
    return url_for("admin_running_consoles.show", kind=through, thing_id=thing_id)


def _file(document: Document, role_arn: str) -> Response:
    return download([_written(document) + "\n"], filename=_filename(role_arn), mimetype="application/json")


def _through(kind: str) -> OpenedThrough:
    if kind not in get_args(OpenedThrough):
        raise NoSuchThing
    return cast("OpenedThrough", kind)


def _named(through: OpenedThrough, id_: UUID) -> tuple[str, str, str | None]:
    """Return what it is in words, the path of its page, and of a person the role session name; raises NotThere."""
    if through == "person":
        person = require_person(id_)
        return person_in_words(person), url_for("admin_people.show", person_id=id_), person.role_session_name
    if through == "group":
        words = gettext(_("Group %(name)s")) % {"name": require_group(id_).name}
        return words, url_for("admin_groups.show", group_id=id_), None
    if through == "mapping":
        mapping = require_mapping(id_)
        words = mapping_in_words(mapping, names_for([mapping]))
        return words, url_for("admin_mappings.show", mapping_id=id_), None
    if through == "role":
        return role_in_words(require_role(id_)), url_for("admin_roles.show", role_id=id_), None
    return require_account(id_).name, url_for("admin_accounts.show", account_row_id=id_), None


def _rows(shown: Iterable[RunningConsole]) -> tuple[Row, ...]:
    consoles = tuple(shown)
    people = {one.person_id for one in consoles if one.person_id is not None}
    names = usernames_for(people)
    return tuple(
        Row(
            who=names.get(one.person_id, "") if one.person_id else "",
            role_arn=one.role_arn,
            opened=moment_in_words(one.opened_at),
            opened_at=one.opened_at.isoformat(),
            until=moment_in_words(one.until),
            until_at=one.until.isoformat(),
            entry=url_for("admin_ledger.show_event", event_id=one.event_id),
        )
        for one in consoles
    )


def _denial(found: RunningConsoles, role_arn: str, now: datetime, through: OpenedThrough, id_: UUID) -> Denial:
    consoles = found.of_role(role_arn)
    these, older_than = denial_of(consoles), revoked_before(consoles, now)
    return Denial(
        role_arn=role_arn,
        account_id=role_arn.split(":")[4] if role_arn.count(":") >= 4 else "",
        these=_written(these) if these else None,
        unnamed=sum(one.assumed_role_id is None for one in consoles),
        older=_written(denial_of_older(older_than)),
        older_than=moment_in_words(older_than),
        command=f"aws iam put-role-policy --role-name {role_arn.rpartition('/')[2]} --policy-name {POLICY_NAME} "
        f"--policy-document file://{_filename(role_arn)}",
        file=url_for("admin_running_consoles.send_denial", kind=through, thing_id=id_, role_arn=role_arn),
    )


def _filename(role_arn: str) -> str:
    """Return a plain name for a file: role names hold letters, digits and `_+=,.@-` only."""
    return f"deny-{role_arn.rpartition('/')[2]}.json"


def _written(document: Document) -> str:
    return json.dumps(document, indent=2)
