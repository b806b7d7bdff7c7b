"""Drafts and proposals: what a revision is, which version comes next, and that every change has a reason."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.drafts import (
    LONGEST_REASON,
    ChangeReasonMissing,
    ChangeReasonTooLong,
    Draft,
    Proposal,
    ProposalState,
    Revision,
    Thing,
    added,
    changed,
    disabled,
    parse_reason,
)
from app.domain.durations import Duration
from app.domain.ledger import Actor
from app.domain.mappings import Mapping
from app.domain.refusals import Refusal

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
ACCOUNT = Account(UUID(int=1), "aws", AccountId("012345678901"), "Web shop", version=4)
ROLE = Role(UUID(int=2), ACCOUNT, RoleArn.parse("arn:aws:iam::012345678901:role/reader"), Duration(3600), version=4)
MAPPING = Mapping(UUID(int=3), "allow", "person", UUID(int=4), "role", str(ROLE.id), version=4)
ADA, BOB = Actor("person", "ada"), Actor("person", "bob")
PROPOSAL = Proposal(id=UUID(int=5), draft=Draft((added(MAPPING),), "new"), made_at=NOW, made_by=ADA)


@pytest.mark.parametrize(("thing", "kind"), [(MAPPING, "mapping"), (ACCOUNT, "account"), (ROLE, "role")])
def test_a_revision_knows_what_it_is_about(thing: Thing, kind: str) -> None:
    assert Revision(None, thing).thing == kind


@pytest.mark.parametrize("thing", [MAPPING, ACCOUNT, ROLE], ids=["mapping", "account", "role"])
def test_what_is_added_begins_with_version_one(thing: Thing) -> None:
    revision = added(thing)

    assert (revision.before, revision.after.version, revision.kind) == (None, 1, "added")


def test_what_changes_keeps_its_id_and_gets_the_next_version() -> None:
    other = replace(MAPPING, id=UUID(int=77), version=99, valid_until=NOW)

    revision = changed(MAPPING, other)

    assert revision.kind == "changed"
    assert revision.after == replace(MAPPING, version=5, valid_until=NOW)


def test_disabling_is_the_next_version_and_changes_nothing_else() -> None:
    revision = disabled(ROLE, NOW)

    assert revision.kind == "disabled"
    assert revision.after == replace(ROLE, version=5, disabled_at=NOW)


def test_enabling_is_known_by_what_was_before() -> None:
    off = replace(ACCOUNT, disabled_at=NOW)

    assert changed(off, replace(off, disabled_at=None)).kind == "enabled"
    assert changed(off, replace(off, name="Web shop, old")).kind == "changed"


@pytest.mark.parametrize("text", ["why", "  why\n", "w" * LONGEST_REASON])
def test_a_reason_is_kept_without_the_white_space_around_it(text: str) -> None:
    assert parse_reason(text) == text.strip()
    assert Draft((), text).with_reason().reason == text.strip()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", ChangeReasonMissing), (" \n\t", ChangeReasonMissing), ("w" * (LONGEST_REASON + 1), ChangeReasonTooLong)],
)
def test_no_reason_and_an_endless_one_are_refused_each_in_words_of_its_own(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        parse_reason(text)
    with pytest.raises(refusal):
        Draft((), text).with_reason()
    with pytest.raises(refusal):
        PROPOSAL.decided("approved", at=NOW, by=BOB, reason=text)


def test_a_reason_that_is_not_there_at_all_is_refused() -> None:
    with pytest.raises(ChangeReasonMissing):
        parse_reason(None)


@pytest.mark.parametrize("state", ["approved", "rejected", "withdrawn"])
def test_a_decision_adds_who_when_and_why_and_leaves_the_draft_alone(state: ProposalState) -> None:
    decided = PROPOSAL.decided(state, at=NOW, by=BOB, reason=" fine ")

    assert (decided.state, decided.decided_at, decided.decided_by, decided.decision_reason) == (state, NOW, BOB, "fine")
    assert (decided.id, decided.draft, decided.made_by) == (PROPOSAL.id, PROPOSAL.draft, ADA)
    assert (PROPOSAL.state, PROPOSAL.decided_by) == ("open", None)


def test_a_draft_only_takes_away_if_all_it_disables_allows_something() -> None:
    deny = replace(MAPPING, effect="deny")

    assert Draft((disabled(MAPPING, NOW), disabled(ACCOUNT, NOW)), "").only_takes_away
    assert not Draft((disabled(MAPPING, NOW), disabled(deny, NOW)), "").only_takes_away
    assert not Draft((disabled(ACCOUNT, NOW), added(MAPPING)), "").only_takes_away
