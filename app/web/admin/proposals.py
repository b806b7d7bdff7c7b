"""Proposals: what waits for a second admin, with what it would do now, and what became of the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.drafts import Draft, NoSuchProposal, Proposal, StaleEdit, UnreadableProposal
from app.domain.fingerprints import fingerprint_of_effects
from app.domain.naming import Names
from app.domain.pages import PAGE_SIZE
from app.domain.refusals import Conflict, Malformed, NotPermitted, Refusal
from app.domain.words import _
from app.web.admin.door import current_admin, current_auditor
from app.web.admin.drafts import OVERRIDE, SHOWN, Posted, is_alone, posted, saved_path
from app.web.admin.effect_words import effect_sheet
from app.web.admin.listing import Asked, asked_for
from app.web.admin.mapping_words import actor_in_words, names_for
from app.web.admin.moments import moment_in_words
from app.web.admin.revision_words import revision_sheet
from app.web.admin.still_running import still_running_after
from app.web.admin.thing_words import compared, thing_in_words
from app.web.admin.windows import Place
from app.web.errors import status_of
from app.web.forms import require_plain, text_of
from app.web.redirects import see_other
from app.web.site import portal
from app.web.words import gettext, translated

bp = Blueprint("admin_proposals", __name__, url_prefix="/admin/proposals")
_MOST_WORDS: Final = 5
_UNREADABLE: Final = UnreadableProposal.sentence
_STATES: Final = (
    ("open", _("open")),
    ("approved", _("approved")),
    ("rejected", _("rejected")),
    ("withdrawn", _("withdrawn")),
)


class UnknownDecision(Malformed):
    code = "unknown-decision"
    sentence = _("That is no decision on a proposal.")
    remedy = _("Approve it, reject it or, if it is yours, withdraw it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """One proposal: what changes, who proposed it, and who decided what."""

    id: UUID
    words: tuple[str, ...]
    more: int
    made_by: str
    made_at: str
    reason: str
    state: str
    is_open: bool
    decided_by: str
    decided_at: str
    decision_reason: str
    is_readable: bool


@bp.get("")
def list_proposals() -> str:
    """List what waits, and below it what has been decided; or with `state=open` what waits, page after page."""
    asked = asked_for("state")
    if asked.filters["state"] == "open":
        return _waiting(asked)
    waiting = portal().proposal_list.still_open(limit=PAGE_SIZE) if asked.after is None else ()
    found = portal().proposal_list.decided(before=asked.after_id(), limit=PAGE_SIZE + 1)
    decided = found[:PAGE_SIZE]
    more_waiting = portal().proposal_list.count_open() - len(waiting) if len(waiting) == PAGE_SIZE else 0
    next_page = asked.page_after((str(decided[-1].id),)) if len(found) > PAGE_SIZE else None
    return _list(asked, waiting, decided, more_waiting=more_waiting, next_page=next_page)


def _waiting(asked: Asked) -> str:
    found = portal().proposal_list.still_open(after=asked.after_id(), limit=PAGE_SIZE + 1)
    waiting = found[:PAGE_SIZE]
    next_page = asked.page_after((str(waiting[-1].id),)) if len(found) > PAGE_SIZE else None
    return _list(asked, waiting, (), more_waiting=0, next_page=next_page)


def _list(
    asked: Asked,
    waiting: tuple[Proposal, ...],
    decided: tuple[Proposal, ...],
    *,
    more_waiting: int,
    next_page: str | None,
) -> str:
    names = _names_of((*waiting, *decided))
    return render_template(
        "admin/proposals/list.html",
        asked=asked,
        waiting=tuple(_row(one, names) for one in waiting),
        more_waiting=more_waiting,
        decided=tuple(_row(one, names) for one in decided),
        next_page=next_page,
    )


@bp.get("/<uuid:proposal_id>")
def show(proposal_id: UUID) -> str:
    """Show a proposal with what it would do now, a part at a time."""
    require_plain(request.args)
    return _page(_require_proposal(proposal_id), Posted({}, place=Place.parse(text_of(request.args, "place"))))


@bp.post("/<uuid:proposal_id>/decision")
def decide(proposal_id: UUID) -> Response:
    """Approve, reject or withdraw a proposal; where that cannot be, its page says why."""
    sent = posted(request.form)
    try:
        return see_other(_decided(proposal_id, sent))
    except (Conflict, Malformed, NotPermitted) as refusal:
        return make_response(_page(_require_proposal(proposal_id), sent, refusal), status_of(refusal))


def _decided(proposal_id: UUID, sent: Posted) -> str:
    """Decide, and return the path of what to look at next."""
    decision, reason, proposals = sent.fields.get("decision"), sent.fields.get("reason", ""), portal().proposals
    if decision == "approve":
        things = proposals.approve(
            current_admin(), proposal_id, reason, shown=sent.shown, despite_tests=sent.despite_tests
        )
        return saved_path(things[0])
    if decision == "reject":
        proposals.reject(current_admin(), proposal_id, reason)
    elif decision == "withdraw":
        proposals.withdraw(current_admin(), proposal_id, reason)
    else:
        raise UnknownDecision
    return url_for("admin_proposals.show", proposal_id=proposal_id)


def _require_proposal(proposal_id: UUID) -> Proposal:
    proposal = portal().proposal_list.find(proposal_id)
    if proposal is None:
        raise NoSuchProposal
    return proposal


def _page(proposal: Proposal, sent: Posted, refusal: Refusal | None = None) -> str:
    auditor = current_auditor()
    can_be_weighed = proposal.state == "open" and proposal.is_readable
    preview = portal().drafts.preview(auditor, proposal.draft) if can_be_weighed else None
    is_own = proposal.is_by(auditor.principal)
    return render_template(
        "admin/proposals/proposal.html",
        row=_row(proposal, _names_of((proposal,))),
        revisions=revision_sheet(proposal.draft, sent.place),
        effects=effect_sheet(preview, sent.place) if preview else None,
        disabled=still_running_after(proposal.draft.revisions) if can_be_weighed else None,
        is_own=is_own,
        is_alone=is_own and is_alone(auditor.principal.person_id),
        said=translated(refusal) if refusal else None,
        stale=_stale(refusal, proposal.draft) if isinstance(refusal, StaleEdit) else (),
        reason=sent.fields.get("reason", ""),
        shown_name=SHOWN,
        shown=fingerprint_of_effects(preview.effects) if preview else "",
        override_name=OVERRIDE,
        override=sent.despite_tests or "",
    )


def _stale(stale: StaleEdit, draft: Draft) -> tuple[object, ...]:
    """Put what holds now beside what was proposed."""
    proposed = next(one.after for one in draft.revisions if one.after.id == stale.current.id)
    return compared(stale.current, proposed, names_for([stale.current, proposed]))


def _row(proposal: Proposal, names: Names) -> ProposalRow:
    revisions = proposal.draft.revisions
    return ProposalRow(
        id=proposal.id,
        words=tuple(thing_in_words(one.after, names) for one in revisions[:_MOST_WORDS]) or (gettext(_UNREADABLE),),
        more=max(0, len(revisions) - _MOST_WORDS),
        made_by=actor_in_words(proposal.made_by, names),
        made_at=moment_in_words(proposal.made_at),
        reason=proposal.draft.reason,
        state=gettext(dict(_STATES)[proposal.state]),
        is_open=proposal.state == "open",
        decided_by=actor_in_words(proposal.decided_by, names) if proposal.decided_by else "",
        decided_at=moment_in_words(proposal.decided_at) if proposal.decided_at else "",
        decision_reason=proposal.decision_reason or "",
        is_readable=proposal.is_readable,
    )


def _names_of(proposals: Iterable[Proposal]) -> Names:
    known = tuple(proposals)
    things = [one.after for proposal in known for one in proposal.draft.revisions[:_MOST_WORDS]]
    actors = [actor for one in known for actor in (one.made_by, one.decided_by) if actor is not None]
    return names_for(things, actors=actors)
