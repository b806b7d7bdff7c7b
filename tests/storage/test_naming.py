"""Names for ids, and things by their names, in a real database."""

import pytest

from app.domain.naming import Wanted, names_wanted
from app.domain.selectors import AccountSet, RolePattern, Selector
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.naming import NameStore
from tests.storage.company import OPERATOR, Company, selecting


@pytest.fixture
def names(database: Database, company: Company) -> NameStore:  # noqa: ARG001 - the names are the company's
    return NameStore(database=database)


def test_ids_find_what_they_stand_for(names: NameStore, company: Company) -> None:
    listed = selecting(company.bob, "*", AccountSet.listed(frozenset({company.account.id})))

    found = names.names_for(names_wanted([company.developers_read, listed], actors=[OPERATOR], roles=[new_id()]))

    assert found.groups == {company.developers.id: company.developers}
    assert found.people == {company.bob.id: company.bob}
    assert found.roles == {company.reader.id: company.reader}
    assert found.accounts == {company.account.id: company.account}
    assert names.names_for(Wanted()).people == {}


def test_people_and_groups_are_found_to_the_letter(names: NameStore, company: Company) -> None:
    assert names.people_named("alice") == (company.alice,)
    assert names.people_named("Alice") == ()
    assert names.groups_named("developers") == (company.developers,)


def test_suggestions_hold_a_text_whatever_its_case(names: NameStore, company: Company) -> None:
    assert names.people_like("LI", limit=9) == (company.alice, company.charlie)
    assert names.people_like("li", limit=1) == (company.alice,)
    assert names.people_like("_", limit=9) == ()
    assert names.groups_like("VELOP", limit=9) == (company.developers,)
    assert names.roles_like("shop WRITER", limit=9) == (company.writer,)


def test_accounts_are_found_by_id_or_name(names: NameStore, company: Company) -> None:
    assert names.accounts_called("012345678901") == names.accounts_called("Web shop") == (company.account,)
    assert names.accounts_called("web shop") == ()


@pytest.mark.parametrize(
    ("pattern", "found"), [("*", ["reader", "writer"]), ("r*", ["reader"]), ("R*", []), ("_eader", [])]
)
def test_a_selector_is_shown_as_the_decision_would_judge_it(names: NameStore, pattern: str, found: list[str]) -> None:
    selector = Selector(new_id(), RolePattern.parse(pattern), AccountSet.tagged({"team": "shop"}))

    assert [role.role_arn.name for role in names.roles_selected_by(selector)] == found


def test_tags_are_told_once(names: NameStore) -> None:
    assert names.account_tags() == (("team", "shop"),)
