"""Discoveries as their pages show them: how far they are, each account in words, what to set up in AWS."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.discovery import Discovery, DiscoverySettings, FoundAccount, Progress, Trouble
from app.domain.naming import Names
from app.domain.read_role import (
    organization_policy,
    portal_policy_for,
    read_role_policy,
    read_role_template,
    read_role_trust,
)
from app.domain.trust_policies import portal_of_unknown_name
from app.domain.words import _
from app.web.admin.failure_words import kept_failure
from app.web.admin.mapping_words import actor_in_words
from app.web.admin.moments import moment_in_words
from app.web.words import Said, gettext, ngettext

# How soon the page goes on by itself, in milliseconds: at once, or when AWS may be asked again.
_SOON: Final = 300
_LATEST: Final = 60_000


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account and how its scan stands."""

    number: str
    name: str
    state: str
    words: str
    said: Said | None
    is_failed: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list."""

    order: Discovery
    at: str
    who: str
    state: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What to paste into AWS; empty where it is not needed."""

    portal_identity: str | None
    portal_policy: str
    organization_policy: str
    trust_policy: str
    read_policy: str
    template: str


def order_row(order: Discovery, names: Names) -> OrderRow:
    """Show who ordered it, and how it stands."""
    return OrderRow(order, moment_in_words(order.at), actor_in_words(order.actor, names), state_in_words(order))


def state_in_words(order: Discovery) -> str:
    """Say how an order stands."""
    words = {
        "listing": _("lists accounts"),
        "scanning": _("scans accounts"),
        "ended": _("ended"),
        "failed": _("failed"),
    }
    return gettext(words[order.state])


def account_row(account: FoundAccount, *, with_roles: bool) -> AccountRow:
    """Show how an account stands, and what was found in it where its roles are read."""
    return AccountRow(
        number=account.account_id.text,
        name=account.name,
        state=_account_state(account),
        words=_account_words(account, with_roles=with_roles),
        said=said_of(account.trouble),
        is_failed=account.state == "failed",
    )


def said_of(trouble: Trouble | None) -> Said | None:
    """Return a kept failure in words."""
    return None if trouble is None else kept_failure(trouble.code, trouble.values)


def milliseconds_until_next(order: Discovery, progress: Progress, now: datetime) -> int:
    """Say when the page goes on by itself."""
    next_at = order.not_before if order.state == "listing" else progress.next_at
    if next_at is None or next_at <= now:
        return _SOON
    return min(int((next_at - now).total_seconds() * 1000) + _SOON, _LATEST)


def setup_for(settings: DiscoverySettings, portal_identity: str | None) -> Setup:
    """Return what to paste for a discovery with these settings."""
    identity = portal_identity or portal_of_unknown_name(settings.partition)
    reads, lists = settings.read_role is not None, settings.organization_role is not None
    return Setup(
        portal_identity=portal_identity,
        portal_policy=_written(portal_policy_for(settings)),
        organization_policy=_written(organization_policy()) if lists else "",
        trust_policy=_written(read_role_trust(settings, identity)) if reads else "",
        read_policy=_written(read_role_policy()) if reads else "",
        template=read_role_template(settings, identity),
    )


def _written(document: dict[str, object]) -> str:
    return json.dumps(document, indent=2)


def _account_state(account: FoundAccount) -> str:
    words = {"waiting": _("waits"), "done": _("read"), "failed": _("failed"), "skipped": _("skipped")}
    return gettext(words[account.state])


def _account_words(account: FoundAccount, *, with_roles: bool) -> str:
    if account.state == "skipped":
        return gettext(_("AWS says that it is suspended or closed."))
    if account.state == "waiting" and account.trouble is not None:
        return gettext(_("AWS wants it slower: the portal asks again later."))
    if not with_roles or (account.state != "done" and not account.scan.roles):
        return ""
    roles = ngettext("%(number)s role", "%(number)s roles", len(account.scan.roles))
    if not account.scan.left_out:
        return roles
    return gettext(_("%(roles)s, %(left_out)s left out")) % {"roles": roles, "left_out": account.scan.left_out}
