"""Mappings, accounts and roles field by field, for histories, comparisons and stale edits."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.conditions import SessionPolicy
from app.domain.drafts import Revision, Thing
from app.domain.mappings import Mapping
from app.domain.naming import Names
from app.domain.words import _
from app.web.admin.freshness import freshness_in_words
from app.web.admin.mapping_words import (
    accounts_in_words,
    each_account_in_words,
    mapping_in_words,
    role_in_words,
    subject_in_words,
    target_in_words,
)
from app.web.admin.moments import moment_in_words
from app.web.words import gettext, spoken

_ACCOUNTS: Final = _("Accounts")
_STATE: Final = _("State")
_SAID_IN_ITS_LINE: Final = (_("Effect"), _("Subject"), _("Account ID"), _("Name"), _("Colour"))


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a thing in two versions; empty where it says nothing."""

    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        return self.left != self.right


@dataclass(frozen=True, slots=True)
class ForkRow:
    """One field of a thing that two people changed: as both found it, and as each left it."""

    label: str
    was: str
    theirs: str
    yours: str

    @property
    def is_changed_by_them(self) -> bool:
        return self.was != self.theirs

    @property
    def is_changed_by_you(self) -> bool:
        return self.was != self.yours


def thing_in_words(thing: Thing, names: Names) -> str:
    """Say what a thing is, in one line."""
    if isinstance(thing, Mapping):
        return mapping_in_words(thing, names)
    if isinstance(thing, Account):
        return gettext(_("Account %(name)s (%(id)s)")) % {"name": thing.name, "id": thing.account_id}
    return gettext(_("Role %(role)s")) % {"role": role_in_words(thing)}


def revision_in_words(revision: Revision) -> str:
    """Say what happens to a thing."""
    words = {"added": _("New"), "changed": _("Changed"), "disabled": _("Disabled"), "enabled": _("Enabled")}
    return gettext(words[revision.kind])


def compared(left: Thing | None, right: Thing, names: Names) -> tuple[FieldRow, ...]:
    """Put two versions of a thing side by side, every field that says something in one of them."""
    fields = zip_longest(fields_of(left, names) if left else (), fields_of(right, names), fillvalue=None)
    rows = [
        FieldRow((mine or theirs or ("", ""))[0], mine[1] if mine else "", theirs[1] if theirs else "")
        for mine, theirs in fields
    ]
    return tuple(row for row in rows if row.left or row.right)


def forked(was: Thing, theirs: Thing, yours: Thing, names: Names) -> tuple[ForkRow, ...]:
    """Put what two people made of one version beside it, every field that says something in one of them."""
    versions = [fields_of(thing, names) for thing in (was, theirs, yours)]
    rows = [ForkRow(told[0][0], *(words for _label, words in told)) for told in zip(*versions, strict=True)]
    return tuple(row for row in rows if row.was or row.theirs or row.yours)


def changes_of(revision: Revision, names: Names) -> tuple[FieldRow, ...]:
    """Return the fields that a revision changes; of a list of accounts only those taken out and those put in."""
    before, after = revision.before, revision.after
    rows = (row for row in compared(before, after, names) if row.differs)
    out, put_in = _listed(before) - _listed(after), _listed(after) - _listed(before)
    if not (_listed(before) and _listed(after) and (out or put_in)):
        return tuple(rows)
    moved = FieldRow(
        gettext(_("Accounts taken out, and put in")),
        each_account_in_words(out, names),
        each_account_in_words(put_in, names),
    )
    return tuple(moved if row.label == gettext(_ACCOUNTS) else row for row in rows)


def contents_of(thing: Thing, names: Names) -> tuple[FieldRow, ...]:
    """Return every field of a thing that says something, but for what its line says in full."""
    said = {gettext(label) for label in _SAID_IN_ITS_LINE} | ({gettext(_STATE)} if thing.disabled_at is None else set())
    return tuple(row for row in compared(None, thing, names) if row.label not in said)


def fields_of(thing: Thing, names: Names) -> tuple[tuple[str, str], ...]:
    """Return every field of a thing with its label: as many for each thing of a kind, in the same order."""
    if isinstance(thing, Mapping):
        told: Iterable[tuple[str, str]] = _fields_of_mapping(thing, names)
    else:
        told = _fields_of_account(thing) if isinstance(thing, Account) else _fields_of_role(thing)
    state = gettext(_("disabled since %(moment)s")) if thing.disabled_at else gettext(_("in force"))
    at = {"moment": moment_in_words(thing.disabled_at)} if thing.disabled_at else {}
    return tuple((gettext(label), words) for label, words in (*told, (_STATE, state % at)))


def _fields_of_mapping(mapping: Mapping, names: Names) -> Iterable[tuple[str, str]]:
    conditions = mapping.conditions
    longest, rule = conditions.max_console_duration, conditions.reason
    yield _("Effect"), gettext(_("may not open") if mapping.effect == "deny" else _("may open"))
    yield _("Subject"), subject_in_words(mapping, names)
    yield _("Target"), target_in_words(mapping, names) if mapping.selector is None else _pattern_in_words(mapping)
    yield _ACCOUNTS, _accounts_in_words(mapping, names)
    yield _("From"), moment_in_words(mapping.valid_from) if mapping.valid_from else ""
    yield _("Until"), moment_in_words(mapping.valid_until) if mapping.valid_until else ""
    yield _("Longest console"), spoken(longest) if longest else ""
    yield _("Networks"), ", ".join(map(str, conditions.networks))
    yield _("MFA"), _yes(conditions.needs_mfa)
    yield _("Session policy"), _policy_in_words(conditions.session_policy)
    yield _("Reason required"), _yes(rule is not None)
    yield _("Ticket pattern"), (rule.ticket_pattern or "") if rule else ""
    yield _("Message"), (rule.advice or "") if rule else ""
    yield _("Unknown conditions"), ", ".join(sorted(conditions.unknown))


def _fields_of_account(account: Account) -> Iterable[tuple[str, str]]:
    yield _("Account ID"), account.account_id.text
    yield _("Name"), account.name
    yield _("Description"), account.description
    yield _("Environment"), account.environment
    yield _("Colour"), account.colour
    yield _("Tags"), ", ".join(f"{key}={value}" for key, value in sorted(account.tags.items()))
    yield _("Sensitive"), _yes(account.sensitive)
    yield _("Default region"), account.default_region or ""
    yield from freshness_in_words(account.freshness)


def _fields_of_role(role: Role) -> Iterable[tuple[str, str]]:
    yield _("Role ARN"), role.role_arn.text
    yield _("Description"), role.description
    yield _("External ID"), role.external_id or ""
    yield _("Longest console"), spoken(role.max_console_duration)
    yield _("Source identity"), _yes(role.source_identity)
    yield _("Session tags"), _yes(role.session_tags)
    yield _("Default destination"), role.default_destination or ""
    yield from freshness_in_words(role.freshness)


def _pattern_in_words(mapping: Mapping) -> str:
    pattern = mapping.selector.pattern.text if mapping.selector else ""
    return gettext(_("every role")) if pattern == "*" else gettext(_("every role %(pattern)s")) % {"pattern": pattern}


def _accounts_in_words(mapping: Mapping, names: Names) -> str:
    """Say the whole set of accounts: a list cut short would look the same with another account in it."""
    accounts = mapping.selector.accounts if mapping.selector else None
    if accounts is None:
        return ""
    listed = accounts.kind == "listed"
    return each_account_in_words(accounts.ids, names) if listed else accounts_in_words(accounts, names)


def _listed(thing: Thing | None) -> frozenset[UUID]:
    selector = thing.selector if isinstance(thing, Mapping) else None
    return selector.accounts.ids if selector else frozenset()


def _policy_in_words(policy: SessionPolicy | None) -> str:
    return "" if policy is None else " ".join(filter(None, (policy.document, *policy.policy_arns)))


def _yes(is_so: bool) -> str:
    return gettext(_("yes")) if is_so else gettext(_("no"))
