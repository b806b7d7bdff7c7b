"""The filter of the ledger pages as a query says it: read strictly, and written in one way for permanent links."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final, get_args  # Any: what a field of the filter may hold
from urllib.parse import urlencode
from uuid import UUID

from app.domain.ledger import Outcome
from app.domain.ledger_search import LedgerFilter
from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.forms import Fields, require_plain, text_of
from app.web.site import portal

FIELDS: Final = tuple(field.name for field in fields(LedgerFilter))
_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")


class UnusableFilter(Malformed):
    code = "unusable-filter"
    sentence = _("The filter cannot be used: %(reason)s")
    remedy = _("Correct it on the ledger page, then download again.")


@dataclass(frozen=True, slots=True)
class LedgerForm:
    """What somebody typed, the filter that it means, and the fields that mean nothing with a sentence each."""

    typed: dict[str, str]
    wanted: LedgerFilter
    errors: dict[str, str]


def form_in(query: Fields) -> LedgerForm:
    """Read the filter of a query; raises MalformedForm and StorageUnavailable."""
    require_plain(query)
    typed = {name: text for name in FIELDS if (text := text_of(query, name)) is not None}
    meant: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, text in typed.items():
        value, error = _READ[name](text)
        if error:
            errors[name] = error
        else:
            meant[name] = value
    return LedgerForm(typed, LedgerFilter(**meant), errors)


def filter_in(query: Fields) -> LedgerFilter:
    """Read the filter of a download; raises UnusableFilter."""
    form = form_in(query)
    if form.errors:
        raise UnusableFilter(reason=next(iter(form.errors.values())))
    return form.wanted


def query_of(wanted: LedgerFilter, *, without: str = "", **more: str) -> str:
    """Return the query of a filter, with its question mark; empty for a filter that asks for nothing."""
    asked = {name: value for name, value in wanted.plain().items() if name != without}
    query = urlencode({**asked, **more})
    return f"?{query}" if query else ""


def _person(text: str) -> tuple[UUID | None, str]:
    person_id, error = _uuid(text)
    if not error:
        return person_id, ""
    known = portal().ledger_search.people_called(text)
    if len(known) > 1:
        return None, _("Several people are called that. Give the id of one.")
    return (known[0], "") if known else (None, _("Nobody is called that."))


def _uuid(text: str) -> tuple[UUID | None, str]:
    try:
        return UUID(text), ""
    except ValueError:
        return None, _("This is no id: an id has 32 digits from 0 to f, in five groups.")


def _account(text: str) -> tuple[str, str]:
    return text, "" if _ACCOUNT_ID.fullmatch(text) else _("An account ID has 12 digits.")


def _outcome(text: str) -> tuple[str, str]:
    return text, "" if text in get_args(Outcome) else _("There is no such outcome.")


def _moment(text: str) -> tuple[datetime | None, str]:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), ""
    except (ValueError, OverflowError):
        return None, _("Write a time as 2026-11-25 or 2026-11-25T08:30; it is in UTC.")


def _text(text: str) -> tuple[str, str]:
    return text, ""


_READ: Final[Mapping[str, Callable[[str], tuple[Any, str]]]] = {
    "person_id": _person,
    "account_id": _account,
    "role_arn": _text,
    "action": _text,
    "outcome": _outcome,
    "since": _moment,
    "until": _moment,
    "click_id": _uuid,
    "access_key_id": _text,
    "mapping_id": _uuid,
}
