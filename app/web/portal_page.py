"""The portal page: every role that the person may open now."""

from flask import Blueprint, render_template

from app.domain.clicks import Shortened
from app.web.cards import grouped_by_account
from app.web.guard import current_principal, signed_in_visit
from app.web.ranks import remember_rank
from app.web.site import portal

bp = Blueprint("portal_page", __name__)


@bp.get("/")
def show_roles() -> str:
    """Show the roles, grouped by account, each with its button."""
    view = portal().consoles.view_of(current_principal(), visit=signed_in_visit())
    offered = view.roles
    remember_rank(view.rank)
    return render_template(
        "portal/roles.html",
        groups=grouped_by_account(offered),
        count=len(offered),
        is_shortened=any(one.shortened is Shortened.CHAINED for one in offered),
    )
