"""Selectors: many roles at once, by a pattern of role names and a set of accounts."""

import re
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, Self
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.names import shown
from app.domain.refusals import AN_ADMIN, Malformed
from app.domain.words import _

AccountsKind = Literal["all", "listed", "tagged"]
_ROLE_PATTERN: Final = re.compile(r"[A-Za-z0-9_+=,.@*-]{1,64}")
_NO_TAGS: Final[ReadOnly[str, str]] = MappingProxyType({})


class MalformedRolePattern(Malformed):
    code = "malformed-role-pattern"
    sentence = _("“%(text)s” is not a pattern of role names.")
    remedy = _("A pattern is a role name in which * stands for any number of characters, for example ReadOnly or "
               "team-*. Capital and small letters differ.")  # fmt: skip
    who = AN_ADMIN


class EmptyAccountSet(Malformed):
    code = "empty-account-set"
    sentence = _("No account was chosen.")
    remedy = _("Choose at least one account, give at least one tag such as env=prod, or choose all accounts.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class RolePattern:
    """A glob over the names of roles: `*` stands for any number of characters, everything else for itself.

    It is anchored and case-sensitive: it fits the whole name or not at all.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern; raises MalformedRolePattern."""
        if not _ROLE_PATTERN.fullmatch(text):
            raise MalformedRolePattern(text=shown(text))
        return cls(re.sub(r"\*+", "*", text))

    def fits(self, name: str) -> bool:
        """Say whether the whole name fits. Takes time in proportion to the name, whatever the pattern."""
        first, *rest = self.text.split("*")
        if not rest:
            return name == first
        *between, last = rest
        if not name.startswith(first) or len(name) < len(first) + len(last) or not name.endswith(last):
            return False
        place, end = len(first), len(name) - len(last)
        for piece in between:
            found = name.find(piece, place, end)
            if found < 0:
                return False
            place = found + len(piece)
        return True

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class AccountSet:
    """Which accounts: all of them, some by the ids of their rows, or those that carry every one of some tags."""

    kind: AccountsKind
    ids: frozenset[UUID] = frozenset()
    tags: ReadOnly[str, str] = field(default_factory=lambda: _NO_TAGS, hash=False)

    @classmethod
    def listed(cls, ids: frozenset[UUID]) -> Self:
        """Take accounts one by one; raises EmptyAccountSet."""
        if not ids:
            raise EmptyAccountSet
        return cls("listed", ids=ids)

    @classmethod
    def tagged(cls, tags: ReadOnly[str, str]) -> Self:
        """Take the accounts that carry every one of these tags, to the letter; raises EmptyAccountSet."""
        if not tags:
            raise EmptyAccountSet
        return cls("tagged", tags=MappingProxyType(dict(tags)))

    def holds(self, account: Account) -> bool:
        """Say whether an account is one of them."""
        if self.kind == "all":
            return True
        if self.kind == "listed":
            return account.id in self.ids
        return bool(self.tags) and all(account.tags.get(key) == value for key, value in self.tags.items())


@dataclass(frozen=True, slots=True)
class Selector:
    """The target of a mapping that leads to every role of some name in some accounts. It never changes."""

    id: UUID
    pattern: RolePattern
    accounts: AccountSet

    def selects(self, role: Role) -> bool:
        """Say whether the role is one of those that it stands for."""
        return self.pattern.fits(role.role_arn.name) and self.accounts.holds(role.account)
