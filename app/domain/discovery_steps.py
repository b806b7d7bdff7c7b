"""How a discovery goes on: what each piece of work, and each failure, makes of an order and of an account."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.domain.aws_failures import AwsFailure, AwsThrottled
from app.domain.discovery import AccountState, Discovery, DiscoveryState, FoundAccount, FoundRole, Scan, Trouble

# How long to wait where AWS wants it slower, doubled each time, and how often before it is a failure.
SHORTEST_WAIT: Final = timedelta(seconds=5)
MOST_TRIES: Final = 6


def with_roles(scan: Scan, kept: Iterable[FoundRole], *, left_out: int, marker: str | None) -> Scan:
    """Return a scan with one more page of roles; `marker` leads to the next."""
    roles = (*scan.roles, *kept)
    return Scan(roles=roles, left_out=scan.left_out + left_out, marker=marker, is_listed=marker is None)


def with_tags(scan: Scan, untagged: FoundRole, tags: ReadOnly[str, str]) -> Scan:
    """Return a scan in which the tags of one role have been read."""
    tagged = replace(untagged, tags=tags)
    return replace(scan, roles=tuple(tagged if role is untagged else role for role in scan.roles))


def after_listing(order: Discovery, *, next_token: str | None, portal_identity: str | None) -> Discovery:
    """Return an order of whose accounts another page was read."""
    state: DiscoveryState = "listing" if next_token else "scanning"
    return replace(
        order,
        state=state,
        next_token=next_token,
        portal_identity=portal_identity,
        trouble=None,
        not_before=None,
        tries=0,
    )


def after_failed_listing(order: Discovery, failure: AwsFailure, now: datetime) -> Discovery:
    """Return an order whose accounts could not be listed: it waits where AWS wants it slower, or has failed."""
    if _is_put_off(failure, order.tries):
        return replace(order, trouble=trouble_of(failure), not_before=_later(now, order.tries), tries=order.tries + 1)
    return replace(order, state="failed", trouble=trouble_of(failure), not_before=None, ended_at=now)


def after_scan(account: FoundAccount, scan: Scan) -> FoundAccount:
    """Return an account that was scanned as far as there was time."""
    state: AccountState = "done" if scan.is_complete else "waiting"
    return replace(account, scan=scan, state=state, trouble=None, not_before=None, tries=0)


def after_failed_scan(account: FoundAccount, scan: Scan, failure: AwsFailure, now: datetime) -> FoundAccount:
    """Return an account whose scan failed: it waits where AWS wants it slower, or has failed."""
    account = replace(account, scan=scan, trouble=trouble_of(failure))
    if _is_put_off(failure, account.tries):
        return replace(account, not_before=_later(now, account.tries), tries=account.tries + 1)
    return replace(account, state="failed", not_before=None)


def resumed(order: Discovery) -> Discovery:
    """Return an order that goes on: with its list where that failed, else with its accounts."""
    state: DiscoveryState = "listing" if order.state == "failed" else "scanning"
    return replace(order, state=state, trouble=None, not_before=None, tries=0, ended_at=None)


def scanned_again(account: FoundAccount) -> FoundAccount:
    """Return an account that is scanned from the beginning: where a half-read list goes on is not told for ever."""
    return replace(account, state="waiting", scan=Scan(), trouble=None, not_before=None, tries=0)


def trouble_of(failure: AwsFailure) -> Trouble:
    """Return a failure as it is kept."""
    return Trouble(code=failure.code, values={name: str(value) for name, value in failure.values.items()})


def _is_put_off(failure: AwsFailure, tries: int) -> bool:
    return isinstance(failure, AwsThrottled) and tries < MOST_TRIES


def _later(now: datetime, tries: int) -> datetime:
    return now + SHORTEST_WAIT * (1 << tries)
