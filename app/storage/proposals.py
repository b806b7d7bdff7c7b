"""Proposals in the database: drafts that wait for a second admin, and what became of them."""

from datetime import datetime
from typing import Any, Final  # Any: the columns of a row
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from app.domain.drafts import Draft, Proposal
from app.domain.ledger import Actor
from app.storage.admin_tables import proposal
from app.storage.bodies import UnreadableDraft, draft_of, draft_to_store
from app.storage.engine import Database
from app.storage.ranks import has_second_admin

_OPEN: Final = select(*proposal.c).where(proposal.c.state == "open").order_by(proposal.c.id)
_DECIDED: Final = select(*proposal.c).where(proposal.c.state != "open").order_by(proposal.c.id.desc())
_COUNT_OPEN: Final = select(func.count()).select_from(proposal).where(proposal.c.state == "open")


class ProposalStore:
    """Reads proposals for the pages."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def still_open(self, *, after: UUID | None = None, limit: int) -> tuple[Proposal, ...]:
        """Return some of the proposals that wait, the oldest first; `after` is the id of the last one that is known.

        Raises StorageUnavailable.
        """
        statement = _OPEN if after is None else _OPEN.where(proposal.c.id > after)
        with self._database.read() as connection:
            return tuple(_proposal_of(connection, row) for row in connection.execute(statement.limit(limit)).all())

    def decided(self, *, before: UUID | None = None, limit: int) -> tuple[Proposal, ...]:
        """Return some of those that do not, the newest first; `before` is the id of the last one that is known."""
        statement = _DECIDED if before is None else _DECIDED.where(proposal.c.id < before)
        with self._database.read() as connection:
            return tuple(_proposal_of(connection, row) for row in connection.execute(statement.limit(limit)).all())

    def find(self, id_: UUID) -> Proposal | None:
        """Return a proposal; raises StorageUnavailable."""
        with self._database.read() as connection:
            return find_proposal(connection, id_)

    def count_open(self) -> int:
        """Return how many wait; raises StorageUnavailable."""
        with self._database.read() as connection:
            return connection.execute(_COUNT_OPEN).scalar_one()

    def has_second_admin(self, first: UUID, now: datetime) -> bool:
        """Say whether anybody but this person could approve; raises StorageUnavailable."""
        with self._database.read() as connection:
            return has_second_admin(connection, first, now)


def find_proposal(connection: Connection, id_: UUID) -> Proposal | None:
    """Return a proposal within a transaction."""
    row = connection.execute(select(*proposal.c).where(proposal.c.id == id_)).one_or_none()
    return None if row is None else _proposal_of(connection, row)


def add_proposal(connection: Connection, made: Proposal) -> None:
    """Store a new proposal."""
    columns: dict[str, Any] = {
        "id": made.id,
        "made_at": made.made_at,
        "made_by_kind": made.made_by.kind,
        "made_by": made.made_by.id,
        "reason": made.draft.reason,
        "body": draft_to_store(connection, made.draft),
        "state": made.state,
    }
    connection.execute(insert(proposal), columns)


def decide_proposal(connection: Connection, decided: Proposal) -> bool:
    """Store what became of an open proposal; say whether it was still open."""
    by = decided.decided_by
    columns: dict[str, Any] = {
        "state": decided.state,
        "decided_at": decided.decided_at,
        "decided_by_kind": by.kind if by else None,
        "decided_by": by.id if by else None,
        "decision_reason": decided.decision_reason,
    }
    still_open = update(proposal).where(proposal.c.id == decided.id, proposal.c.state == "open")
    return connection.execute(still_open, columns).rowcount > 0


def _proposal_of(connection: Connection, row: Row[Any]) -> Proposal:
    decided_by = None if row.decided_by is None else Actor(row.decided_by_kind, row.decided_by)
    draft = _draft_in(connection, row)
    return Proposal(
        id=row.id,
        draft=draft or Draft((), row.reason),
        is_readable=draft is not None,
        made_at=row.made_at,
        made_by=Actor(row.made_by_kind, row.made_by),
        state=row.state,
        decided_at=row.decided_at,
        decided_by=decided_by,
        decision_reason=row.decision_reason,
    )


def _draft_in(connection: Connection, row: Row[Any]) -> Draft | None:
    """Return the draft of a proposal; None for one that cannot be read, which must not keep the others from anybody."""
    try:
        return draft_of(connection, row.body, row.reason)
    except UnreadableDraft:
        return None
