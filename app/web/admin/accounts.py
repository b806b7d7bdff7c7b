"""Accounts: a list, one account with its roles and mappings, and the form that adds and changes them."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from app.web.admin.account_sheet import AccountSheet, fields_of
from app.web.admin.drafts import Posted, answer, posted
from app.web.admin.freshness import freshness_facts
from app.web.admin.listing import asked_for
from app.web.admin.paging import next_page, place_in, search_in, state_links
from app.web.admin.still_running import still_running
from app.web.admin.things import require_account
from app.web.forms import require_plain
from app.web.site import portal

bp = Blueprint("admin_accounts", __name__, url_prefix="/admin/accounts")
_PREFILLED: Final = ("partition", "account_id", "name")


@bp.get("")
def list_accounts() -> str:
    """Show accounts, a page at a time."""
    asked = asked_for("state")
    page = portal().lists.accounts.page(search_in(asked), after=place_in(asked))
    return render_template(
        "admin/accounts/list.html",
        asked=asked,
        accounts=page.rows,
        next_page=next_page(asked, page),
        states=state_links(asked),
    )


@bp.get("/new")
def show_new() -> str:
    """Show an empty form; a link may have filled in its beginning."""
    require_plain(request.args)
    return AccountSheet(Posted({name: request.args[name] for name in _PREFILLED if name in request.args})).page({})


@bp.post("")
def change() -> Response:
    """Preview, save or go on editing what the form holds."""
    return answer(AccountSheet(posted(request.form)))


@bp.get("/<uuid:account_row_id>")
def show(account_row_id: UUID) -> str:
    """Show one account."""
    account = require_account(account_row_id)
    roles = portal().lists.roles.page(account_row_id=account.id)
    return render_template(
        "admin/accounts/account.html",
        account=account,
        freshness=freshness_facts(account.freshness),
        roles=roles,
        mentions=portal().lists.mentions.of_account(account.id),
        running=still_running("account", account.id),
    )


@bp.get("/<uuid:account_row_id>/edit")
def show_form(account_row_id: UUID) -> str:
    """Show the form of an account."""
    return AccountSheet(Posted(fields_of(require_account(account_row_id)))).page({})
