"""Several roles tested at once, such as those that a mapping leads to, with what was found on one page."""

from typing import Final

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.role_tests import TestedRole
from app.services.errands.role_tests import SOME_SECONDS
from app.web.admin.door import current_admin
from app.web.admin.role_health import require_tested, rows_of, said_of
from app.web.admin.things import require_role
from app.web.forms import Fields, require_plain, text_of
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit

bp = Blueprint("admin_role_health_several", __name__, url_prefix="/admin/role-health/several")
MOST: Final = 10


@bp.get("")
def show() -> str:
    """Show the roles that an address names with their last tests; raises NotThere."""
    named = _named_in(request.args)
    found = tuple(said_of(one.test.verdict) if one.test else None for one in named)
    return render_template(
        "admin/role_health/several.html",
        rows=tuple(zip(rows_of(named), found, strict=True)),
        roles=_as_field(named),
        seconds=SOME_SECONDS,
    )


@bp.post("")
def test() -> Response:
    """Test the roles that a form names; raises NotThere, PartitionNotServed or StorageUnavailable."""
    named = _named_in(request.form)
    portal().role_health.tests.test_some(current_admin(), (one.role.id for one in named), visit=current_visit())
    return see_other(url_for("admin_role_health_several.show", roles=_as_field(named)))


def _named_in(fields: Fields) -> tuple[TestedRole, ...]:
    """Return the first of the roles whose ids, with commas between them, stand in a field; raises NotThere."""
    require_plain(fields)
    ids = (text_of(fields, "roles") or "").split(",")[:MOST]
    return tuple(require_tested(require_role(text).id) for text in ids)


def _as_field(named: tuple[TestedRole, ...]) -> str:
    return ",".join(str(one.role.id) for one in named)
