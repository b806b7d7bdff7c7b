"""What is looked for in the ledger, and what a page of it found."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from app.domain.ledger import Plain, StoredEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilter:
    """What entries must have, all of it; None asks for nothing. `since` is the first moment, `until` the one after.

    An `action` that ends with a colon stands for every action of that kind.
    """

    person_id: UUID | None = None
    account_id: str | None = None
    role_arn: str | None = None
    action: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    click_id: UUID | None = None
    access_key_id: str | None = None
    mapping_id: UUID | None = None

    def plain(self) -> dict[str, Plain]:
        """Return what is asked for as text, by the names of the fields."""
        asked = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.isoformat() if isinstance(value, datetime) else str(value)
            for name, value in asked.items()
            if value is not None
        }


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Entries, newest first. `before` is where the next page begins, None after the last.

    `looked_through` is the number of entries after which the search of this page was broken off, None if it was not.
    """

    entries: tuple[StoredEvent, ...]
    before: UUID | None
    looked_through: int | None = None
