"""The filter of the ledger pages as a query says it: read strictly, and written in one way for permanent links."""

from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final, get_args  # Any: what a field of the filter may hold
from urllib.parse import urlencode
from uuid import UUID

from flask import url_for

from app.domain.arns import AccountId
from app.domain.ledger import Action, Outcome
from app.domain.ledger_search import LedgerFilter
from app.domain.names import shown
from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.admin.moments import parse_moment
from app.web.admin.reading import Filled, Reading
from app.web.forms import Fields, id_in, text_of
from app.web.site import portal

FIELDS: Final = tuple(field.name for field in fields(LedgerFilter))
_KINDS: Final = tuple(dict.fromkeys(f"{action.partition(':')[0]}:" for action in Action))
# What may be filtered by: every action, and every kind of them.
ACTIONS: Final = (*_KINDS, *(action.value for action in Action))


class UnusableFilter(Malformed):
    code = "unusable-filter"
    sentence = _("The filter cannot be used: %(reason)s")
    remedy = _("Correct it on the ledger page, then download again.")


class NotAnId(Malformed):
    code = "not-an-id"
    sentence = _("“%(text)s” is not an ID.")
    remedy = _("An ID has 32 digits from 0 to f, in five groups; copy it from an entry.")


class NobodyCalled(Malformed):
    code = "nobody-called"
    sentence = _("Nobody is called “%(text)s”.")
    remedy = _("Write a username to the letter, or the ID of a person.")


class SeveralCalled(Malformed):
    code = "several-called"
    sentence = _("Several people are called “%(text)s”.")
    remedy = _("Write the ID of one of them: %(ids)s.")


class UnknownAction(Malformed):
    code = "unknown-action"
    sentence = _("“%(text)s” is not an action.")
    remedy = _("Choose one of those that are shown; one that ends with a colon stands for all of its kind.")


class UnknownOutcome(Malformed):
    code = "unknown-outcome"
    sentence = _("“%(text)s” is not an outcome.")
    remedy = _("Choose one of those that are shown.")


@dataclass(frozen=True, slots=True)
class LedgerForm:
    """What somebody typed, with what is wrong with it, and the filter that the rest of it means."""

    filled: Filled
    wanted: LedgerFilter

    @property
    def is_usable(self) -> bool:
        return not self.filled.errors


def form_in(query: Fields) -> LedgerForm:
    """Read the filter of a query; raises MalformedForm and StorageUnavailable."""
    reading = Reading.of(query)
    typed = {name: text for name in FIELDS if (text := text_of(query, name)) is not None}
    meant: dict[str, Any] = {name: reading.parsed(name, _READ[name]) for name in typed}
    return LedgerForm(Filled(typed, reading.errors), LedgerFilter(**meant))


def filter_in(query: Fields) -> LedgerFilter:
    """Read the filter of a download; raises UnusableFilter."""
    form = form_in(query)
    if not form.is_usable:
        raise UnusableFilter(reason=next(iter(form.filled.errors.values())))
    return form.wanted


def query_of(wanted: LedgerFilter, *, without: str = "", **more: str) -> str:
    """Return the query of a filter, with its question mark; empty for a filter that asks for nothing."""
    asked = {name: value for name, value in wanted.plain().items() if name != without}
    query = urlencode({**asked, **more})
    return f"?{query}" if query else ""


def list_path(wanted: LedgerFilter, *, without: str = "", **more: str) -> str:
    """Return the path of what a filter finds, likewise."""
    return url_for("admin_ledger.list_events") + query_of(wanted, without=without, **more)


def _person(text: str) -> UUID:
    return id_in(text) or _person_called(text)


def _person_called(text: str) -> UUID:
    known = portal().ledger_search.people_called(text)
    if not known:
        raise NobodyCalled(text=shown(text))
    if len(known) > 1:
        raise SeveralCalled(text=shown(text), ids=", ".join(map(str, known)))
    return known[0]


def _id(text: str) -> UUID:
    id_ = id_in(text)
    if id_ is None:
        raise NotAnId(text=shown(text))
    return id_


def _account(text: str) -> str:
    return AccountId.parse(text).text


def _action(text: str) -> str:
    if text not in ACTIONS:
        raise UnknownAction(text=shown(text))
    return text


def _outcome(text: str) -> str:
    if text not in get_args(Outcome):
        raise UnknownOutcome(text=shown(text))
    return text


_READ: Final[ReadOnly[str, Callable[[str], object]]] = MappingProxyType(
    {
        "person_id": _person,
        "account_id": _account,
        "role_arn": str,
        "action": _action,
        "outcome": _outcome,
        "since": parse_moment,
        "until": parse_moment,
        "click_id": _id,
        "access_key_id": str,
        "mapping_id": _id,
    }
)
