"""Where the portal's errands are joined: their service, their table, and what calls AWS for them."""

from collections.abc import Callable
from datetime import datetime

from app.domain.regions import Regions
from app.joints.aws import errand_gateway_of
from app.joints.process import utc_now
from app.services.admins import Admins
from app.services.background_orders import BackgroundOrders
from app.services.background_tests import BackgroundTests
from app.services.errands.role_tests import ErrandRunner, RoleTests
from app.services.portal import RoleHealth
from app.settings import AwsSettings
from app.storage.access import AccessStore
from app.storage.background_tests import BackgroundTestStore
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
    return RoleHealth(
        tests=RoleTests(tests=store, ledger=ledger, sts=sts, regions=regions, clock=clock, new_id=new_id),
        orders=BackgroundOrders(
            orders=BackgroundTestStore(database=database),
            admins=Admins(access=AccessStore(database=database)),
            clock=clock,
            new_id=new_id,
        ),
        found=store,
    )


def background_tests_of(
    sts: ErrandRunner,
    regions: Regions,
    *,
    database: Database,
    sleep: Callable[[float], None],
    clock: Callable[[], datetime] = utc_now,
) -> BackgroundTests:
    """Build what tests roles in the background. Nothing is called yet."""
    health = role_health_of(sts, regions, database=database, clock=clock)
    return BackgroundTests(
        orders=health.orders,
        claims=BackgroundTestStore(database=database),
        tests=health.tests,
        regions=regions,
        sleep=sleep,
        clock=clock,
        new_id=new_id,
    )


def background_tests_in(
    settings: AwsSettings, *, database: Database, sleep: Callable[[float], None]
) -> BackgroundTests:
    """Build the same from the settings."""
    return background_tests_of(errand_gateway_of(settings), settings.regions, database=database, sleep=sleep)
