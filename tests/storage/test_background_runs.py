"""Two machines that run background tests at once, on one database: each role is tested by one of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.domain.background_tests import Order
from app.domain.ledger import Action
from app.domain.regions import Regions
from app.joints.role_health import background_tests_of
from app.storage.background_tests import BackgroundTestStore
from app.storage.engine import Database
from app.storage.ledger import LedgerStore
from app.storage.registry import Registry
from tests.storage.company import NOW, OPERATOR, Company, event_of, role_in
from tests.storage.databases import opened
from tests.storage.drafting import admin_named
from tests.web.upstream import ErrandSts

REGIONS = Regions.of(("eu-central-1",))
ROLES = 20


def prepare(database: Database, company: Company) -> None:
    """Let alice, an admin, have turned background tests on, and add roles to the two that are there."""
    with Registry(database=database).change() as change:
        for number in range(ROLES):
            change.add_role(role_in(company.account, f"role{number:02}"), OPERATOR, NOW)
    order = Order(is_on=True, principal=company.principal, given_at=NOW, reason="to know")
    BackgroundTestStore(database=database).store_order(
        admin_named(database, company.alice), order, event_of(Action.ROLE_TESTS_TURNED_ON)
    )


def run_on_a_machine(url: str, together: Barrier, sts: ErrandSts) -> list[str]:
    """Run with a pool of connections of its own, and return the names of the roles that it tested."""
    with opened(url) as database:
        tests = background_tests_of(sts, REGIONS, database=database, sleep=lambda _seconds: None, clock=lambda: NOW)
        together.wait()
        return [one.role_arn.name for one in tests.run() if one.test is not None]


def test_they_share_the_roles_and_aws_is_asked_once_for_each(
    database_url: str, database: Database, company: Company
) -> None:
    prepare(database, company)
    together, sts = Barrier(3), ErrandSts()

    with ThreadPoolExecutor(3) as machines:
        tested = list(machines.map(lambda _machine: run_on_a_machine(database_url, together, sts), range(3)))

    names = sorted(name for some in tested for name in some)
    asked = [errand.role_arn.name for errand in sts.errands if errand.carried.external_id]
    told = [entry.role_arn for entry in LedgerStore(database=database).events() if entry.action == "role-test:passed"]
    assert names == sorted({"reader", "writer", *(f"role{number:02}" for number in range(ROLES))})
    assert sorted(asked) == names
    assert len(told) == ROLES + 2
