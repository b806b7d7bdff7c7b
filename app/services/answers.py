"""What admins and auditors ask: who can open what, through which mapping, and why not."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from app.domain.answers import Access
from app.domain.explanations import WhyFacts
from app.domain.pages import PAGE_SIZE, Page, Place

_SIZE_IN_FILES: Final = 300


class Answers(Protocol):
    """Answers from what holds at a moment, a page at a time or whole; each raises StorageUnavailable.

    A page may be shorter than others and still not be the last: one looks at so many candidates only.
    """

    def roles_of(
        self, person_id: UUID, *, now: datetime, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[Access]: ...

    def more_than(
        self, person_id: UUID, other_id: UUID, *, now: datetime, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[Access]: ...

    def people_for_role(
        self, role_id: UUID, *, now: datetime, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[Access]: ...

    def people_for_account(
        self, account_row_id: UUID, *, now: datetime, after: Place | None = None, size: int = PAGE_SIZE
    ) -> Page[tuple[Access, ...]]: ...

    def facts_of(self, person_id: UUID, role_id: UUID) -> WhyFacts | None: ...


class ReadsPage(Protocol):
    """Reads one page of an answer, of so many people or roles at most."""

    def __call__(self, *, after: Place | None, size: int) -> Page[Access]: ...


def whole(read: ReadsPage) -> Iterator[Access]:
    """Go through every page of an answer, one in memory at a time; the first is small, so that it begins at once."""
    page = read(after=None, size=PAGE_SIZE)
    yield from page.rows
    while page.ends_at is not None:
        page = read(after=page.ends_at, size=_SIZE_IN_FILES)
        yield from page.rows
