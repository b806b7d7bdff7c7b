"""Background role tests: whether they are on, what they do, and the admin's order to turn them on or off."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.background_tests import BackgroundTestsOff, Order, OrderVoid
from app.domain.drafts import parse_reason
from app.domain.refusals import Malformed, Refusal
from app.domain.words import _
from app.web.admin.door import current_admin
from app.web.admin.moments import moment_in_words
from app.web.admin.reading import Filled, Reading, filled_again
from app.web.errors import answered
from app.web.guard import signed_in_visit
from app.web.redirects import see_other
from app.web.site import portal
from app.web.words import Said, translated

bp = Blueprint("admin_role_health_background", __name__, url_prefix="/admin/role-health/background")


class UnknownState(Malformed):
    code = "unknown-state"
    sentence = _("Background tests are either on or off.")
    remedy = _("Use one of the two buttons of the page.")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the last order stands; `void` says why it is on and counts no more."""

    order: Order | None
    is_on: bool
    void: Said | None

    @property
    def moment(self) -> str:
        """When it was given, in words."""
        return moment_in_words(self.order.given_at) if self.order else ""

    @property
    def tests(self) -> bool:
        """Whether a run would test roles now."""
        return self.is_on and self.void is None


def standing() -> Standing:
    """Return how the last order stands right now; raises StorageUnavailable."""
    orders = portal().role_health.orders
    order = orders.find()
    try:
        orders.require_admin()
    except BackgroundTestsOff:
        return Standing(order, False, None)
    except OrderVoid as refusal:
        return Standing(order, True, translated(refusal))
    return Standing(order, True, None)


@bp.get("")
def show() -> Response:
    """Show whether background tests are on."""
    return _page(Filled())


@bp.post("")
def order() -> Response:
    """Turn background tests on or off."""
    orders, admin = portal().role_health.orders, current_admin()
    try:
        reading = Reading.of(request.form)
        reason = reading.parsed("reason", parse_reason)
        give = orders.turn_on if _is_on(reading.text("state")) else orders.turn_off
        give(admin, reading.complete(reason), visit=signed_in_visit())
    except Refusal as refusal:
        return answered(refusal, _page(filled_again(request.form, refusal)))
    return see_other(url_for("admin_role_health_background.show"))


def _is_on(text: str) -> bool:
    """Read what is ordered: on or off; raises UnknownState."""
    if text not in {"on", "off"}:
        raise UnknownState
    return text == "on"


def _page(filled: Filled) -> Response:
    return make_response(
        render_template(
            "admin/role_health/background.html",
            standing=standing(),
            role_count=portal().role_health.orders.count_roles(),
            filled=filled,
        )
    )
