"""The company at scale is the same each time, fits the tables, and its index of selectors says what they say."""

import pytest
from sqlalchemy import func, select

from app.storage.engine import Database
from app.storage.rows import ROLES, role_with_account_of
from app.storage.tables import mapping, mapping_version
from tests.bench.bulk import add_mappings, fill
from tests.bench.scale_company import ScaleCompany, Sizes
from tests.storage.databases import opened

SMALL = Sizes(people=60, groups=12, accounts=7, roles=160, mappings=50)


@pytest.fixture(scope="module")
def company_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('scale')}/company.db"
    company = ScaleCompany(SMALL)
    fill(url, company)
    add_mappings(url, company, 0, 20)
    add_mappings(url, company, 20, 50)
    return url


def test_the_same_seed_gives_the_same_mappings_and_another_seed_others() -> None:
    mappings = list(ScaleCompany(SMALL).mapping_rows(0, 50))

    assert list(ScaleCompany(SMALL).mapping_rows(0, 50)) == mappings
    assert list(ScaleCompany(SMALL).mapping_rows(20, 50)) == mappings[20:]
    assert list(ScaleCompany(SMALL, seed=4).mapping_rows(0, 50)) != mappings


def test_mappings_that_were_added_in_parts_are_all_there_with_their_versions(company_url: str) -> None:
    with opened(company_url) as database:
        counted = _count(database)

    assert counted == (50, 50)


def test_selectors_stand_for_the_roles_that_they_select(company_url: str) -> None:
    company = ScaleCompany(SMALL)
    with opened(company_url) as database, database.read() as connection:
        roles = [role_with_account_of(row) for row in connection.execute(ROLES)]
    selected = {(str(one.id), str(role.id)) for one in company.selectors for role in roles if one.selects(role)}

    assert set(company.selector_role_rows()) == selected


def _count(database: Database) -> tuple[int, int]:
    with database.read() as connection:
        mappings, versions = (select(func.count()).select_from(table) for table in (mapping, mapping_version))
        return connection.execute(mappings).scalar_one(), connection.execute(versions).scalar_one()
