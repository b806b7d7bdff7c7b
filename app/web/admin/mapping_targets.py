"""The right side of a mapping as somebody types it: one role, many roles by a selector, or the portal itself."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.accounts import Role
from app.domain.mappings import PortalTarget, TargetKind
from app.domain.names import shown
from app.domain.refusals import Malformed
from app.domain.selectors import AccountSet, RolePattern, Selector
from app.domain.words import _
from app.web.admin.mapping_words import role_in_words
from app.web.admin.reading import Reading
from app.web.site import portal

_MOST_SUGGESTED: Final = 20
_MOST_TAGS: Final = 100
MOST_MATCHES: Final = 50
Option = tuple[str, str]


class RoleUnknown(Malformed):
    code = "role-unknown"
    sentence = _("No role fits “%(text)s”.")
    remedy = _("Type a role ARN, or words of the role's and the account's name; a new role is added on its own page.")


class RoleAmbiguous(Malformed):
    code = "role-ambiguous"
    sentence = _("More than one role fits “%(text)s”.")
    remedy = _("Choose one.")


class AccountUnknown(Malformed):
    code = "account-unknown"
    sentence = _("No account is called “%(text)s”.")
    remedy = _("Write account IDs or account names to the letter, one on each line.")


class AccountAmbiguous(Malformed):
    code = "account-ambiguous"
    sentence = _("More than one account is called “%(text)s”.")
    remedy = _("Write its account ID instead.")


class MalformedTag(Malformed):
    code = "malformed-tag"
    sentence = _("“%(text)s” is not a tag.")
    remedy = _("Write tags as env=prod, several of them separated by commas; an account needs every one of them.")


class TargetMissing(Malformed):
    code = "target-missing"
    sentence = _("Nothing is chosen yet.")
    remedy = _("Choose one role, several roles, or the portal itself.")


@dataclass(frozen=True, slots=True)
class Target:
    """What a mapping leads to, in the parts that a mapping has."""

    kind: TargetKind
    id: str
    selector: Selector | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """The roles that a selector stands for now: how many, and the first of them."""

    count: int
    roles: tuple[str, ...]


def target_in(reading: Reading) -> Target | None:
    """Read what a mapping leads to; mistakes are kept beside their fields."""
    kind = reading.text("target_kind")
    if kind == "role":
        role = reading.take("role", lambda: role_called(reading.text("role")))
        return Target("role", str(role.id)) if role else None
    if kind == "selector":
        selector = selector_in(reading)
        return Target("selector", str(selector.id), selector) if selector else None
    return reading.take("target_kind", lambda: Target("portal", _portal_part(kind, reading.text("portal"))))


def selector_in(reading: Reading) -> Selector | None:
    """Read a selector; mistakes are kept beside their fields."""
    pattern = reading.take("pattern", lambda: RolePattern.parse(reading.text("pattern")))
    kind = reading.text("accounts_kind")
    field = {"listed": "accounts", "tagged": "tags"}.get(kind, "accounts_kind")
    accounts = reading.take(field, lambda: _accounts_in(reading, kind))
    return Selector(portal().new_id(), pattern, accounts) if pattern and accounts else None


def matches_of(fields: ReadOnly[str, str]) -> Matches | None:
    """Return what the selector in these fields stands for now; None where they hold none."""
    selector = selector_in(Reading(fields))
    if selector is None:
        return None
    roles = portal().lists.names.roles_selected_by(selector)
    return Matches(len(roles), tuple(role_in_words(role) for role in roles[:MOST_MATCHES]))


def role_called(text: str) -> Role:
    """Return the one role of that ARN, or that these words fit; raises RoleUnknown or RoleAmbiguous."""
    found = roles_called(text)
    if not found:
        raise RoleUnknown(text=shown(text))
    if len(found) > 1:
        raise RoleAmbiguous(text=shown(text))
    return found[0]


def roles_called(text: str) -> tuple[Role, ...]:
    """Return the role of that ARN, or the first roles that these words fit."""
    found = portal().lists.names.roles_like(text, limit=_MOST_SUGGESTED) if text else ()
    exact = tuple(role for role in found if role.role_arn.text == text)
    return exact or found


def role_options(text: str) -> tuple[Option, ...]:
    """Return roles that words fit, each with words of its own."""
    return tuple((role.role_arn.text, role_in_words(role)) for role in roles_called(text))


def choices(text: str) -> tuple[Option, ...]:
    """Return the roles to choose among where words fit several: none otherwise."""
    found = role_options(text)
    return found if len(found) > 1 else ()


def known_tags() -> tuple[str, ...]:
    """Return tags that accounts carry, as they are typed."""
    return tuple(f"{key}={value}" for key, value in portal().lists.names.account_tags()[:_MOST_TAGS])


def example_tag(known: tuple[str, ...]) -> str:
    """Return a tag to name in a hint: one that most accounts carry, if any does."""
    return next(iter(known), "env=prod")


def tags_in(text: str) -> dict[str, str]:
    """Read tags; raises MalformedTag."""
    found = {}
    for part in filter(None, (part.strip() for line in text.splitlines() for part in line.split(","))):
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise MalformedTag(text=shown(part))
        found[key.strip()] = value.strip()
    return found


def _accounts_in(reading: Reading, kind: str) -> AccountSet:
    if kind == "all":
        return AccountSet("all")
    if kind == "tagged":
        return AccountSet.tagged(tags_in(reading.text("tags")))
    return AccountSet.listed(frozenset(_account_called(line) for line in reading.lines("accounts")))


def _account_called(text: str) -> UUID:
    found = portal().lists.names.accounts_called(text)
    if not found:
        raise AccountUnknown(text=shown(text))
    if len(found) > 1:
        raise AccountAmbiguous(text=shown(text))
    return found[0].id


def _portal_part(kind: str, part: str) -> PortalTarget:
    if kind != "portal" or part not in ("admin", "auditor"):
        raise TargetMissing
    return "admin" if part == "admin" else "auditor"
