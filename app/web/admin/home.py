"""The admin home: where every question begins."""

from flask import Blueprint, render_template

bp = Blueprint("admin_home", __name__, url_prefix="/admin")


@bp.get("")
def show() -> str:
    """Show the ways into the admin pages."""
    return render_template("admin/home.html")
