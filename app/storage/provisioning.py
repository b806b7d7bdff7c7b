"""What directories say of people and groups by SCIM: read, and changed together with the people and groups."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from app.domain.people import LOCAL_ISSUER, Group
from app.domain.provisioning import ProvisionedGroup, ProvisionedUser, Sought
from app.storage.arrivals import Arrival
from app.storage.engine import Database
from app.storage.portions import portions_of, rows_with
from app.storage.provisioned_rows import (
    count_of,
    group_columns,
    groups_found,
    live,
    user_columns,
    users_found,
)
from app.storage.provisioning_tables import scim_group, scim_user
from app.storage.tables import group, identity, membership

_IS_LOCAL: Final = select(
    exists().where(identity.c.person_id == bindparam("person_id"), identity.c.issuer == LOCAL_ISSUER)
)
_GROUPS_OF: Final = (
    select(scim_group)
    .join(membership, membership.c.group_id == scim_group.c.group_id)
    .where(
        membership.c.person_id == bindparam("person_id"),
        membership.c.source == scim_group.c.source,
        scim_group.c.source == bindparam("saying"),
    )
)


class ProvisionedReads:
    """What one moment holds of what directories say."""

    _connection: Connection

    def find_user(self, source: str, id_: UUID) -> ProvisionedUser | None:
        """Return a user that is not deleted."""
        found = users_found(self._connection, live(scim_user, source, Sought(id=id_)))
        return found[0] if found else None

    def find_scim_group(self, source: str, id_: UUID) -> ProvisionedGroup | None:
        """Return a group that is not deleted, with its members."""
        found = groups_found(self._connection, live(scim_group, source, Sought(id=id_)))
        return found[0] if found else None

    def users(self, source: str, sought: Sought, *, start: int, most: int) -> tuple[ProvisionedUser, ...]:
        """Return some users from a place on, which counts from 0."""
        page = live(scim_user, source, sought).offset(start).limit(most)
        return tuple(users_found(self._connection, page))

    def scim_groups(
        self, source: str, sought: Sought, *, start: int, most: int, with_members: bool = True
    ) -> tuple[ProvisionedGroup, ...]:
        """Return likewise some groups."""
        page = live(scim_group, source, sought).offset(start).limit(most)
        return tuple(groups_found(self._connection, page, with_members=with_members))

    def count_members(self, groups: Collection[ProvisionedGroup]) -> int:
        """Count the memberships of some groups of directories."""
        counted = select(func.count()).where(membership.c.group_id.in_([one.group_id for one in groups]))
        return int(self._connection.execute(counted).scalar_one())

    def count_users(self, source: str, sought: Sought) -> int:
        """Count the users that are not deleted."""
        return count_of(self._connection, live(scim_user, source, sought))

    def count_scim_groups(self, source: str, sought: Sought) -> int:
        """Count likewise the groups."""
        return count_of(self._connection, live(scim_group, source, sought))


class ProvisioningChange(Arrival, ProvisionedReads):
    """A change in which people and groups are brought to what a directory says."""

    def is_local(self, person_id: UUID) -> bool:
        """Say whether somebody has a local account."""
        return bool(self._connection.execute(_IS_LOCAL, {"person_id": person_id}).scalar())

    def user_of_person(self, source: str, person_id: UUID) -> ProvisionedUser | None:
        """Return how a directory knows somebody, deleted or not."""
        which = select(scim_user).where(scim_user.c.source == source, scim_user.c.person_id == person_id)
        found = users_found(self._connection, which)
        return found[0] if found else None

    def people_of_users(self, source: str, ids: Collection[UUID]) -> dict[UUID, UUID]:
        """Return the people behind some users, without those that are none of the directory's."""
        who = select(scim_user.c.id, scim_user.c.person_id).where(
            scim_user.c.source == source, scim_user.c.deleted_at.is_(None)
        )
        return {row.id: row.person_id for row in rows_with(self._connection, who, scim_user.c.id, ids)}

    def groups_of_person(self, source: str, person_id: UUID) -> tuple[ProvisionedGroup, ...]:
        """Return the groups in which a directory has somebody, without their members."""
        asked = _GROUPS_OF.params(person_id=person_id, saying=source)
        return tuple(groups_found(self._connection, asked, with_members=False))

    def add_user(self, user: ProvisionedUser) -> None:
        """Add a user."""
        self._connection.execute(insert(scim_user), user_columns(user))

    def store_user(self, user: ProvisionedUser) -> None:
        """Store a new version of a user."""
        self._connection.execute(update(scim_user).where(scim_user.c.id == user.id), user_columns(user))

    def add_scim_group(self, added: ProvisionedGroup) -> None:
        """Add a group; its members are memberships."""
        self._connection.execute(insert(scim_group), group_columns(added))

    def store_scim_group(self, changed: ProvisionedGroup) -> None:
        """Store a new version of a group."""
        self._connection.execute(update(scim_group).where(scim_group.c.id == changed.id), group_columns(changed))

    def add_memberships(self, people: Mapping[UUID, UUID], group_id: UUID, source: str, at: datetime) -> None:
        """Add people to a group, as a source sees it: each with the id of their membership, and one at least."""
        rows = [
            {"id": id_, "person_id": person_id, "group_id": group_id, "source": source, "seen_at": at}
            for person_id, id_ in people.items()
        ]
        self._connection.execute(insert(membership), rows)

    def remove_memberships(self, people: Collection[UUID], group_id: UUID, source: str) -> None:
        """Take people out of a group, as a source saw it."""
        theirs = delete(membership).where(membership.c.group_id == group_id, membership.c.source == source)
        for some in portions_of(people):
            self._connection.execute(theirs.where(membership.c.person_id.in_(some)))

    def disable_group(self, which: Group, at: datetime) -> None:
        """Let a group count for nothing."""
        self._connection.execute(update(group).where(group.c.id == which.id), {"disabled_at": at})


class _Reading(ProvisionedReads):
    def __init__(self, *, connection: Connection) -> None:
        self._connection = connection


class ProvisioningStore:
    """Reads what directories say."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    @contextmanager
    def reading(self) -> Iterator[ProvisionedReads]:
        """Give what one moment holds; raises StorageUnavailable."""
        with self._database.read() as connection:
            yield _Reading(connection=connection)

    def known_to(self, person_id: UUID) -> tuple[ProvisionedUser, ...]:
        """Return how the directories that count know somebody, deleted or not; raises StorageUnavailable."""
        known = select(scim_user).where(
            scim_user.c.person_id == person_id, scim_user.c.source.in_(self._database.sources.names)
        )
        with self._database.read() as connection:
            return tuple(users_found(connection, known.order_by(scim_user.c.source)))
