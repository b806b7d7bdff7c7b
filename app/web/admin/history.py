"""Histories: every version of a mapping, an account or a role; compare two, restore one, undo a save."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from app.domain.drafts import Draft
from app.domain.histories import StoredVersion, undoing
from app.domain.naming import Names
from app.domain.pages import PAGE_SIZE
from app.domain.words import _
from app.web.admin.drafts import answer, posted
from app.web.admin.mapping_words import actor_in_words, names_for
from app.web.admin.moments import moment_in_words
from app.web.admin.saved_roles import roles_to_test
from app.web.admin.several_tests import MOST
from app.web.admin.still_running import still_running_after
from app.web.admin.thing_words import FieldRow, changes_of, compared, revision_in_words, thing_in_words
from app.web.admin.version_sheets import (
    RestoreSheet,
    StateSheet,
    UndoSheet,
    kind_in,
    number_in,
    require_saved_together,
    require_stored_version,
    require_thing,
)
from app.web.forms import require_plain, text_of
from app.web.site import portal
from app.web.words import gettext

bp = Blueprint("admin_history", __name__, url_prefix="/admin/history")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: who made it, when, why, and what it changed."""

    number: int
    kind: str
    at: str
    who: str
    reason: str
    words: str
    changes: tuple[FieldRow, ...]
    path: str


@bp.get("/<kind>/<uuid:thing_id>")
def show(kind: str, thing_id: UUID) -> str:
    """Show every version of a thing, the newest first."""
    require_plain(request.args)
    of = kind_in(kind)
    thing = require_thing(of, thing_id)
    before = text_of(request.args, "before")
    versions = portal().lists.histories.versions(
        of, thing_id, before=number_in(before) if before else None, limit=PAGE_SIZE
    )
    names = _names_of(versions)
    return render_template(
        "admin/history/versions.html",
        kind=of,
        thing=thing,
        what=thing_in_words(thing, names_for([thing])),
        rows=tuple(_row(one, names) for one in versions),
        older=versions[-1].thing.version if len(versions) == PAGE_SIZE and versions[-1].thing.version > 1 else None,
        is_first_page=before is None,
    )


@bp.get("/<kind>/<uuid:thing_id>/comparison")
def compare(kind: str, thing_id: UUID) -> str:
    """Show two versions side by side."""
    require_plain(request.args)
    of = kind_in(kind)
    left, right = (require_stored_version(of, thing_id, text_of(request.args, name)) for name in ("left", "right"))
    names = _names_of((left, right))
    return render_template(
        "admin/history/comparison.html",
        kind=of,
        thing_id=thing_id,
        what=thing_in_words(right.thing, names),
        left=_row(left, names),
        right=_row(right, names),
        rows=compared(left.thing, right.thing, names),
    )


@bp.get("/<kind>/<uuid:thing_id>/saved")
def show_saved(kind: str, thing_id: UUID) -> str:
    """Tell what a save made, and offer to undo it."""
    require_plain(request.args)
    of, version = kind_in(kind), text_of(request.args, "version")
    versions = require_saved_together(of, thing_id, version, limit=PAGE_SIZE)
    count = portal().lists.histories.count_saved_together(of, thing_id, number_in(version))
    undoes = Draft(undoing(versions, portal().clock()), "")
    names = _names_of(versions)
    roles = roles_to_test((one.thing for one in versions), names)
    return render_template(
        "admin/history/saved.html",
        kind=of,
        thing_id=thing_id,
        version=version,
        rows=tuple(_row(one, names) for one in versions),
        more=count - len(versions),
        roles=roles,
        disabled=still_running_after(one.revision for one in versions),
        tested_at_once=",".join(str(one.id) for one in roles[:MOST]),
        most=MOST,
        is_undone_at_once=count <= PAGE_SIZE and undoes.only_takes_away,
        undo_reason=gettext(_("Undone: %(reason)s")) % {"reason": (versions[0].reason or "")[:400]},
    )


@bp.post("/<kind>/<uuid:thing_id>/undo")
def undo(kind: str, thing_id: UUID) -> Response:
    """Undo a save: at once where it is all on one page and nobody can gain by that, through a preview otherwise."""
    return answer(UndoSheet(posted(request.form), kind_in(kind), thing_id), unseen=PAGE_SIZE)


@bp.post("/<kind>/<uuid:thing_id>/restored")
def restore(kind: str, thing_id: UUID) -> Response:
    """Preview or save what an earlier version said."""
    return answer(RestoreSheet(posted(request.form), kind_in(kind), thing_id))


@bp.post("/<kind>/<uuid:thing_id>/state")
def change_state(kind: str, thing_id: UUID) -> Response:
    """Preview or save that a thing is disabled or enabled."""
    return answer(StateSheet(posted(request.form), kind_in(kind), thing_id))


def _names_of(versions: tuple[StoredVersion, ...]) -> Names:
    things = [thing for one in versions for thing in (one.thing, one.before) if thing is not None]
    return names_for(things, actors=[one.actor for one in versions])


def _row(version: StoredVersion, names: Names) -> VersionRow:
    revision = version.revision
    return VersionRow(
        number=version.thing.version,
        kind=revision_in_words(revision),
        at=moment_in_words(version.at),
        who=actor_in_words(version.actor, names),
        reason=version.reason or "",
        words=thing_in_words(version.thing, names),
        changes=changes_of(revision, names) if version.before is not None else (),
        path=url_for("admin_history.show", kind=revision.thing, thing_id=version.thing.id),
    )
