"""Groups: a list, one group with its members and mappings, and the forms that add, rename and disable them."""

from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import Final, Protocol
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.admins import Admin
from app.domain.drafts import parse_reason
from app.domain.names import parse_name
from app.domain.people import Group
from app.domain.refusals import Refusal
from app.domain.words import _
from app.services.lookups import KnownElsewhere
from app.web.admin.broken_tests import asking_why_tests_may_break, despite_tests_in
from app.web.admin.door import current_admin
from app.web.admin.listing import asked_for
from app.web.admin.paging import next_page, place_in, search_in, state_links
from app.web.admin.reading import Filled, Reading, filled_again
from app.web.admin.still_running import still_running
from app.web.admin.things import require_group
from app.web.errors import answered
from app.web.redirects import see_other
from app.web.site import portal

bp = Blueprint("admin_groups", __name__, url_prefix="/admin/groups")

_BESIDE: Final[ReadOnly[str, str]] = MappingProxyType({"already-there": "name", "group-elsewhere": "name"})


@bp.get("")
def list_groups() -> str:
    """Show groups, a page at a time."""
    asked = asked_for("state")
    page = portal().lists.groups.page(search_in(asked), after=place_in(asked))
    return render_template(
        "admin/groups/list.html",
        asked=asked,
        groups=page.rows,
        sizes=portal().lists.groups.sizes_of(group.id for group in page.rows),
        next_page=next_page(asked, page),
        states=state_links(asked),
    )


@bp.get("/new")
def ask_for_new() -> str:
    """Show the form for a new local group."""
    return _form(Filled())


@bp.post("")
def add() -> Response:
    """Add a local group without members."""
    try:
        reading = Reading.of(request.form)
        name = reading.complete(reading.required("name", _("Name"), parse_name))
        group = portal().directory.add_group(current_admin(), name)
    except Refusal as refusal:
        filled = filled_again(request.form, refusal, beside=_BESIDE)
        return answered(refusal, make_response(_form(filled)))
    return see_other(url_for("admin_groups.show", group_id=group.id))


@bp.get("/<uuid:group_id>")
def show(group_id: UUID) -> str:
    """Show one group."""
    return group_page(require_group(group_id))


@bp.get("/<uuid:group_id>/edit")
def ask_for_name(group_id: UUID) -> str:
    """Show the form for another name of a local group; raises NotThere or KnownElsewhere."""
    group = require_group(group_id)
    if not group.is_local:
        raise KnownElsewhere(name=group.name, source=group.source)
    return _form(Filled({"name": group.name}), group)


@bp.post("/<uuid:group_id>")
def rename(group_id: UUID) -> Response:
    """Give a local group another name."""
    group = require_group(group_id)
    try:
        reading = Reading.of(request.form)
        name, reason = reading.required("name", _("Name"), parse_name), reading.parsed("reason", parse_reason)
        portal().directory.rename_group(
            current_admin(), group_id, reading.complete(name), reason=reading.complete(reason)
        )
    except Refusal as refusal:
        filled = filled_again(request.form, refusal, beside=_BESIDE)
        return answered(refusal, make_response(_form(filled, group)))
    return see_other(url_for("admin_groups.show", group_id=group_id))


@bp.post("/<uuid:group_id>/disabling")
def disable(group_id: UUID) -> Response:
    """Let a group count for nothing."""
    return _switch(group_id, portal().directory.disable_group)


@bp.post("/<uuid:group_id>/enabling")
def enable(group_id: UUID) -> Response:
    """Let a group count again."""
    return _switch(group_id, portal().directory.enable_group)


class _Switch(Protocol):
    def __call__(self, admin: Admin, group_id: UUID, *, reason: str, despite_tests: str | None) -> None: ...


def _switch(group_id: UUID, switch: _Switch) -> Response:
    group = require_group(group_id)
    try:
        reading = Reading.of(request.form)
        reason = reading.complete(reading.parsed("reason", parse_reason))
        switch(current_admin(), group_id, reason=reason, despite_tests=despite_tests_in(reading))
    except Refusal as refusal:
        filled = asking_why_tests_may_break(filled_again(request.form, refusal), refusal)
        return answered(refusal, make_response(group_page(group, switching=filled)))
    return see_other(url_for("admin_groups.show", group_id=group_id))


def group_page(group: Group, *, adding: Filled | None = None, switching: Filled | None = None) -> str:
    """Return the page of a group, with the forms for a new member and for disabling or enabling it as they were sent.

    Raises MalformedCursor, SearchTooLong or StorageUnavailable.
    """
    asked = asked_for()
    page = portal().lists.groups.members_of(group.id, search_in(asked), after=place_in(asked))
    return render_template(
        "admin/groups/group.html",
        group=group,
        asked=asked,
        members=page.rows,
        next_page=next_page(asked, page),
        mentions=portal().lists.mentions.of_group(group.id),
        running=still_running("group", group.id),
        adding=adding or Filled(),
        switching=switching or Filled(),
    )


def _form(filled: Filled, group: Group | None = None) -> str:
    return render_template("admin/groups/form.html", group=group, filled=filled)
