"""Finds the person, role or account that a question is about, by its id or by what people call it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import request

from app.domain.accounts import Account, Role
from app.domain.pages import Search
from app.domain.people import Person
from app.web.admin.mapping_words import person_in_words, role_in_words
from app.web.forms import id_in, require_plain
from app.web.site import portal

_MOST: Final = 20
Thing = TypeVar("Thing", Person, Role, Account)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those that fit, and the address of the question about it."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Sought(Generic[Thing]):
    """What a field of the query stands for: one thing, or what there is to choose among."""

    text: str
    thing: Thing | None
    choices: tuple[Choice, ...] = ()


def sought_person(field: str = "person") -> Sought[Person]:
    """Find a person, disabled or not."""
    return _sought(field, portal().lists.people.find, _people, person_in_words)


def sought_role(field: str = "role") -> Sought[Role]:
    """Find a role, disabled or not."""
    return _sought(field, portal().lists.roles.find, _roles, role_in_words)


def sought_account(field: str = "account") -> Sought[Account]:
    """Find an account, disabled or not."""
    return _sought(field, portal().lists.accounts.find, _accounts, account_in_words)


def account_in_words(account: Account) -> str:
    """Say an account."""
    return f"{account.name} ({account.account_id})"


def _sought(
    field: str,
    find: Callable[[UUID], Thing | None],
    search: Callable[[str], Iterable[Thing]],
    say: Callable[[Thing], str],
) -> Sought[Thing]:
    require_plain(request.args)
    text = request.args.get(field, "").strip()
    if not text:
        return Sought(text, None)
    by_id = id_in(text)
    found = [thing for thing in [find(by_id)] if thing] if by_id else list(search(text))[:_MOST]
    if len(found) == 1:
        return Sought(text, found[0])
    return Sought(text, None, tuple(Choice(say(one), _asking(field, one.id)) for one in found))


def _people(text: str) -> Iterable[Person]:
    return portal().lists.names.people_named(text) or portal().lists.people.page(Search(text)).rows


def _roles(text: str) -> Iterable[Role]:
    found = portal().lists.names.roles_like(text, limit=_MOST)
    exact = [role for role in found if role.role_arn.text == text]
    return exact or found or portal().lists.roles.page(Search(text)).rows


def _accounts(text: str) -> Iterable[Account]:
    return portal().lists.names.accounts_called(text) or portal().lists.accounts.page(Search(text)).rows


def _asking(field: str, id_: UUID) -> str:
    return f"{request.path}?{urlencode({**request.args.to_dict(), field: str(id_)})}"
