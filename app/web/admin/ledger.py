"""The ledger for admins and auditors: search it, read one entry, take a filtered view away."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.ledger import StoredEvent
from app.domain.ledger_search import LedgerFilter, LedgerPage
from app.domain.pages import PAGE_SIZE
from app.domain.refusals import NotThere
from app.domain.words import _
from app.web.admin.csv_files import csv_response, download
from app.web.admin.door import current_auditor
from app.web.admin.ledger_form import ACTIONS, filter_in, form_in, list_path, query_of
from app.web.admin.ledger_rows import COLUMNS, body_of, facts_of, plain, rows_of
from app.web.admin.ledger_words import labels, outcome_in_words, outcomes
from app.web.admin.listing import require_id
from app.web.admin.mapping_words import names_for
from app.web.admin.moments import moment_in_words
from app.web.admin.thing_words import thing_in_words
from app.web.forms import text_of
from app.web.site import portal, site

# The downloads write an entry of their own, which a GET may: docs/decisions/0007-a-download-is-recorded.md.
bp = Blueprint("admin_ledger", __name__, url_prefix="/admin")
# Folded away on the page until one of them is asked for.
_MORE: Final = ("account_id", "role_arn", "since", "until", "click_id", "access_key_id", "mapping_id")
_NOTHING: Final = LedgerPage((), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """The ledger as the macros of lists know a list."""

    after: str | None
    first_page: str


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that is on, and the address without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class MappingThen:
    """What a mapping said when an entry was written, and the way to its history."""

    words: str
    version: int
    path: str


@bp.get("/ledger")
def list_events() -> Response:
    """Show a page of what a filter finds, newest first."""
    form, position = form_in(request.args), text_of(request.args, "before")
    before = require_id(position) if position else None
    page = portal().ledger_search.page(form.wanted, before=before, size=PAGE_SIZE) if form.is_usable else _NOTHING
    body = render_template(
        "admin/ledger/list.html",
        form=form,
        rows=rows_of(page.entries),
        page=page,
        asked=Asked(str(before) if before else None, list_path(form.wanted)),
        next_page=list_path(form.wanted, before=str(page.before)) if page.before else None,
        active=_active(form.wanted),
        more_filters=any(form.filled.text(name) for name in _MORE),
        query=query_of(form.wanted),
        actions=ACTIONS,
        labels=labels(),
        outcomes=outcomes(),
    )
    return make_response(body, 200 if form.is_usable else 400)


@bp.get("/ledger/<uuid:event_id>")
def show_event(event_id: UUID) -> str:
    """Show everything about one entry; raises NotThere."""
    event = portal().ledger_search.find(event_id)
    if event is None:
        raise NotThere(what=_("entry"))
    same_click = LedgerFilter(click_id=event.click_id)
    siblings = portal().ledger_search.page(same_click, size=PAGE_SIZE).entries if event.click_id else ()
    (row,) = rows_of([event])
    return render_template(
        "admin/ledger/entry.html",
        row=row,
        facts=facts_of(event),
        body=body_of(event),
        siblings=rows_of(sibling for sibling in siblings if sibling.id != event.id),
        mapping=_mapping_of(event),
        user_agent=f"doorstep/{site().version} click/{event.click_id}" if event.click_id else None,
    )


def _mapping_of(event: StoredEvent) -> MappingThen | None:
    """Return the mapping of an entry as it was then; None where there is none, or its version is not kept."""
    if event.mapping_id is None or event.mapping_version is None:
        return None
    stored = portal().lists.histories.version("mapping", event.mapping_id, event.mapping_version)
    if stored is None:
        return None
    words = thing_in_words(stored.thing, names_for([stored.thing]))
    path = url_for("admin_history.show", kind="mapping", thing_id=event.mapping_id)
    return MappingThen(words, event.mapping_version, path)


@bp.get("/ledger.csv")
def export_csv() -> Response:
    """Send a filtered view as a CSV file, every cell harmless in a spreadsheet; raises UnusableFilter."""
    return csv_response(_cells(_export("csv")), filename="doorstep-ledger.csv")


@bp.get("/ledger.jsonl")
def export_json_lines() -> Response:
    """Send a filtered view as JSON Lines, an object an entry, as it was written; raises UnusableFilter."""
    return download(_lines(_export("jsonl")), filename="doorstep-ledger.jsonl", mimetype="application/jsonl")


def _export(file_format: str) -> Iterable[StoredEvent | None]:
    wanted = filter_in(request.args)
    if request.method == "HEAD":
        return ()
    return portal().ledger_exports.begin(current_auditor(), wanted, file_format=file_format)


def _cells(events: Iterable[StoredEvent | None]) -> Iterator[tuple[str, ...]]:
    """Give the rows; an empty one for a part of the ledger without any, as readers of CSV pass over."""
    yield COLUMNS
    for event in events:
        yield _cells_of(event) if event else ()


def _cells_of(event: StoredEvent) -> tuple[str, ...]:
    return tuple("" if (value := getattr(event, name)) is None else plain(value) for name in COLUMNS)


def _lines(events: Iterable[StoredEvent | None]) -> Iterator[str]:
    """Give the lines likewise: white space between them means nothing."""
    for event in events:
        yield _line_of(event) if event else "\n"


def _line_of(event: StoredEvent) -> str:
    return json.dumps({name: _as_json(getattr(event, name)) for name in COLUMNS}, ensure_ascii=False) + "\n"


def _as_json(value: object) -> str | int | None:
    return value if value is None or isinstance(value, int | str) else plain(value)


def _active(wanted: LedgerFilter) -> tuple[Active, ...]:
    called = labels()
    return tuple(
        Active(called[name], _shown(name, getattr(wanted, name)), list_path(wanted, without=name))
        for name in wanted.plain()
    )


def _shown(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return moment_in_words(value)
    return outcome_in_words(str(value)) if name == "outcome" else str(value)
