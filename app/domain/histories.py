"""The versions of mappings, accounts and roles, and the drafts that bring one back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.accounts import Account, Role
from app.domain.drafts import Revision, Thing, changed
from app.domain.ledger import Actor
from app.domain.mappings import Mapping
from app.domain.refusals import AN_ADMIN, NotFound
from app.domain.words import _


class NoSuchThing(NotFound):
    code = "no-such-thing"
    sentence = _("There is no such mapping, account or role, or it never had this version.")
    remedy = _("Look for it in its list: what is disabled stays there.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A thing as it was from a moment on, who made it so, and why; `before` is the version it replaced."""

    thing: Thing
    at: datetime
    actor: Actor
    reason: str | None
    before: Thing | None = None

    @property
    def revision(self) -> Revision:
        """The change that made this version."""
        return Revision(self.before, self.thing)


def restoring(current: Thing, old: Thing) -> Revision:
    """Return the revision that gives a thing what an earlier version of it said; raises NoSuchThing."""
    if isinstance(current, Mapping) and isinstance(old, Mapping):
        return changed(current, old)
    if isinstance(current, Account) and isinstance(old, Account):
        return changed(current, old)
    if isinstance(current, Role) and isinstance(old, Role):
        return changed(current, old)
    raise NoSuchThing


def undoing(versions: Iterable[StoredVersion], at: datetime) -> tuple[Revision, ...]:
    """Return the revisions that undo these versions: what was changed changes back, what was added is disabled."""
    return tuple(_undoing(version, at) for version in versions)


def _undoing(version: StoredVersion, at: datetime) -> Revision:
    if version.before is None:
        return restoring(version.thing, replace(version.thing, disabled_at=at))
    return restoring(version.thing, version.before)
