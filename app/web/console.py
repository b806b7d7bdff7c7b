"""Open a console: a page that asks, and the one form that opens."""

from collections.abc import Callable
from typing import Final, Protocol

import structlog
from flask import Blueprint, Response, make_response, render_template, request

from app.domain.access import ReasonNotGiven
from app.domain.clicks import Visit, Wanted
from app.domain.durations import DurationNotAllowed
from app.domain.freshness import GroupsStale
from app.domain.ledger import Actor
from app.domain.people import Principal
from app.domain.refusals import Refusal
from app.domain.step_up import SecondFactorNotVouched, StrongProofNeeded
from app.services.kept_clicks import PURPOSE
from app.web.cards import AccountCard, RoleCard
from app.web.console_form import LONGEST_REASON, bookmark_of, wanted_in, wanted_in_bookmark
from app.web.cookies import find_begun, forget_begun, keep_begun
from app.web.errors import answered
from app.web.forms import Fields
from app.web.guard import current_actor, current_principal, current_web_session, signed_in_visit
from app.web.offers import choices_among
from app.web.proof_card import proof_card
from app.web.redirects import begin_path, see_other
from app.web.site import portal, site
from app.web.visits import current_visit
from app.web.words import translated

log: Final = structlog.stdlib.get_logger(__name__)
bp = Blueprint("console", __name__)


class WritesDown(Protocol):
    """Writes down that a request could not even be read; raises StorageUnavailable."""

    def __call__(self, refusal: Refusal, principal: Principal, *, actor: Actor, visit: Visit) -> None: ...


@bp.get("/console")
def confirm() -> str:
    """Show who would open what, where, for how long; opening takes a click."""
    wanted = _read(request.args, wanted_in_bookmark, or_write_down=portal().consoles.refuse_to_show)
    kept = portal().kept_clicks.find(current_principal(), wanted, find_begun(PURPOSE))
    return _page(kept or wanted, request.args, came_back=kept is not None)


@bp.post("/console")
def open_console() -> Response:
    """Open a console and send the browser there; where only the reason or the duration is wrong, ask again."""
    consoles = portal().consoles
    wanted = _read(request.form, wanted_in, or_write_down=consoles.refuse)
    try:
        opened = consoles.open(current_principal(), wanted, actor=current_actor(), visit=signed_in_visit())
    except (DurationNotAllowed, ReasonNotGiven) as refusal:
        return answered(refusal, _ask_again(refusal))
    except (GroupsStale, SecondFactorNotVouched) as refusal:
        return answered(refusal, _sign_in_again(wanted, refusal))
    except StrongProofNeeded as refusal:
        if current_web_session().proves_here:
            # With a factor that the portal keeps it is proved on the spot, and the same POST goes on.
            raise
        return answered(refusal, _sign_in_again(wanted, refusal))
    forget_begun(PURPOSE)
    log.info("console.opened", role_arn=wanted.role_arn.text, console_duration=opened.console_duration.seconds)
    return see_other(opened.login_url.url)


def _ask_again(refusal: Refusal) -> Response:
    """Return the page before the click once more: for a mapping that opens for less, with what that one allows."""
    fields = request.form.copy()
    if isinstance(refusal, DurationNotAllowed):
        del fields["duration"]
    return make_response(_page(wanted_in(fields), fields, refusal))


def _sign_in_again(wanted: Wanted, refusal: Refusal) -> Response:
    """Lead to the provider and back; a form of ours may not lead there, so a page does.

    Where the provider was asked just now and said too little, the page waits for the person: they may do it otherwise.
    """
    keep_begun(PURPOSE, portal().kept_clicks.keep(current_principal(), wanted))
    way = portal().provider_ways.way_of(current_web_session())
    page = render_template(
        "console/sign_in_again.html",
        said=translated(refusal),
        reference=str(current_visit().id),
        label=way.label,
        onward=begin_path(way, bookmark_of(request.form), anew=not isinstance(refusal, GroupsStale)),
        by_itself=not isinstance(refusal, SecondFactorNotVouched),
    )
    return make_response(page)


def _page(wanted: Wanted, fields: Fields, refusal: Refusal | None = None, *, came_back: bool = False) -> str:
    """Return the page before the click, with everything that was chosen and typed."""
    principal = current_principal()
    prospect = portal().consoles.show(principal, wanted, actor=current_actor(), visit=signed_in_visit())
    offer = prospect.offer
    return render_template(
        "console/confirm.html",
        said=translated(refusal) if refusal else None,
        came_back=came_back,
        reference=str(current_visit().id),
        reason=wanted.reason or "",
        principal=principal,
        account=AccountCard.of(offer.grant.role.account),
        role=RoleCard.of(offer.grant.role, longest=offer.longest, chosen=offer.plan.console_duration),
        destination=offer.destination.url,
        asked_destination=wanted.destination.url if wanted.destination else "",
        shortened=offer.shortened,
        offers=choices_among(offer),
        reason_rule=offer.grant.reason_rule,
        proof=proof_card(prospect, current_web_session(), portal().clock()),
        bookmark=site().public_url + bookmark_of(fields),
        longest_reason=LONGEST_REASON,
    )


def _read(fields: Fields, reading: Callable[[Fields], Wanted], *, or_write_down: WritesDown) -> Wanted:
    """Read what is wanted; what cannot be read goes into the ledger as well, for its sender will ask about it."""
    try:
        return reading(fields)
    except Refusal as refusal:
        or_write_down(refusal, current_principal(), actor=current_actor(), visit=current_visit())
        raise
