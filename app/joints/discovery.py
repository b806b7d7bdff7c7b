"""Joins discovery: its services, its tables, and what calls AWS for them."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.domain.regions import Regions
from app.services.discovery_findings import Findings
from app.services.errands.discovery import Discoveries
from app.services.errands.pace import Pace
from app.services.errands.role_tests import ErrandRunner
from app.services.errands.scans import OpensReaders, Scans
from app.services.portal import Discovering
from app.storage.discoveries import DiscoveryStore
from app.storage.engine import Database
from app.storage.held import HeldStore
from app.storage.ids import new_id

# Calls of IAM and Organizations a second, of one process. AWS tells no limits, and others need them as well.
_PER_SECOND: Final = 10


def discovering_of(
    sts: ErrandRunner,
    aws: OpensReaders,
    regions: Regions,
    *,
    database: Database,
    clock: Callable[[], datetime],
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Discovering:
    """Build what discovers accounts and roles. Nothing is called yet."""
    store = DiscoveryStore(database=database)
    pace = Pace(per_second=_PER_SECOND, monotonic=monotonic, sleep=sleep)
    errands = Discoveries(
        orders=store,
        scans=Scans(sts=sts, aws=aws, pace=pace),
        regions=regions,
        clock=clock,
        monotonic=monotonic,
        new_id=new_id,
    )
    findings = Findings(found=store, held=HeldStore(database=database), clock=clock, new_id=new_id)
    return Discovering(errands=errands, found=store, findings=findings)
