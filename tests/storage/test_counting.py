"""What a source said that the settings name no more counts for nothing: for a click, an answer and a preview alike."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.domain.conditions import Circumstances
from app.domain.drafts import added
from app.domain.explanations import Cause, explain
from app.domain.mappings import Mapping
from app.domain.people import Group, Principal
from app.domain.sources import Sources
from app.domain.web_sessions import Proof
from app.joints.editing import editing_of
from app.storage.access import AccessStore
from app.storage.answers import AnswerStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.people_lists import GroupLists, PeopleLists
from app.storage.ranks import admins_left
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore
from tests.storage.company import NOW, OPERATOR, Company, event_of, mapping_of, web_session_of
from tests.storage.databases import opened
from tests.storage.drafting import ROOT, drafted, told

NIGHT_SHIFT = Group(new_id(), "oidc:acme", "g-17", "night-shift")
ISSUER = "https://id.example.com"


@pytest.fixture
def mapped(database: Database, company: Company) -> Mapping:
    """Charlie is in a group by the word of a provider, and it is mapped to a role."""
    mapping = mapping_of(NIGHT_SHIFT, company.writer)
    with Registry(database=database).change() as change:
        change.add_group(NIGHT_SHIFT)
        change.add_membership(new_id(), company.charlie.id, NIGHT_SHIFT.id, NIGHT_SHIFT.source, NOW)
        change.add_mapping(mapping, OPERATOR, NOW)
    return mapping


@pytest.fixture
def without_acme(database_url: str) -> Iterator[Database]:
    """The same database after the provider was taken out of the settings."""
    with opened(database_url, sources=Sources()) as database:
        yield database


def may_open(database: Database, company: Company) -> bool:
    """Whether a click of charlie's finds a mapping."""
    return bool(AccessStore(database=database).facts_for(company.charlie.id, company.writer.role_arn).mappings)


@pytest.mark.usefixtures("mapped")
def test_a_click_counts_groups_of_sources_that_are_set_up(
    company: Company, database: Database, without_acme: Database
) -> None:
    assert may_open(database, company)
    assert not may_open(without_acme, company)
    assert AccessStore(database=without_acme).facts_for(company.charlie.id, None).roles == ()


@pytest.mark.usefixtures("mapped")
def test_answers_agree_with_it(company: Company, database: Database, without_acme: Database) -> None:
    before, after = AnswerStore(database=database), AnswerStore(database=without_acme)

    assert [one.role for one in before.roles_of(company.charlie.id, now=NOW).rows] == [company.writer]
    assert company.charlie in {one.person for one in before.people_for_role(company.writer.id, now=NOW).rows}
    assert after.roles_of(company.charlie.id, now=NOW).rows == ()
    assert company.charlie not in {one.person for one in after.people_for_role(company.writer.id, now=NOW).rows}


@pytest.mark.usefixtures("mapped")
def test_why_says_so(company: Company, without_acme: Database) -> None:
    facts = AnswerStore(database=without_acme).facts_of(company.charlie.id, company.writer.id)
    assert facts is not None

    because = explain(facts, Circumstances(now=NOW)).because

    assert [one.cause for one in because] == [Cause.SOURCE_GONE]


def test_previews_agree_with_it(company: Company, mapped: Mapping, database: Database, without_acme: Database) -> None:
    draft = drafted(added(replace(mapped, id=new_id(), target_id=str(company.reader.id))))

    before = editing_of(database, second_approval=False).drafts.preview(ROOT, draft).effects
    after = editing_of(without_acme, second_approval=False).drafts.preview(ROOT, draft).effects

    assert told(before) == {"reader": (1, 0)}
    assert told(after) == {}


def test_pages_tell_what_counts(company: Company, mapped: Mapping, database: Database, without_acme: Database) -> None:
    def shown(seen: Database) -> tuple[bool, bool]:
        (member,) = GroupLists(database=seen).members_of(mapped.subject_id).rows
        (belonging,) = PeopleLists(database=seen).groups_of(company.charlie.id).rows
        return member.counts, belonging.counts

    assert shown(database) == (True, True)
    assert shown(without_acme) == (False, False)


@pytest.mark.usefixtures("mapped")
def test_who_is_an_admin_by_such_a_word_is_none_that_is_left(
    company: Company, database: Database, without_acme: Database
) -> None:
    with Registry(database=database).change() as change:
        change.add_identity(new_id(), company.charlie.id, ISSUER, "00u1")
        change.add_mapping(Mapping(new_id(), "allow", "group", NIGHT_SHIFT.id, "portal", "admin"), OPERATOR, NOW)

    with database.read() as before, without_acme.read() as after:
        assert admins_left(before, NOW)
        assert not admins_left(after, NOW)


def test_a_web_session_ends_with_the_provider_that_began_it(
    company: Company, database: Database, without_acme: Database
) -> None:
    who = Principal(company.charlie.id, new_id(), company.charlie.username, "Charlie", "charlie")
    begun = replace(web_session_of(company), principal=who, proofs=(Proof("oidc:acme", NOW),))
    with Registry(database=database).change() as change:
        change.add_identity(who.identity_id, who.person_id, ISSUER, "00u1")
    WebSessionStore(database=database).begin(
        begun, token_hash="c" * 64, address=None, user_agent=None, event=event_of()
    )

    before, after = WebSessionStore(database=database), WebSessionStore(database=without_acme)

    assert before.find("c" * 64) is not None
    assert [one.id for one in before.alive_of(who.person_id, NOW)] == [begun.id]
    assert after.find("c" * 64) is None
    assert after.alive_of(who.person_id, NOW) == ()
