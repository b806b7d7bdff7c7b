"""The forms without a page of their own: disable, enable, restore an earlier version, undo a save."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from typing import ClassVar, Self, cast, get_args
from uuid import UUID

from flask import url_for

from app.domain.drafts import Draft, Thing, ThingKind
from app.domain.histories import NoSuchThing, StoredVersion, restoring, undoing
from app.web.admin.drafts import Posted, require_version
from app.web.admin.reading import FieldErrors
from app.web.site import portal


@dataclass(frozen=True, slots=True)
class _VersionSheet:
    """A form about the versions of one thing. It has no fields to go back to; who gives up goes to the history."""

    endpoint: ClassVar[str]

    posted: Posted
    kind: ThingKind
    thing_id: UUID
    can_be_edited: bool = False
    remarks: None = None

    @property
    def action(self) -> str:
        return url_for(self.endpoint, kind=self.kind, thing_id=self.thing_id)

    @property
    def home(self) -> str:
        return history_path(self.kind, self.thing_id)

    def on_top_of(self, current: Thing) -> Self | None:
        """Return the form as if it had been begun with what holds now."""
        return replace(self, posted=self.posted.having(version=str(current.version)))

    def page(self, errors: ReadOnly[str, str]) -> str:
        """There is none: whatever is wrong is said by the preview."""
        raise FieldErrors(errors)

    def current(self) -> Thing:
        """Return the thing if this is about the version that holds now; raises NoSuchThing or StaleEdit."""
        return require_version(require_thing(self.kind, self.thing_id), self.posted.fields.get("version"))


@dataclass(frozen=True, slots=True)
class StateSheet(_VersionSheet):
    """Disables or enables a thing: the field `state` says which."""

    endpoint = "admin_history.change_state"

    def draft(self) -> Draft:
        """Return the draft; raises NoSuchThing or StaleEdit."""
        current = self.current()
        disabled_at = portal().clock() if self.posted.fields.get("state") == "disabled" else None
        return Draft((restoring(current, replace(current, disabled_at=disabled_at)),), reason_in(self.posted))


@dataclass(frozen=True, slots=True)
class RestoreSheet(_VersionSheet):
    """Gives a thing what an earlier version said: the field `restored` says which."""

    endpoint = "admin_history.restore"

    def draft(self) -> Draft:
        """Return the draft; raises NoSuchThing or StaleEdit."""
        current = self.current()
        old = require_stored_version(self.kind, self.thing_id, self.posted.fields.get("restored"))
        return Draft((restoring(current, old.thing),), reason_in(self.posted))


@dataclass(frozen=True, slots=True)
class UndoSheet(_VersionSheet):
    """Undoes everything that one save made: the version in the field `version` is one of it."""

    endpoint = "admin_history.undo"

    def draft(self) -> Draft:
        """Return the draft; raises NoSuchThing or StaleEdit."""
        self.current()
        together = require_saved_together(self.kind, self.thing_id, self.posted.fields.get("version"))
        return Draft(undoing(together, portal().clock()), reason_in(self.posted))

    def on_top_of(self, _current: Thing) -> None:
        """What somebody changed since is not undone: it has a history of its own."""


def kind_in(text: str) -> ThingKind:
    """Read the kind of a thing in an address; raises NoSuchThing."""
    if text not in get_args(ThingKind):
        raise NoSuchThing
    return cast("ThingKind", text)


def require_thing(kind: ThingKind, thing_id: UUID) -> Thing:
    """Return a thing as it is now; raises NoSuchThing or StorageUnavailable."""
    thing = portal().lists.histories.find(kind, thing_id)
    if thing is None:
        raise NoSuchThing
    return thing


def require_stored_version(kind: ThingKind, thing_id: UUID, number: str | None) -> StoredVersion:
    """Return a version of a thing; raises NoSuchThing or StorageUnavailable."""
    version = portal().lists.histories.version(kind, thing_id, number_in(number))
    if version is None:
        raise NoSuchThing
    return version


def require_saved_together(
    kind: ThingKind, thing_id: UUID, number: str | None, *, limit: int | None = None
) -> tuple[StoredVersion, ...]:
    """Return everything that one save made, or the first of it; raises NoSuchThing or StorageUnavailable."""
    versions = portal().lists.histories.saved_together(kind, thing_id, number_in(number), limit=limit)
    if not versions:
        raise NoSuchThing
    return versions


def number_in(text: str | None) -> int:
    """Read the number of a version; raises NoSuchThing."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NoSuchThing
    return int(text)


def reason_in(posted: Posted) -> str:
    """Return why, as far as it was typed."""
    return posted.fields.get("reason", "")


def history_path(kind: ThingKind, thing_id: UUID) -> str:
    """Return the path of a thing's history."""
    return url_for("admin_history.show", kind=kind, thing_id=thing_id)
