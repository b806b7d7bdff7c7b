"""Joins what takes files in and hands them out."""

from collections.abc import Callable
from datetime import datetime

from app.files.catalogue_writer import write_catalogue
from app.files.reading import read_file
from app.joints.process import utc_now
from app.services.exports import Exports
from app.services.imports import Imports
from app.storage.engine import Database
from app.storage.holdings import HoldingsStore
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore


def imports_of(database: Database, *, clock: Callable[[], datetime] = utc_now) -> Imports:
    """Build what compares files with the portal; connects to nothing yet."""
    return Imports(read=read_file, reader=HoldingsStore(database=database), clock=clock, new_id=new_id)


def exports_of(database: Database, *, clock: Callable[[], datetime] = utc_now) -> Exports:
    """Build what writes everything into one file; connects to nothing yet."""
    ledger, reader = LedgerStore(database=database), HoldingsStore(database=database)
    return Exports(ledger=ledger, reader=reader, write=write_catalogue, clock=clock, new_id=new_id)
