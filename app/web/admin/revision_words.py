"""The changes of a draft in words, every field of them: what may give somebody more comes first."""

from dataclasses import dataclass

from app.domain.drafts import Draft, Revision, Thing
from app.domain.naming import Names
from app.domain.widening import may_widen
from app.web.admin.mapping_words import names_for
from app.web.admin.thing_words import FieldRow, changes_of, contents_of, revision_in_words, thing_in_words
from app.web.admin.windows import Place, Window


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One change of a draft: what happens to what, and field by field how; of what is new, everything it says."""

    kind: str
    words: str
    is_new: bool
    changes: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionSheet:
    """A part of the changes of a draft; `widening` counts those among all that may give somebody more."""

    rows: tuple[RevisionRow, ...]
    window: Window
    widening: int


def revision_sheet(draft: Draft, place: Place) -> RevisionSheet:
    """Put the changes of a draft at a place into words; raises StorageUnavailable."""
    widening = [one for one in draft.revisions if may_widen(one)]
    others = [one for one in draft.revisions if not may_widen(one)]
    shown, window = place.window_on_changes((*widening, *others))
    things: list[Thing] = [thing for one in shown for thing in (one.before, one.after) if thing is not None]
    # What is new may be named by a change that stands in another part.
    names = names_for(things).having(one.after for one in draft.revisions if one.before is None)
    return RevisionSheet(rows=tuple(_row(one, names) for one in shown), window=window, widening=len(widening))


def _row(revision: Revision, names: Names) -> RevisionRow:
    is_new = revision.before is None
    return RevisionRow(
        kind=revision_in_words(revision),
        words=thing_in_words(revision.after, names),
        is_new=is_new,
        changes=contents_of(revision.after, names) if is_new else changes_of(revision, names),
    )
