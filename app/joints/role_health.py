"""Where the portal's errands are joined: their service, their table, and what calls AWS for them."""

from collections.abc import Callable
from datetime import datetime

from app.domain.regions import Regions
from app.services.errands import ErrandRunner, RoleTests
from app.services.portal import RoleHealth
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.role_tests import RoleTestStore


def role_health_of(
    sts: ErrandRunner, regions: Regions, *, database: Database, clock: Callable[[], datetime]
) -> RoleHealth:
    """Build what tests roles and keeps what was found. Nothing is called yet."""
    store = RoleTestStore(database=database)
    ledger = LedgerStore(database=database)
    tests = RoleTests(tests=store, ledger=ledger, sts=sts, regions=regions, clock=clock, new_id=new_id)
    return RoleHealth(tests=tests, found=store)
