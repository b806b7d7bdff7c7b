"""The list of mappings: what it is narrowed to, and its rows in words."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, cast, get_args
from uuid import UUID

from app.domain.conditions import Circumstances, Hindrance
from app.domain.mapping_filters import ConditionKind, MappingFilter, MappingState
from app.domain.mappings import Effect, Mapping, TargetKind
from app.domain.naming import Names
from app.domain.pages import PAGE_SIZE
from app.domain.words import _
from app.web.admin.listing import Asked
from app.web.admin.mapping_words import mapping_in_words, names_for
from app.web.forms import id_in
from app.web.site import portal
from app.web.words import gettext

_NOBODY: Final = UUID(int=0)
FILTERS: Final = ("effect", "state", "target", "condition", "subject", "role", "account")
EFFECTS: Final = (("", _("allow or deny")), ("allow", _("allow")), ("deny", _("deny")))
STATES: Final = (
    ("", _("any state")),
    ("in-force", _("in force")),
    ("not-begun", _("not begun")),
    ("ended", _("ended")),
    ("disabled", _("disabled")),
)
TARGETS: Final = (
    ("", _("any target")),
    ("role", _("one role")),
    ("selector", _("several roles")),
    ("portal", _("the portal")),
)
CONDITIONS: Final = (
    ("", _("any conditions")),
    ("max_console_duration", _("longest console")),
    ("networks", _("networks")),
    ("mfa", _("MFA")),
    ("session_policy", _("session policy")),
    ("reason", _("reason")),
)
_STATE_OF: Final[ReadOnly[Hindrance, str]] = MappingProxyType(
    {Hindrance.DISABLED: _("disabled"), Hindrance.ENDED: _("ended"), Hindrance.NOT_BEGUN: _("not begun")}
)


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One mapping of the list; `state` is empty where it is in force."""

    id: UUID
    words: str
    denies: bool
    state: str


@dataclass(frozen=True, slots=True)
class MappingPage:
    """A page of the list, and the address of the next one if there is one."""

    rows: tuple[MappingRow, ...]
    next_page: str | None


def page_of(asked: Asked) -> MappingPage:
    """Read a page of mappings; raises MalformedCursor or StorageUnavailable."""
    now = portal().clock()
    found = portal().lists.mappings.page(_filter_of(asked), now=now, after=asked.after_id(), limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    names = names_for(shown)
    next_page = asked.page_after((str(shown[-1].id),)) if len(found) > PAGE_SIZE else None
    return MappingPage(tuple(row_of(mapping, names, now) for mapping in shown), next_page)


def row_of(mapping: Mapping, names: Names, now: datetime) -> MappingRow:
    """Show a mapping."""
    kept = [one for one in mapping.hindrances(Circumstances(now=now)) if one in _STATE_OF]
    return MappingRow(
        id=mapping.id,
        words=mapping_in_words(mapping, names),
        denies=mapping.effect == "deny",
        state=gettext(_STATE_OF[kept[0]]) if kept else "",
    )


def options(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the options of a choice in the person's language."""
    return tuple((value, gettext(words)) for value, words in pairs)


def _filter_of(asked: Asked) -> MappingFilter:
    """What is not among the choices narrows nothing; an id that is none finds nothing."""
    told = asked.filters
    return MappingFilter(
        search=asked.search,
        subject_id=_id(told["subject"]),
        role_id=_id(told["role"]),
        account_row_id=_id(told["account"]),
        effect=cast("Effect | None", _among(told["effect"], get_args(Effect))),
        state=cast("MappingState | None", _among(told["state"], get_args(MappingState))),
        target_kind=cast("TargetKind | None", _among(told["target"], get_args(TargetKind))),
        condition=cast("ConditionKind | None", _among(told["condition"], get_args(ConditionKind))),
    )


def _among(text: str, words: tuple[str, ...]) -> str | None:
    return text if text in words else None


def _id(text: str) -> UUID | None:
    return (id_in(text) or _NOBODY) if text else None
