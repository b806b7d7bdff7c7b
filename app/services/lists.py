"""What the admin pages read: the lists of accounts, roles, people and groups, straight from their stores."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.mentions import Mentions
from app.domain.pages import EVERYTHING, PAGE_SIZE, Page, Place, Search
from app.domain.people import Belonging, Group, Identity, Member, Person
from app.domain.running_consoles import OpenedThrough, RunningConsoles
from app.services.admin_reads import FindsNames, KeepsHistories, ListsMappings
from app.services.answers import Answers


class ReadsAccounts(Protocol):
    def find(self, id_: UUID) -> Account | None: ...

    def page(self, search: Search = EVERYTHING, *, after: Place | None = None) -> Page[Account]: ...


class ReadsRoles(Protocol):
    def find(self, id_: UUID) -> Role | None: ...

    def page(
        self, search: Search = EVERYTHING, *, account_row_id: UUID | None = None, after: Place | None = None
    ) -> Page[Role]: ...


class ReadsPeople(Protocol):
    def find(self, id_: UUID) -> Person | None: ...

    def page(self, search: Search = EVERYTHING, *, after: Place | None = None) -> Page[Person]: ...

    def identities_of(self, person_id: UUID) -> tuple[Identity, ...]: ...

    def groups_of(self, person_id: UUID, *, after: Place | None = None, size: int = PAGE_SIZE) -> Page[Belonging]: ...


class ReadsGroups(Protocol):
    def find(self, id_: UUID) -> Group | None: ...

    def page(self, search: Search = EVERYTHING, *, after: Place | None = None) -> Page[Group]: ...

    def sizes_of(self, group_ids: Iterable[UUID]) -> Mapping[UUID, int]: ...

    def members_of(
        self, group_id: UUID, search: Search = EVERYTHING, *, after: Place | None = None
    ) -> Page[Member]: ...


class ReadsMentions(Protocol):
    def of_person(self, person_id: UUID) -> Mentions: ...

    def of_group(self, group_id: UUID) -> Mentions: ...

    def of_role(self, role_id: UUID) -> Mentions: ...

    def of_account(self, account_row_id: UUID) -> Mentions: ...


class FindsRunningConsoles(Protocol):
    def find(self, through: OpenedThrough, id_: UUID, now: datetime, *, listed: int = ...) -> RunningConsoles: ...


class Lists(Protocol):
    """The lists that admins and auditors look through; each raises StorageUnavailable."""

    @property
    def accounts(self) -> ReadsAccounts: ...

    @property
    def roles(self) -> ReadsRoles: ...

    @property
    def people(self) -> ReadsPeople: ...

    @property
    def groups(self) -> ReadsGroups: ...

    @property
    def mappings(self) -> ListsMappings: ...

    @property
    def histories(self) -> KeepsHistories: ...

    @property
    def names(self) -> FindsNames: ...

    @property
    def mentions(self) -> ReadsMentions: ...

    @property
    def running(self) -> FindsRunningConsoles: ...

    @property
    def answers(self) -> Answers: ...
