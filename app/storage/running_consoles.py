"""Which consoles may still run, read from the newest part of the ledger through its indexes."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.domain.ledger import Action, StoredEvent
from app.domain.running_consoles import LISTED_AT_MOST, LONGEST_RUN, OpenedThrough, RunningConsoles, still_running
from app.storage.engine import Database
from app.storage.ledger_search import id_at
from app.storage.tables import account, ledger_event, mapping, role

# A page waits for it: a click is two entries, and what half a day holds of one person or mapping is rarely a tenth.
LOOKED_THROUGH_AT_MOST: Final = 5_000
# An entry's id holds the time at which it was made, and `at` the time that a clock told a little earlier or later.
_CLOCKS_APART: Final = timedelta(hours=1)


class RunningConsoleStore:
    """Finds what may still run of what was opened by a person, or through a group, a mapping, a role or an account."""

    def __init__(self, *, database: Database, looks_through: int = LOOKED_THROUGH_AT_MOST) -> None:
        self._database = database
        self._looks_through = looks_through

    def find(
        self, through: OpenedThrough, id_: UUID, now: datetime, *, listed: int = LISTED_AT_MOST
    ) -> RunningConsoles:
        """Return the newest, and count the rest; raises StorageUnavailable.

        Reads entries of the last half day only, and of those a bounded number: `looked_through` says if it was all.
        """
        leading = (
            select(*ledger_event.c)
            .where(_led_to(through, id_), ledger_event.c.id >= id_at(now - LONGEST_RUN - _CLOCKS_APART))
            .order_by(ledger_event.c.id.desc())
            .limit(self._looks_through)
        )
        part, ids = leading.subquery(), leading.with_only_columns(ledger_event.c.id).subquery()
        opened = select(*part.c).where(part.c.action == Action.CONSOLE_OPENED).order_by(part.c.id.desc())
        with self._database.read() as connection:
            entries = [StoredEvent(*row) for row in connection.execute(opened)]
            seen = connection.execute(select(func.count()).select_from(ids)).scalar_one()
        broken_off = self._looks_through if seen == self._looks_through else None
        return still_running(entries, now, listed=listed, looked_through=broken_off)


def _led_to(through: OpenedThrough, id_: UUID) -> ColumnElement[bool]:
    """Return the condition that an index of the ledger answers, one that goes on with the id."""
    events = ledger_event.c
    if through == "person":
        return events.person_id == id_
    if through == "mapping":
        return events.mapping_id == id_
    if through == "group":
        of_group = select(mapping.c.id).where(mapping.c.subject_id == id_, mapping.c.subject_kind == "group")
        return events.mapping_id.in_(of_group)
    if through == "role":
        return events.role_arn == select(role.c.role_arn).where(role.c.id == id_).scalar_subquery()
    return events.account_id == select(account.c.account_id).where(account.c.id == id_).scalar_subquery()
