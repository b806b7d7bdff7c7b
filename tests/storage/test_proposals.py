"""Where a second admin must approve: a draft waits, nobody approves their own, and it takes effect once."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from app.domain.admins import Admin, NotAnAdmin
from app.domain.arns import AccountId, RoleArn
from app.domain.drafts import (
    NotWhatWasShown,
    NotYourProposal,
    OwnProposal,
    Proposal,
    ProposalDecided,
    Revision,
    StaleEdit,
    UnreadableProposal,
    added,
    changed,
    disabled,
)
from app.domain.fingerprints import fingerprint_of_effects
from app.domain.selectors import AccountSet
from app.joints.editing import Editing, editing_of
from app.storage.admin_tables import proposal as table
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.proposals import ProposalStore
from app.storage.registry import Registry
from tests.storage.company import NOW, Company, mapping_of, selecting
from tests.storage.drafting import HOUR, ROOT, admin_named, approved, drafted, openings


def test_with_second_approval_a_draft_waits(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)

    proposal = editing.drafts.save(ROOT, drafted(disabled(company.developers_read, NOW)))

    assert isinstance(proposal, Proposal)
    assert openings(database, [company.bob.id], [company.reader]) == {(company.bob.id, company.reader.id)}
    (waiting,) = ProposalStore(database=database).still_open(limit=9)
    assert waiting == proposal


@pytest.mark.parametrize("thing", ["mapping", "selector", "account", "role", "new account"])
def test_a_proposal_is_kept_as_it_was_made(company: Company, database: Database, thing: str) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    tagged = AccountSet.tagged({"env": "prod"})
    revisions: dict[str, Revision] = {
        "mapping": changed(company.alice_writes, replace(company.alice_writes, valid_until=NOW + HOUR)),
        "selector": added(selecting(company.bob, "read*", tagged)),
        "account": changed(company.account, replace(company.account, tags={"a": "b"}, sensitive=True)),
        "role": disabled(company.reader, NOW),
        "new account": added(replace(company.account, id=new_id())),
    }

    proposal = editing.drafts.save(ROOT, drafted(revisions[thing]))

    assert isinstance(proposal, Proposal)
    assert ProposalStore(database=database).find(proposal.id) == proposal


def test_a_proposal_may_add_an_account_and_a_role_in_it(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    account = replace(company.account, id=new_id(), account_id=AccountId.parse("920000000000"))
    arn = RoleArn.parse("arn:aws:iam::920000000000:role/Admin")
    role = replace(company.reader, id=new_id(), account=account, role_arn=arn)

    proposal = editing.drafts.save(ROOT, drafted(added(account), added(role)))

    assert ProposalStore(database=database).still_open(limit=9) == (proposal,)


def test_a_proposal_that_cannot_be_read_is_rejected_like_another(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    bob, odd = admin_named(database, company.bob), _proposed(editing, company, admin_named(database, company.alice))
    body: list[object] = [{"kind": "role", "before": None, "after": {"version": 1, "body": {}}}]
    with database.write() as connection:
        connection.execute(update(table).where(table.c.id == odd.id).values(body=body))

    (waiting,) = ProposalStore(database=database).still_open(limit=9)
    with pytest.raises(UnreadableProposal):
        approved(editing, bob, odd)
    editing.proposals.reject(bob, odd.id, "nobody can read it")

    assert not waiting.is_readable
    assert ProposalStore(database=database).count_open() == 0


def test_the_operator_may_do_without_a_second_admin_with_a_reason(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)

    editing.drafts.save(ROOT, drafted(disabled(company.developers_read, NOW)), without_approval="at night")

    body = list(LedgerStore(database=database).events())[-1].parsed_body()
    assert openings(database, [company.bob.id], [company.reader]) == set()
    assert body["without_approval"] == "at night"


def _proposed(editing: Editing, company: Company, author: Admin) -> Proposal:
    proposal = editing.drafts.save(author, drafted(disabled(company.developers_read, NOW)))
    assert isinstance(proposal, Proposal)
    return proposal


def test_nobody_approves_their_own_change(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    proposal = _proposed(editing, company, admin_named(database, company.alice))

    with pytest.raises(OwnProposal):
        approved(editing, admin_named(database, company.alice), proposal)


def test_a_second_admin_lets_it_take_effect_once(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    proposal = _proposed(editing, company, admin_named(database, company.alice))

    approved(editing, admin_named(database, company.bob), proposal)
    with pytest.raises(ProposalDecided):
        approved(editing, admin_named(database, company.charlie), proposal)

    entries = list(LedgerStore(database=database).events())[-3:]
    assert openings(database, [company.bob.id], [company.reader]) == set()
    assert [entry.action for entry in entries] == ["proposal:made", "proposal:approved", "mapping:disabled"]


def test_an_approval_of_what_has_changed_meanwhile_is_refused(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    proposal = _proposed(editing, company, admin_named(database, company.alice))
    meanwhile = changed(company.developers_read, replace(company.developers_read, valid_until=NOW + HOUR))
    editing.drafts.save(ROOT, drafted(meanwhile), without_approval="urgent")

    with pytest.raises(StaleEdit):
        approved(editing, admin_named(database, company.bob), proposal)

    (waiting,) = ProposalStore(database=database).still_open(limit=9)
    assert waiting.id == proposal.id


def test_a_rejected_proposal_stays_with_its_reason(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    proposal = _proposed(editing, company, admin_named(database, company.alice))

    editing.proposals.reject(admin_named(database, company.bob), proposal.id, "they still need it")

    (decided,) = ProposalStore(database=database).decided(limit=2)
    assert (decided.state, decided.decision_reason) == ("rejected", "they still need it")
    assert ProposalStore(database=database).count_open() == 0


def test_only_who_made_a_proposal_takes_it_back(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    proposal = _proposed(editing, company, admin_named(database, company.alice))

    with pytest.raises(NotYourProposal):
        editing.proposals.withdraw(admin_named(database, company.bob), proposal.id, "not mine")
    editing.proposals.withdraw(admin_named(database, company.alice), proposal.id, "a mistake")

    (decided,) = ProposalStore(database=database).decided(limit=2)
    assert (decided.state, decided.decision_reason) == ("withdrawn", "a mistake")


def test_an_admin_who_was_dismissed_while_a_change_waited_changes_nothing(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=False, clock=lambda: NOW)
    alice = admin_named(database, company.alice)
    with Registry(database=database).change() as change:
        change.disable_person(company.alice.id, NOW)

    with pytest.raises(NotAnAdmin):
        editing.drafts.save(alice, drafted(disabled(company.developers_read, NOW)))

    assert openings(database, [company.bob.id], [company.reader]) == {(company.bob.id, company.reader.id)}


def test_who_joins_while_the_second_admin_looks_is_shown_before_they_gain(company: Company, database: Database) -> None:
    editing = editing_of(database, second_approval=True, clock=lambda: NOW)
    alice, bob = (admin_named(database, one) for one in (company.alice, company.bob))
    proposal = editing.drafts.save(alice, drafted(added(mapping_of(company.developers, company.writer))))
    assert isinstance(proposal, Proposal)
    shown = fingerprint_of_effects(editing.drafts.preview(bob, proposal.draft).effects)
    with Registry(database=database).change() as change:
        change.add_membership(new_id(), company.charlie.id, company.developers.id, "local", NOW)

    with pytest.raises(NotWhatWasShown):
        editing.proposals.approve(bob, proposal.id, "fine", shown=shown)

    assert openings(database, [company.charlie.id], [company.writer]) == set()
    assert approved(editing, bob, proposal)
