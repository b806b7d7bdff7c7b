"""Notices: what people outside of the portal have to hear of at once, and what became of telling them."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.ledger import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What happened: `kind` is an action of the ledger, `title` one line, `text` the whole in words.

    `facts` is the same for machines. No secret goes into any of it.
    """

    id: UUID
    at: datetime
    kind: str
    title: str
    text: str
    facts: ReadOnly[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of a notice on one channel: sent, tried in vain for a reason, or not tried yet."""

    notice_id: UUID
    channel: str
    sent_at: datetime | None = None
    tried_at: datetime | None = None
    problem: str | None = None


class NoticeNotSent(Exception):
    """A channel took no notice; the text says why in a few words, without a secret."""
