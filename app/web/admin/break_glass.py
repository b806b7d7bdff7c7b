"""Break-glass accounts: which there are, what was done with them, and its review."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.admins import Admin
from app.domain.break_glass import BreakGlassUse, NotABreakGlassAccount, NothingToReview
from app.domain.drafts import parse_reason
from app.domain.people import Username
from app.domain.refusals import Refusal
from app.domain.words import _
from app.web.admin.door import current_admin
from app.web.admin.moments import moment_in_words
from app.web.admin.reading import Filled, Reading, filled_again
from app.web.errors import answered
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import gettext, translated

bp = Blueprint("admin_break_glass", __name__, url_prefix="/admin/break-glass")


@dataclass(frozen=True, slots=True)
class UseRow:
    """One use or drill in words; `notices` says of each channel whether it took the notice."""

    id: UUID
    username: str
    at: str
    address: str
    reason: str
    is_drill: bool
    notices: tuple[str, ...]
    review: str | None
    reviewed: str


@bp.get("")
def show() -> str:
    """Show the accounts and their uses."""
    kept = portal().local_people.break_glass_list
    rows = [_row(use) for use in kept.uses()]
    return render_template(
        "admin/break-glass/list.html",
        accounts=kept.accounts(),
        waiting=[row for row in rows if row.review is None],
        reviewed=[row for row in rows if row.review is not None],
        channels=portal().notices.channels,
    )


@bp.get("/new")
def ask_for_new() -> Response:
    """Show the form for another account."""
    return _form(Filled())


@bp.post("")
def add() -> Response:
    """Keep somebody's local account for emergencies."""
    try:
        reading = Reading.of(request.form)
        username = reading.required("username", _("Username"), Username.parse)
        reason = reading.parsed("reason", parse_reason)
        portal().local_people.break_glass_keeping.add(
            current_admin(), reading.complete(username), reason=reading.complete(reason)
        )
    except Refusal as refusal:
        return answered(refusal, _form(filled_again(request.form, refusal), refusal))
    return _back()


@bp.get("/<uuid:identity_id>")
def show_account(identity_id: UUID) -> Response:
    """Show one account, and what can be done with it."""
    return _account(identity_id)


@bp.post("/<uuid:identity_id>/unsealing")
def unseal(identity_id: UUID) -> Response:
    """Let an account be used once more."""
    return _switch(identity_id, portal().local_people.break_glass_keeping.unseal)


@bp.post("/<uuid:identity_id>/retiring")
def retire(identity_id: UUID) -> Response:
    """Make it an account like others again."""
    return _switch(identity_id, portal().local_people.break_glass_keeping.retire)


@bp.get("/uses/<uuid:use_id>")
def show_use(use_id: UUID) -> Response:
    """Show one use, and the form of its review."""
    return _use(use_id)


@bp.post("/uses/<uuid:use_id>/review")
def review(use_id: UUID) -> Response:
    """Write the review of a use."""
    try:
        reading = Reading.of(request.form)
        portal().local_people.break_glass_keeping.review(current_admin(), use_id, reading.text("review"))
    except Refusal as refusal:
        return answered(refusal, _use(use_id, request.form.get("review", ""), refusal))
    return _back()


@bp.post("/notices")
def send_notices() -> Response:
    """Send what a channel has not taken yet."""
    portal().notices.send_waiting()
    return _back()


class _Switch(Protocol):
    def __call__(self, admin: Admin, identity_id: UUID, *, reason: str) -> None: ...


def _switch(identity_id: UUID, switch: _Switch) -> Response:
    try:
        reading = Reading.of(request.form)
        switch(current_admin(), identity_id, reason=reading.complete(reading.parsed("reason", parse_reason)))
    except NotABreakGlassAccount:
        raise
    except Refusal as refusal:
        return answered(refusal, _account(identity_id, filled_again(request.form, refusal), refusal))
    return _back()


def _back() -> Response:
    return see_other(url_for("admin_break_glass.show"))


def _form(filled: Filled, refusal: Refusal | None = None) -> Response:
    return _page("new", filled=filled, refusal=refusal)


def _account(identity_id: UUID, filled: Filled | None = None, refusal: Refusal | None = None) -> Response:
    accounts = portal().local_people.break_glass_list.accounts()
    found = next((one for one in accounts if one.identity_id == identity_id), None)
    if found is None:
        raise NotABreakGlassAccount
    sealed = moment_in_words(found.sealed_at) if found.sealed_at else ""
    return _page("account", account=found, sealed=sealed, filled=filled or Filled(), refusal=refusal)


def _use(use_id: UUID, typed: str = "", refusal: Refusal | None = None) -> Response:
    found = next((one for one in portal().local_people.break_glass_list.uses() if one.id == use_id), None)
    if found is None:
        raise NothingToReview
    return _page("use", use=_row(found), typed=typed, refusal=refusal)


def _page(name: str, *, refusal: Refusal | None, **values: object) -> Response:
    said = translated(refusal) if refusal else None
    page = render_template(f"admin/break-glass/{name}.html", said=said, reference=str(current_visit().id), **values)
    return make_response(page)


def _row(use: BreakGlassUse) -> UseRow:
    reviewed = ""
    if use.reviewed_at is not None:
        said = {"who": use.reviewed_by or "?", "when": moment_in_words(use.reviewed_at)}
        reviewed = gettext(_("%(who)s, %(when)s")) % said
    return UseRow(
        id=use.id,
        username=use.username,
        at=moment_in_words(use.at),
        address=use.address or "–",
        reason=use.reason,
        is_drill=use.is_drill,
        notices=tuple(_delivery_in_words(one.channel, one.sent_at is not None, one.problem) for one in use.deliveries),
        review=use.review,
        reviewed=reviewed,
    )


def _delivery_in_words(channel: str, is_sent: bool, problem: str | None) -> str:
    if is_sent:
        return gettext(_("%(channel)s: sent")) % {"channel": channel}
    said = {"channel": channel, "problem": problem or gettext(_("not tried yet"))}
    return gettext(_("%(channel)s: not sent, %(problem)s")) % said
