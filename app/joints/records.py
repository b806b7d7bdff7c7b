"""Joins the portal's records: what the command line reads and writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.joints.process import THREADS_PER_WORKER, utc_now
from app.services.break_glass.keeping import BreakGlassKeeping
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.services.local_accounts.resets import Resets
from app.services.people import People
from app.settings import DatabaseSettings
from app.storage.attempts import AttemptStore
from app.storage.engine import Database
from app.storage.factors import FactorStore
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.local_accounts import LocalAccountStore
from app.storage.registry import Registry
from app.storage.running_consoles import RunningConsoleStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What the command line needs to read and write the portal's records."""

    database: Database
    people: People
    catalogue: Catalogue
    ledger: LedgerStore
    local_accounts: LocalAccountStore
    attempts: AttemptStore
    resets: Resets
    break_glass: BreakGlassKeeping
    running: RunningConsoleStore
    clock: Callable[[], datetime]


def database_of(settings: DatabaseSettings) -> Database:
    """Return the database that the settings name; connects to nothing yet."""
    url = settings.database_url.get_secret_value()
    return Database(url=url, threads=THREADS_PER_WORKER, sources=settings.sources)


def records_of(settings: DatabaseSettings) -> Records:
    """Open the portal's records; connects to nothing yet."""
    database = database_of(settings)
    registry = Registry(database=database)
    scribe, attempts = Scribe(clock=utc_now, new_id=new_id), AttemptStore(database=database)
    return Records(
        database=database,
        people=People(changes=registry, scribe=scribe, second_approval=settings.needs_second_admin),
        catalogue=Catalogue(changes=registry, scribe=scribe),
        ledger=LedgerStore(database=database),
        local_accounts=LocalAccountStore(database=database),
        attempts=attempts,
        resets=Resets(changes=registry, scribe=scribe, attempts=attempts),
        break_glass=BreakGlassKeeping(changes=registry, factors=FactorStore(database=database), scribe=scribe),
        running=RunningConsoleStore(database=database),
        clock=utc_now,
    )
