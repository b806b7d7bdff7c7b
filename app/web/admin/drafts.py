"""Forms that change mappings, accounts or roles: typed, previewed, saved; nothing typed is lost on the way.

How a feature uses it. Its form is a `Sheet`: made of the fields of a request (`posted`), it gives the draft that they
ask for, and its own page. The form posts to one address, whose handler is `answer(MySheet(posted(request.form)))`. The
field `step` says what is wanted: `preview` (also if it is missing) shows who gains and who loses, `edit` the form again
with everything that was typed, `save` stores the draft or proposes it, and answers 303 to the page with the undo
button. The preview carries the fields on, hidden, and the server reads and checks them anew each time; a fingerprint
of the draft goes with them, and where they stand for something else by now the preview is shown again. Why something is
changed is asked there, in the field `reason`.

Of a thing that is edited the form carries the version in the field `version`: `draft()` makes its revision from the
thing as it is now (`require_version` helps), and raises StaleEdit where that is another version. Then both versions are
shown side by side, and the way on is `on_top_of(current)`: the same form with the newer version.

Fields whose names begin with `preview_` belong to the preview: a sheet never sees them.
"""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar
from uuid import UUID

from flask import Response, make_response, render_template, url_for

from app.domain.drafts import Draft, NotWhatWasShown, Proposal, Revision, StaleEdit, Thing, ThingKind
from app.domain.fingerprints import fingerprint_of
from app.domain.refusals import Conflict, Malformed, Refusal
from app.services.imports import Comparison
from app.web.admin.door import current_admin
from app.web.admin.draft_warnings import warnings_of
from app.web.admin.effect_words import effect_sheet
from app.web.admin.mapping_words import names_for
from app.web.admin.reading import FieldErrors
from app.web.admin.revision_words import revision_sheet
from app.web.admin.still_running import still_running_after
from app.web.admin.thing_words import compared, forked, thing_in_words
from app.web.admin.windows import Place
from app.web.errors import status_of
from app.web.forms import Fields, require_plain, text_of
from app.web.redirects import see_other
from app.web.site import portal
from app.web.words import translated

LONGEST_FIELD: Final = 32_000
_LONGEST_NUMBER: Final = 9
OVERRIDE: Final = "preview_despite_tests"
SHOWN: Final = "preview_shown"
_PLACE: Final = "preview_place"
_NOT_CARRIED: Final = frozenset({"csrf_token", "step", OVERRIDE, SHOWN, _PLACE})
AnyThing = TypeVar("AnyThing", bound=Thing)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form sent: its fields, what is to be done with them, why access tests may break, and what was shown.

    `place` is which part of a long preview is asked for.
    """

    fields: ReadOnly[str, str]
    step: str = "preview"
    despite_tests: str | None = None
    shown: str | None = None
    place: Place = Place()

    def having(self, **fields: str) -> "Posted":
        """Return the same with some fields changed."""
        return replace(self, fields={**self.fields, **fields})


class Sheet(Protocol):
    """A form with what was typed into it. `action` is the address that it posts to, `home` the page to give up to."""

    @property
    def posted(self) -> Posted: ...

    @property
    def action(self) -> str: ...

    @property
    def home(self) -> str: ...

    @property
    def can_be_edited(self) -> bool:
        """Whether it has a page of its own to go back to."""
        ...

    @property
    def remarks(self) -> Comparison | None:
        """What is to be said of the file that it comes from, where it comes from one."""
        ...

    def draft(self) -> Draft:
        """Return the draft that the fields ask for; raises FieldErrors, StaleEdit or another Refusal."""
        ...

    def on_top_of(self, current: Thing) -> "Sheet | None":
        """Return the same form as if it had been begun with what holds now; None where that has no meaning."""
        ...

    def page(self, errors: ReadOnly[str, str]) -> str:
        """Return the page of the form, with everything that was typed and the errors beside their fields."""
        ...


def posted(form: Fields, *, longest: int = LONGEST_FIELD) -> Posted:
    """Read what a form sent; raises MalformedForm or MalformedCursor."""
    require_plain(form, longest=longest)
    fields = {name: value for name, value in form.items() if name not in _NOT_CARRIED and value}
    step, place = text_of(form, "step") or "preview", Place.parse(text_of(form, _PLACE))
    return Posted(fields, step, text_of(form, OVERRIDE), text_of(form, SHOWN), place)


def require_version(current: AnyThing, version: str | None) -> AnyThing:
    """Return the thing if the form began with this version of it; raises StaleEdit."""
    if version != str(current.version):
        raise StaleEdit(current=current)
    return current


def answer(sheet: Sheet, *, unseen: int = 0) -> Response:
    """Answer a form's POST by its step.

    A draft by which nobody can gain, of at most `unseen` revisions, is saved without a preview.
    """
    if sheet.posted.step == "edit":
        return make_response(sheet.page({}))
    try:
        draft = sheet.draft()
    except FieldErrors as refused:
        return make_response(sheet.page(refused.errors), 400)
    except StaleEdit as stale:
        return _answer_stale(sheet, stale)
    if 0 < len(draft.revisions) <= unseen and draft.only_takes_away:
        return save(sheet, draft)
    if sheet.posted.step != "save":
        return make_response(preview_page(sheet, draft))
    if sheet.posted.shown != fingerprint_of(draft):
        return make_response(preview_page(sheet, draft, NotWhatWasShown()), 409)
    return save(sheet, draft)


def save(sheet: Sheet, draft: Draft) -> Response:
    """Store or propose a draft, and show what was done; where that cannot be, its preview says why."""
    try:
        outcome = portal().drafts.save(current_admin(), draft, despite_tests=sheet.posted.despite_tests)
    except StaleEdit as stale:
        return _answer_stale(sheet, stale)
    except (Conflict, Malformed) as refusal:
        return make_response(preview_page(sheet, draft, refusal), status_of(refusal))
    if isinstance(outcome, Proposal):
        return see_other(url_for("admin_proposals.show", proposal_id=outcome.id))
    return see_other(saved_path(outcome.things[0]))


def preview_page(sheet: Sheet, draft: Draft, refusal: Refusal | None = None) -> str:
    """Render the preview of a draft, with the form's fields in it; raises StorageUnavailable."""
    admin = current_admin()
    preview = portal().drafts.preview(admin, draft)
    return render_template(
        "admin/preview.html",
        sheet=sheet,
        carried={name: value for name, value in sheet.posted.fields.items() if name != "reason"},
        revisions=revision_sheet(draft, sheet.posted.place),
        effects=effect_sheet(preview, sheet.posted.place),
        is_alone=preview.needs_second_admin and is_alone(admin.principal.person_id),
        warnings=warnings_of(draft),
        disabled=still_running_after(draft.revisions),
        reason=draft.reason,
        said=translated(refusal) if refusal else None,
        shown_name=SHOWN,
        shown=fingerprint_of(draft),
        override_name=OVERRIDE,
        override=sheet.posted.despite_tests or "",
    )


def is_alone(person_id: UUID) -> bool:
    """Say whether nobody but this person could approve a change."""
    return not portal().proposal_list.has_second_admin(person_id, portal().clock())


def saved_path(thing: Thing) -> str:
    """Return the path of the page that tells what was saved, and undoes it."""
    return url_for("admin_history.show_saved", kind=kind_of(thing), thing_id=thing.id, version=thing.version)


def kind_of(thing: Thing) -> ThingKind:
    """Return the kind of a thing, as addresses name it."""
    return Revision(None, thing).thing


def _answer_stale(sheet: Sheet, stale: StaleEdit) -> Response:
    """Show what holds now beside what was typed; the way on is the same form on top of what holds now."""
    current, anew = stale.current, sheet.on_top_of(stale.current)
    try:
        revisions = anew.draft().revisions if anew else ()
    except FieldErrors as refused:
        return make_response(sheet.page(refused.errors), 409)
    typed = next((one.after for one in revisions if one.after.id == current.id), None)
    began_with = _version_begun_with(sheet, current)
    names = names_for(thing for thing in (current, typed, began_with) if thing is not None)
    page = render_template(
        "admin/stale.html",
        sheet=anew,
        home=sheet.home,
        said=translated(stale),
        what=thing_in_words(current, names),
        version=current.version,
        history=url_for("admin_history.show", kind=kind_of(current), thing_id=current.id),
        rows=compared(current, typed, names) if typed is not None else (),
        fork=forked(began_with, current, typed, names) if typed is not None and began_with is not None else (),
        began_with=began_with.version if began_with is not None else None,
    )
    return make_response(page, 409)


def _version_begun_with(sheet: Sheet, current: Thing) -> Thing | None:
    """Return the version that was edited, if the form says which."""
    number = sheet.posted.fields.get("version", "")
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        return None
    stored = portal().lists.histories.version(kind_of(current), current.id, int(number))
    return stored.thing if stored else None
