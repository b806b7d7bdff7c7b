"""Mappings: their list, the form that adds and changes them, and what the form looks up while somebody types."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request

from app.domain.mappings import SubjectKind
from app.domain.ready_made_policies import without_programs
from app.web.admin.drafts import Posted, answer, posted
from app.web.admin.listing import asked_for
from app.web.admin.mapping_rows import CONDITIONS, EFFECTS, FILTERS, STATES, TARGETS, options, page_of
from app.web.admin.mapping_sheet import MappingSheet, fields_of
from app.web.admin.mapping_subjects import suggestions
from app.web.admin.mapping_targets import matches_of, role_options
from app.web.admin.mapping_words import names_for
from app.web.admin.reading import Reading
from app.web.admin.things import require_mapping
from app.web.forms import require_plain, text_of

bp = Blueprint("admin_mappings", __name__, url_prefix="/admin/mappings")
READY_MADE: Final = "ready-made-policy"
_PREFILLED: Final = ("effect", "subject_kind", "subject", "target_kind", "role")


@bp.get("")
def list_mappings() -> str:
    """List mappings, narrowed and paged."""
    asked = asked_for(*FILTERS)
    return render_template(
        "admin/mappings/list.html",
        asked=asked,
        page=page_of(asked),
        effects=options(EFFECTS),
        states=options(STATES),
        targets=options(TARGETS),
        conditions=options(CONDITIONS),
    )


@bp.get("/new")
def show_new() -> str:
    """Show an empty form; a link may have filled in its beginning."""
    require_plain(request.args)
    return MappingSheet(Posted({name: request.args[name] for name in _PREFILLED if name in request.args})).page({})


@bp.get("/<uuid:mapping_id>")
def show(mapping_id: UUID) -> str:
    """Show the form of a mapping."""
    mapping = require_mapping(mapping_id)
    return MappingSheet(Posted(fields_of(mapping, names_for([mapping])))).page({})


@bp.post("")
def change() -> Response:
    """Preview, save or go on editing what the form holds."""
    sent = posted(request.form)
    if sent.step == READY_MADE:
        return _with_ready_made_policy(sent)
    return answer(MappingSheet(sent))


def _with_ready_made_policy(sent: Posted) -> Response:
    """Go on editing, with a session policy that denies the ways to credentials for programs."""
    reading = Reading(sent.fields)
    typed, has_arns = reading.text("policy") or None, bool(reading.text("policy_arns"))
    made = reading.take("policy", lambda: without_programs(typed, has_arns=has_arns))
    sheet = MappingSheet(sent.having(policy=made) if made is not None else sent)
    return make_response(sheet.page(reading.errors), 400 if reading.errors else 200)


@bp.get("/subjects")
def suggest_subjects() -> str:
    """Suggest people or groups while somebody types."""
    require_plain(request.args)
    kind: SubjectKind = "person" if request.args.get("subject_kind") == "person" else "group"
    text = text_of(request.args, "subject")
    return render_template("admin/mappings/options.html", options=suggestions(kind, text) if text else ())


@bp.get("/roles")
def suggest_roles() -> str:
    """Suggest roles while somebody types."""
    require_plain(request.args)
    return render_template("admin/mappings/options.html", options=role_options(text_of(request.args, "role") or ""))


@bp.get("/matches")
def show_matches() -> str:
    """Show which roles the selector that somebody types stands for now."""
    require_plain(request.args, longest=8_000)
    return render_template("admin/mappings/matches.html", matches=matches_of(dict(request.args.items())))
