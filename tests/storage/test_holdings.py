"""What is exported from a real database and imported again changes nothing, and only what a file names is read."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.accounts import Role
from app.domain.drafts import Draft, Thing, added
from app.domain.interchange import FileFormat, Holdings, NamedMapping, said_by, sought_by
from app.domain.mappings import Mapping
from app.domain.people import Group, Person
from app.files.reading import read_file
from app.joints.editing import editing_of
from app.joints.interchange import exports_of, imports_of
from app.storage.engine import Database
from app.storage.holdings import HoldingsStore
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.files.holdings import catalogues
from tests.fixtures.postgres import PostgresServer
from tests.storage.company import NOW, OPERATOR, Company, mapping_of, person_named, role_in
from tests.storage.databases import opened
from tests.storage.drafting import ROOT

SUBJECTS: tuple[Person | Group, ...] = (
    person_named("alice"),
    person_named("1e3"),
    Group(new_id(), "okta", "00g: 1", "no"),
    Group(new_id(), "local", "😀", "😀"),
)


Fresh = Callable[[], AbstractContextManager[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Gives a migrated database as often as it is asked, on each of the two: what was ever stored stays in one."""
    if request.param == "sqlite":
        migrated = request.getfixturevalue("migrated_file")
        return lambda: nullcontext(f"sqlite:///{shutil.copy(migrated, tmp_path / f'{new_id()}.sqlite')}")
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_template")
    return lambda: copied(server, template)


@contextmanager
def copied(server: PostgresServer, template: str) -> Iterator[str]:
    name = server.create_database(template=template)
    yield server.url(name)
    server.drop_database(name)


def keep(database: Database, held: Holdings) -> None:
    """Let an empty portal hold this."""
    with Registry(database=database).change() as change:
        for person in held.people:
            change.add_person(person)
        for group in held.groups:
            change.add_group(group)
    things: list[Thing] = [*held.accounts, *held.roles, *{said_by(one): one for one in held.mappings}.values()]
    if things:
        draft = Draft(tuple(added(thing) for thing in things), "for the test")
        editing_of(database, second_approval=False).drafts.save(ROOT, draft)


def add(database: Database, roles: list[Role], mappings: list[Mapping]) -> None:
    """Add roles and mappings, whatever the tests say."""
    with Registry(database=database).change() as change:
        for role in roles:
            change.add_role(role, OPERATOR, NOW)
        for mapping in mappings:
            change.add_mapping(mapping, OPERATOR, NOW)


@pytest.mark.parametrize("file_format", get_args(FileFormat))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(held=catalogues(SUBJECTS))
def test_importing_what_was_exported_changes_nothing(fresh: Fresh, file_format: FileFormat, held: Holdings) -> None:
    with fresh() as url, opened(url) as database:
        keep(database, held)
        text = "".join(exports_of(database).begin(ROOT, file_format))

        pruned = imports_of(database).compare(text.encode(), "doorstep", reason="again", prune=True)
        compared = imports_of(database).compare(text.encode(), "doorstep", reason="again")

    assert (pruned.draft.revisions, compared.draft.revisions) == ((), ())
    assert (pruned.left_out, compared.left_out) == ((), ())


def test_pieces_come_in_pages_and_none_is_left_out(database: Database, company: Company) -> None:
    roles = [role_in(company.account, f"r{number:04}") for number in range(1_100)]
    mappings = [mapping_of(company.charlie, role) for role in roles]
    add(database, roles, mappings)

    pieces = list(HoldingsStore(database=database).pieces())

    assert [one.role_arn.text for one in pieces if isinstance(one, Role)] == sorted(
        one.role_arn.text for one in (*roles, company.reader, company.writer)
    )
    assert {one.mapping.id for one in pieces if isinstance(one, NamedMapping)} == {
        one.id for one in (*mappings, company.developers_read, company.alice_writes)
    }


def test_for_a_comparison_only_what_a_file_names_is_read(database: Database, company: Company) -> None:
    table = f"subject,role_arn\nalice,{company.reader.role_arn}\n"

    held = HoldingsStore(database=database).holdings(sought_by(read_file(table.encode(), "csv")))

    assert held.accounts == (company.account,)
    assert held.roles == (company.reader,)
    assert [one.id for one in held.people] == [company.alice.id]
    assert held.mappings == (company.alice_writes,)
    assert held.groups == ()
