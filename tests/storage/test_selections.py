"""After any changes of roles, selectors and account tags the index of selectors says what they say."""

import random
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.drafts import Revision, added, changed
from app.domain.selectors import AccountSet
from app.storage.admin_tables import selector, selector_role
from app.storage.engine import Database
from app.storage.revisions import store_revision
from app.storage.rows import ACCOUNT_COLUMNS, ROLES, account_of, role_with_account_of
from app.storage.selector_rows import selector_of
from app.storage.tables import account
from tests.storage.company import NOW, OPERATOR, Company, role_in, selecting

STEPS = 12
Pairs = set[tuple[UUID, UUID]]


def store(database: Database, revision: Revision) -> None:
    with database.write() as connection:
        store_revision(connection, revision, actor=OPERATOR, at=NOW, reason="for the test")


def indexed(database: Database) -> Pairs:
    with database.read() as connection:
        return {(one, other) for one, other in connection.execute(select(*selector_role.c))}


def evaluated(database: Database) -> Pairs:
    """The same by the selectors themselves."""
    with database.read() as connection:
        columns = (selector.c.id, selector.c.pattern, selector.c.accounts)
        selectors = [selector_of(*row) for row in connection.execute(select(*columns))]
        roles = [role_with_account_of(row) for row in connection.execute(ROLES)]
    return {(one.id, role.id) for one in selectors for role in roles if one.selects(role)}


def some_revision(chance: random.Random, database: Database, company: Company, number: int) -> Revision:
    with database.read() as connection:
        row = connection.execute(select(*ACCOUNT_COLUMNS).where(account.c.id == company.account.id)).one()
    stored = account_of(row)
    tags = chance.choice([{}, {"env": "prod"}, {"env": "dev"}, {"env": "prod", "team": "shop"}])
    accounts = chance.choice(
        [AccountSet("all"), AccountSet.listed(frozenset({stored.id})), AccountSet.tagged({"env": "prod"})]
    )
    return chance.choice(
        [
            added(role_in(stored, f"{chance.choice(['read', 'write'])}-{number}")),
            added(selecting(company.alice, chance.choice(["*", "read*", "*-3", "writer", "*r*"]), accounts)),
            changed(stored, replace(stored, tags=tags)),
        ]
    )


@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_the_index_says_what_the_selectors_say(
    database: Database, company: Company, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seeded test, nothing secret

    def holds(number: int) -> bool:
        store(database, some_revision(chance, database, company, number))
        return indexed(database) == evaluated(database)

    assert [holds(number) for number in range(STEPS)] == [True] * STEPS


def test_equal_selectors_are_stored_once(database: Database, company: Company) -> None:
    store(database, added(selecting(company.alice, "read*")))
    store(database, added(selecting(company.bob, "read**")))

    with database.read() as connection:
        assert len(connection.execute(select(selector.c.id)).all()) == 1
