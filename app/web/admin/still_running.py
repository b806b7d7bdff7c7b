"""How many consoles may still run, for the page of what they were opened through and for the page that disables it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import url_for

from app.domain.drafts import Revision
from app.domain.mappings import Mapping
from app.domain.running_consoles import OpenedThrough
from app.web.admin.mapping_words import names_for
from app.web.admin.moments import moment_in_words
from app.web.admin.thing_words import thing_in_words
from app.web.site import portal

# Of a draft of thousands not every one is looked at: each has a page of its own.
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class StillRunning:
    """The consoles of one person or thing: how many, until when, and the way to the page about them.

    `what` says the thing, where the page is about several.
    """

    count: int
    is_all: bool
    until: str
    path: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Disabled:
    """What a draft or a save disables that consoles still run through; `more` were not looked at."""

    running: tuple[StillRunning, ...]
    more: int


def still_running(through: OpenedThrough, id_: UUID, what: str = "") -> StillRunning:
    """Count what may still run; raises StorageUnavailable."""
    found = portal().lists.running.find(through, id_, portal().clock(), listed=0)
    return StillRunning(
        count=found.count,
        is_all=found.looked_through is None,
        until=moment_in_words(found.until) if found.until else "",
        path=url_for("admin_running_consoles.show", kind=through, thing_id=id_),
        what=what,
    )


def still_running_after(revisions: Iterable[Revision]) -> Disabled:
    """Count what may still run through each thing that is disabled; raises StorageUnavailable."""
    disabled = [one for one in revisions if one.kind == "disabled" and not _is_none_opened_through(one)]
    looked_at = disabled[:MOST]
    names = names_for(one.after for one in looked_at)
    found = (still_running(one.thing, one.after.id, thing_in_words(one.after, names)) for one in looked_at)
    return Disabled(tuple(one for one in found if one.count or not one.is_all), len(disabled) - len(looked_at))


def _is_none_opened_through(revision: Revision) -> bool:
    mapping = revision.after
    return isinstance(mapping, Mapping) and (mapping.effect == "deny" or mapping.target_kind == "portal")
