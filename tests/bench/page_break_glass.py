"""A break-glass account and a use of it, for the pages at scale."""

from datetime import UTC, datetime
from uuid import UUID

from app.domain.break_glass import BreakGlassUse
from app.domain.notices import Notice
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry


def add_break_glass(database: Database, identity_id: UUID) -> UUID:
    """Keep an account for emergencies, and return the id of a use that waits for its review."""
    now = datetime.now(UTC)
    notice = Notice(id=new_id(), at=now, kind="break-glass:opened", title="To be measured", text="To be measured")
    use = BreakGlassUse(
        id=new_id(),
        identity_id=identity_id,
        username="to be measured",
        at=now,
        reason="to be measured",
        is_drill=False,
        address=None,
    )
    with Registry(database=database).break_glass_change() as change:
        change.keep_for_emergencies(identity_id, now)
        change.add_use(use, notice, ("mail", "webhook"))
    return use.id
