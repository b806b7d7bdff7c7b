"""What files call people and groups: found to the letter, and never guessed."""

from dataclasses import replace

import pytest

from app.domain.arns import RoleArn
from app.domain.conditions import Conditions
from app.domain.interchange import Holdings, SubjectName, WrittenMapping
from app.domain.mappings import SubjectKind
from app.domain.people import Group, Person, Username
from app.services.import_names import SubjectNames, Unknown
from app.storage.ids import new_id

ALICE = Person(new_id(), Username("alice"), "Alice Archer", "alice@example.com", "alice")
OPS = Group(new_id(), "okta", "00g1", "Operations")
LOCAL_OPS = Group(new_id(), "local", "Operations", "Operations")
ALSO_ALICE = Group(new_id(), "local", "alice", "alice")


@pytest.fixture
def names() -> SubjectNames:
    return SubjectNames(Holdings(accounts=(), roles=(), mappings=(), people=(ALICE,), groups=(OPS, LOCAL_OPS)))


def written(name: str, kind: SubjectKind | None = None, **group: str) -> WrittenMapping:
    """A line that names a subject."""
    return WrittenMapping(
        line=1,
        id=None,
        effect="allow",
        subject=SubjectName(kind=kind, name=name, **group),
        target=RoleArn.parse("arn:aws:iam::123456789012:role/x"),
        conditions=Conditions(),
    )


def test_a_name_is_a_persons_or_a_groups(names: SubjectNames) -> None:
    assert names.find(written("alice"), None) == ("person", ALICE.id)


def test_somebody_of_a_provider_is_meant_only_where_the_file_says_person() -> None:
    held = Holdings(accounts=(), roles=(), mappings=(), people=(ALICE,), groups=(), vouched_for=frozenset({ALICE.id}))
    names = SubjectNames(held)

    found = names.find(written("alice"), None)

    assert isinstance(found, Unknown)
    assert found.what.startswith("“alice” is somebody of an identity provider")
    assert names.find(written("alice", "person"), None) == ("person", ALICE.id)


def test_an_e_mail_address_is_no_username_and_that_is_said(names: SubjectNames) -> None:
    found = names.find(written("alice@example.com"), None)

    assert isinstance(found, Unknown)
    assert found.what.endswith("but that is an e-mail address of “alice”.")


def test_a_name_that_several_have_is_nobodys(names: SubjectNames) -> None:
    both = SubjectNames(Holdings(accounts=(), roles=(), mappings=(), people=(ALICE,), groups=(ALSO_ALICE,)))

    assert isinstance(names.find(written("Operations", "group"), None), Unknown)
    assert isinstance(both.find(written("alice"), None), Unknown)


def test_whose_username_two_have_a_file_cannot_name() -> None:
    twin = replace(ALICE, id=new_id())
    names = SubjectNames(Holdings(accounts=(), roles=(), mappings=(), people=(ALICE, twin), groups=()))

    found = names.find(written("alice", "person"), None)

    assert isinstance(found, Unknown)
    assert found.what == "Several have the name “alice”."
    assert "cannot say which of them" in found.remedy


def test_a_group_by_source_and_id_keeps_its_name_whatever_the_file_calls_it(names: SubjectNames) -> None:
    line = written("Ops of old", "group", source="okta", external_id="00g1")

    found = names.find(line, None)

    assert found == ("group", OPS.id)
    assert names.other_name_of(line, ("group", OPS.id)) == "Operations"
