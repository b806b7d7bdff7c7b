"""A second admin: what one proposes, another approves; nobody approves their own."""

import shutil
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import update
from werkzeug.test import TestResponse

from app.domain.admins import Operator
from app.domain.drafts import Draft, Proposal, disabled
from app.domain.pages import PAGE_SIZE
from app.storage.admin_tables import proposal
from app.storage.ids import new_id
from app.storage.proposals import ProposalStore, add_proposal, decide_proposal
from tests.web.admin.mapping_forms import previewed, saved_from
from tests.web.pages import Page
from tests.web.visitor import Visitor, signed_in
from tests.web.world import World, sqlite_url

CHARLIE = {"subject_kind": "person", "subject": "charlie", "target_kind": "role"}
ROLE = {"role": "arn:aws:iam::111122223333:role/Developer"}


def test_a_change_waits_for_a_second_admin(first: Visitor, careful: World) -> None:
    preview = previewed(first, **CHARLIE, **ROLE)
    proposed = saved_from(first, preview)

    assert "A second admin has to approve this before it takes effect." in preview.text
    assert proposed.headers["Location"].startswith("/admin/proposals/")
    assert "Developer" not in signed_in(careful, "charlie").page("/").headings
    assert "Proposals 1 waits" in first.page("/admin").links


def test_the_second_admin_sees_who_gains_and_approves(first: Visitor, second: Visitor, careful: World) -> None:
    path = saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"]

    page = second.page(path)
    approved = decided(second, path, "approve")

    assert "1 person gains (1 role)" in page.words
    assert approved.status_code == 303
    assert "Developer" in signed_in(careful, "charlie").page("/").headings
    assert "approved" in second.page("/admin/proposals").words


def test_nobody_approves_their_own(first: Visitor, careful: World) -> None:
    path = saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"]

    refused = decided(first, path, "approve")

    assert "It is yours: another admin has to approve it." in first.page(path).words
    assert refused.status_code == 403
    assert "Nobody approves their own change." in refused.text
    assert "Developer" not in signed_in(careful, "charlie").page("/").headings


def test_nobody_approves_what_they_proposed_as_an_operator(careful: World, second: Visitor) -> None:
    (account,) = careful.portal.lists.names.accounts_called("Ticketing")
    draft = Draft((disabled(account, careful.clock.now),), "on the server")
    proposed = careful.portal.drafts.save(Operator("Alice"), draft)
    assert isinstance(proposed, Proposal)

    path = f"/admin/proposals/{proposed.id}"

    assert "It is yours: another admin has to approve it." in second.page(path).words
    assert decided(second, path, "approve").status_code == 403


def test_who_is_the_only_admin_is_told_the_way_out(small_company_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "alone.sqlite"
    shutil.copy(small_company_file, path)
    alone = World(sqlite_url(path), second_approval=True)
    ada = signed_in(alone, "ada")

    preview = previewed(ada, **CHARLIE, **ROLE)
    proposed = ada.page(saved_from(ada, preview).headers["Location"])

    assert "Nobody else is an admin, so nobody could approve it." in Page(preview.text).words
    assert 'doorstep admin create USERNAME --without-approval "WHY"' in proposed.words
    alone.database.close()


def test_a_rejection_says_why(first: Visitor, second: Visitor) -> None:
    path = saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"]
    form = form_of(second, path)

    assert decided(second, path, "reject", reason="not before January").status_code == 303
    assert "not before January" in first.page(path).words
    assert sent(second, path, form, "approve").status_code == 409


def test_a_decision_needs_a_reason(first: Visitor, second: Visitor) -> None:
    path = saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"]

    assert decided(second, path, "reject", reason="").status_code == 400
    assert decided(second, path, "postpone").status_code == 400


def test_a_proposal_can_be_withdrawn(first: Visitor) -> None:
    path = saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"]

    assert decided(first, path, "withdraw").status_code == 303
    assert "withdrawn" in first.page(path).words


def test_a_proposal_that_is_stale_shows_both_versions(first: Visitor, second: Visitor) -> None:
    form = first.page("/admin/mappings?q=bob").links["Bob Baker (bob) may open ReadOnly in Ticketing"]
    fields = first.page(form).form_to("/admin/mappings").fields
    with_mfa = proposed(first, fields | {"mfa": "yes"})
    with_an_hour = proposed(first, fields | {"longest": "3600"})

    assert decided(second, with_mfa, "approve").status_code == 303
    stale = decided(second, with_an_hour, "approve")

    assert stale.status_code == 409
    assert "MFA differs yes no" in Page(stale.text).words


def test_fifty_decided_proposals_fill_a_page_and_one_more_begins_the_next(
    first: Visitor, second: Visitor, careful: World
) -> None:
    path = saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"]
    decided(second, path, "reject", reason="not before January")
    (known,) = ProposalStore(database=careful.database).decided(limit=1)

    copies(careful, known, 49)
    full = first.page("/admin/proposals")
    copies(careful, known, 1)
    overfull = first.page("/admin/proposals")

    assert "Next page" not in full.links
    assert path in first.page(overfull.links["Next page"]).links.values()


def test_oliver_sees_proposals_and_decides_nothing(first: Visitor, careful: World) -> None:
    path = saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"]
    oliver = signed_in(careful, "oliver")

    assert "1 person gains" in oliver.page(path).words
    assert sent(oliver, path, oliver.token(), "approve").status_code == 403


def test_everything_that_waits_is_found_page_after_page(first: Visitor, second: Visitor, careful: World) -> None:
    path = saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"]
    known = ProposalStore(database=careful.database).find(UUID(path.rpartition("/")[2]))
    assert known is not None
    copies(careful, known, PAGE_SIZE)

    beginning = second.page("/admin/proposals")
    first_page = second.page(beginning.links["All that wait"])
    last_page = second.page(first_page.links["Next page"])

    assert "1 more waits, newer than these." in beginning.words
    assert path in first_page.html
    assert path not in last_page.html
    assert (first_page.html.count("/admin/proposals/0"), last_page.html.count("/admin/proposals/0")) == (PAGE_SIZE, 1)
    assert last_page.links["First page"] == "/admin/proposals?state=open"
    assert second.get("/admin/proposals?state=open&after=x").status_code == 400


def test_one_that_cannot_be_read_keeps_nobody_from_the_others(first: Visitor, second: Visitor, careful: World) -> None:
    good, odd = (saved_from(first, previewed(first, **CHARLIE, **ROLE)).headers["Location"] for _each in range(2))
    with careful.database.write() as connection:
        connection.execute(update(proposal).where(proposal.c.id == UUID(odd.rpartition("/")[2])).values(body=[{}]))

    assert "Developer" in second.page("/admin/proposals").words
    assert "This version of Doorstep cannot read what this proposal would change." in second.page(odd).words
    assert decided(second, odd, "approve").status_code == 409
    assert decided(second, odd, "reject").status_code == 303
    assert decided(second, good, "approve").status_code == 303


def test_an_unknown_proposal_is_not_found(first: Visitor) -> None:
    assert first.get("/admin/proposals/01980000-0000-7000-8000-000000000001").status_code == 404


def copies(world: World, known: Proposal, count: int) -> None:
    """Store a proposal so many times more."""
    with world.database.write() as connection:
        for _one in range(count):
            copy = replace(known, id=new_id())
            add_proposal(connection, replace(copy, state="open"))
            decide_proposal(connection, copy)


def proposed(admin: Visitor, fields: dict[str, str]) -> str:
    """Propose what a form says, and return the path of the proposal."""
    return saved_from(admin, admin.post("/admin/mappings", fields | {"step": "preview"})).headers["Location"]


def decided(admin: Visitor, path: str, decision: str, reason: str = "looked at it") -> TestResponse:
    """Look at a proposal, and press one of its buttons."""
    return sent(admin, path, form_of(admin, path), decision, reason)


def sent(
    admin: Visitor, path: str, fields: dict[str, str], decision: str, reason: str = "looked at it"
) -> TestResponse:
    """Press one of the buttons of a page that was loaded earlier, or was never there."""
    return admin.post(f"{path}/decision", fields | {"decision": decision, "reason": reason})


def form_of(admin: Visitor, path: str) -> dict[str, str]:
    """The fields of the form on a proposal's page."""
    return admin.page(path).form_to(f"{path}/decision").fields
