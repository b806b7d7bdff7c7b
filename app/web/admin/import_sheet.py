"""The form of an import: the file's text travels with it, so that nothing is lost between looking and saving."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from typing import Final, cast, get_args

from flask import render_template, url_for

from app.domain.drafts import Draft, Thing
from app.domain.interchange import FileKind, Flaw
from app.domain.words import _
from app.services.imports import Comparison
from app.web.admin.drafts import Posted
from app.web.admin.reading import FieldErrors
from app.web.site import portal
from app.web.words import gettext

MOST_LINES: Final = 1_000
_KINDS: Final = (
    ("doorstep", _("Doorstep: a file that was exported here, or written like one")),
    ("consoleme", _("ConsoleMe: its dynamic configuration, or AWS's account details with its role tags")),
    ("csv", _("A table (CSV) of mappings, one a row")),
)


@dataclass(frozen=True, slots=True)
class ImportForm:
    """A file and what wrote it, as they were sent: nothing is known yet of what it changes."""

    posted: Posted
    data: bytes = b""

    @classmethod
    def of(cls, sent: Posted, uploaded: bytes) -> "ImportForm":
        """Take an uploaded file, or else the text that the form carries."""
        if not uploaded:
            # Browsers send two characters for a line break: a file must not grow by that beyond what is taken.
            return cls(sent, sent.fields.get("text", "").replace("\r\n", "\n").encode())
        try:
            return cls(sent.having(text=uploaded.decode("utf-8-sig")), uploaded)
        except UnicodeDecodeError:
            # Its flaw says where; there is no text to carry on.
            return cls(sent.having(text=""), uploaded)

    def compared(self) -> "ImportSheet":
        """Return what the file changes; raises FieldErrors, ImportRefused, PruneRefused or StorageUnavailable."""
        if not self.data.strip():
            raise FieldErrors({"file": gettext(_("Choose a file, or paste its text."))})
        fields = self.posted.fields
        comparison = portal().imports.compare(
            self.data, self._kind(), reason=fields.get("reason", ""), prune=fields.get("prune") == "yes"
        )
        return ImportSheet(self, comparison)

    def page(
        self, errors: ReadOnly[str, str], *, flaws: tuple[Flaw, ...] = (), unchanged: Comparison | None = None
    ) -> str:
        """Return the page of the form; `unchanged` is what is to be said where nothing is left to change."""
        return render_template(
            "admin/import/form.html",
            action=_action(),
            fields=self.posted.fields,
            errors=errors,
            kinds=tuple((kind, gettext(words)) for kind, words in _KINDS),
            flaws=flaws[:MOST_LINES],
            count_flaws=len(flaws),
            unchanged=unchanged,
        )

    def _kind(self) -> FileKind:
        kind = self.posted.fields.get("kind", "")
        if kind not in get_args(FileKind):
            raise FieldErrors({"kind": gettext(_("Say what wrote the file."))})
        return cast("FileKind", kind)


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """A file that was compared with the portal: a form like any other from here on."""

    form: ImportForm
    remarks: Comparison
    can_be_edited: bool = True

    @property
    def posted(self) -> Posted:
        return self.form.posted

    @property
    def action(self) -> str:
        return _action()

    @property
    def home(self) -> str:
        return url_for("admin_import.show")

    def draft(self) -> Draft:
        """Return the draft that the file asks for."""
        return self.remarks.draft

    def on_top_of(self, _current: Thing) -> "ImportSheet":
        """Return the file compared with what holds now; raises like `compared`."""
        return self.form.compared()

    def page(self, errors: ReadOnly[str, str]) -> str:
        """Return the page of the form."""
        return self.form.page(errors)


def _action() -> str:
    return url_for("admin_import.change")
