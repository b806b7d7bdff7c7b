"""What the admin pages read straight from storage, where there is nothing to decide; all raise StorageUnavailable."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.drafts import Thing, ThingKind
from app.domain.histories import StoredVersion
from app.domain.mapping_filters import MappingFilter
from app.domain.mappings import Mapping
from app.domain.naming import Names, Wanted
from app.domain.people import Group, Person
from app.domain.selectors import Selector


class FindsNames(Protocol):
    """Finds names for ids, and things by their names."""

    def names_for(self, wanted: Wanted) -> Names: ...

    def people_named(self, username: str) -> tuple[Person, ...]: ...

    def groups_named(self, name: str) -> tuple[Group, ...]: ...

    def people_like(self, text: str, *, limit: int) -> tuple[Person, ...]: ...

    def groups_like(self, text: str, *, limit: int) -> tuple[Group, ...]: ...

    def roles_like(self, text: str, *, limit: int) -> tuple[Role, ...]: ...

    def accounts_called(self, text: str) -> tuple[Account, ...]: ...

    def account_tags(self) -> tuple[tuple[str, str], ...]: ...

    def roles_selected_by(self, selector: Selector) -> tuple[Role, ...]: ...

    def is_said_already(self, mapping: Mapping) -> bool: ...


class ListsMappings(Protocol):
    """Reads pages of mappings, the newest first."""

    def page(self, wanted: MappingFilter, *, now: datetime, after: UUID | None, limit: int) -> tuple[Mapping, ...]: ...


class KeepsHistories(Protocol):
    """Reads what things are and were."""

    def find(self, kind: ThingKind, id_: UUID) -> Thing | None: ...

    def versions(
        self, kind: ThingKind, id_: UUID, *, before: int | None = None, limit: int
    ) -> tuple[StoredVersion, ...]: ...

    def version(self, kind: ThingKind, id_: UUID, number: int) -> StoredVersion | None: ...

    def saved_together(
        self, kind: ThingKind, id_: UUID, number: int, *, limit: int | None = None
    ) -> tuple[StoredVersion, ...]: ...

    def count_saved_together(self, kind: ThingKind, id_: UUID, number: int) -> int: ...
