"""Roles: a list, one role with its mappings, and the form that adds and changes them."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from app.domain.accounts import Account
from app.web.admin.drafts import Posted, answer, posted
from app.web.admin.freshness import freshness_facts
from app.web.admin.listing import Asked, asked_for
from app.web.admin.paging import next_page, place_in, search_in, state_links
from app.web.admin.role_sheet import DEFAULTS, RoleSheet, fields_of
from app.web.admin.still_running import still_running
from app.web.admin.things import require_account, require_role
from app.web.forms import require_plain
from app.web.site import portal
from app.web.words import spoken

bp = Blueprint("admin_roles", __name__, url_prefix="/admin/roles")


@bp.get("")
def list_roles() -> str:
    """Show roles, of one account or of all, a page at a time."""
    asked = asked_for("state", "account")
    account = _account_in(asked)
    account_row_id = account.id if account else None
    page = portal().lists.roles.page(search_in(asked), account_row_id=account_row_id, after=place_in(asked))
    return render_template(
        "admin/roles/list.html",
        asked=asked,
        account=account,
        roles=page.rows,
        next_page=next_page(asked, page),
        states=state_links(asked),
    )


@bp.get("/new")
def show_new() -> str:
    """Show an empty form; a link may have filled in its beginning."""
    require_plain(request.args)
    begun = {"role_arn": request.args["role_arn"]} if "role_arn" in request.args else {}
    return RoleSheet(Posted(dict(DEFAULTS) | begun)).page({})


@bp.post("")
def change() -> Response:
    """Preview, save or go on editing what the form holds."""
    return answer(RoleSheet(posted(request.form)))


@bp.get("/<uuid:role_id>")
def show(role_id: UUID) -> str:
    """Show one role."""
    role = require_role(role_id)
    return render_template(
        "admin/roles/role.html",
        role=role,
        longest=spoken(role.max_console_duration),
        freshness=freshness_facts(role.freshness),
        mentions=portal().lists.mentions.of_role(role.id),
        running=still_running("role", role.id),
    )


@bp.get("/<uuid:role_id>/edit")
def show_form(role_id: UUID) -> str:
    """Show the form of a role."""
    return RoleSheet(Posted(fields_of(require_role(role_id)))).page({})


def _account_in(asked: Asked) -> Account | None:
    text = asked.filters["account"]
    return require_account(text) if text else None
