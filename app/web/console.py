"""Open a console: a page that asks, and the one form that opens."""

from typing import Final

import structlog
from flask import Blueprint, Response, render_template, request

from app.domain.refusals import Refusal
from app.web.cards import AccountCard, RoleCard
from app.web.console_form import LONGEST_REASON, OpenConsoleForm, bookmark_of
from app.web.guard import current_actor, current_principal
from app.web.redirects import see_other
from app.web.site import portal, site
from app.web.visits import current_visit

log: Final = structlog.stdlib.get_logger(__name__)
bp = Blueprint("console", __name__)


@bp.get("/console")
def confirm() -> str:
    """Show who would open what, where, for how long; opening takes a click."""
    form = _read_bookmark()
    principal = current_principal()
    offer = portal().consoles.show(principal, form.wanted, actor=current_actor(), visit=current_visit())
    return render_template(
        "console/confirm.html",
        principal=principal,
        account=AccountCard.of(offer.grant.role.account),
        role=RoleCard.of(offer.grant.role, longest=offer.longest, chosen=offer.plan.console_duration),
        destination=offer.destination.url,
        asked_destination=form.wanted.destination.url if form.wanted.destination else "",
        caller_is_chained=offer.caller_is_chained,
        bookmark=site().public_url + bookmark_of(request.args),
        longest_reason=LONGEST_REASON,
    )


@bp.post("/console")
def open_console() -> Response:
    """Open a console and send the browser there."""
    form = _read_click()
    opened = portal().consoles.open(current_principal(), form.wanted, actor=current_actor(), visit=current_visit())
    log.info("console.opened", role_arn=form.wanted.role_arn.text, console_duration=opened.console_duration.seconds)
    return see_other(opened.login_url.url)


def _read_bookmark() -> OpenConsoleForm:
    """Read the address; one that cannot be read goes into the ledger as well, for its reader will ask about it."""
    try:
        return OpenConsoleForm.parse_bookmark(request.args)
    except Refusal as refusal:
        portal().consoles.refuse_to_show(refusal, current_principal(), actor=current_actor(), visit=current_visit())
        raise


def _read_click() -> OpenConsoleForm:
    """Read the form; a click that cannot be read goes into the ledger as well."""
    try:
        return OpenConsoleForm.parse(request.form)
    except Refusal as refusal:
        portal().consoles.refuse(refusal, current_principal(), actor=current_actor(), visit=current_visit())
        raise
