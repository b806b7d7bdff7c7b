"""Accounts, roles and durations as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Self
from urllib.parse import urlencode
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.clicks import OfferedRole
from app.domain.durations import Duration
from app.domain.words import _
from app.web.words import gettext, spoken

_STEPS: Final = (900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200)
_AN_HOUR: Final = Duration(3_600)


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What a page shows of an account; `open_label` is what the button to its roles says."""

    row_id: UUID
    name: str
    account_id: str
    partition: str
    description: str
    environment: str
    colour: str
    sensitive: bool
    open_label: str

    @classmethod
    def of(cls, account: Account) -> Self:
        """Show an account. The button of a sensitive one names its environment, so that nobody clicks by habit."""
        loud = account.sensitive and account.environment
        label = gettext(_("Open %(environment)s console")) % {"environment": account.environment.upper()}
        return cls(
            row_id=account.id,
            name=account.name,
            account_id=account.account_id.text,
            partition=account.partition,
            description=account.description,
            environment=account.environment,
            colour=account.colour,
            sensitive=account.sensitive,
            open_label=label if loud else gettext(_("Open console")),
        )


@dataclass(frozen=True, slots=True)
class DurationChoice:
    """One choice of how long a console stays open."""

    seconds: int
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RoleCard:
    """What a page shows of a role. `choices` is empty where there is nothing to choose.

    `proof_minutes` is how old a strong proof may be, None where none is asked for.
    """

    role_arn: str
    name: str
    description: str
    bookmark: str
    longest: str
    choices: tuple[DurationChoice, ...]
    needs_reason: bool
    proof_minutes: int | None

    @classmethod
    def of(cls, role: Role, *, longest: Duration, chosen: Duration | None = None, needs_reason: bool = False) -> Self:
        """Show a role with the durations that it opens for."""
        return cls(
            role_arn=role.role_arn.text,
            name=role.role_arn.name,
            description=role.description,
            bookmark=f"/console?{urlencode({'role_arn': role.role_arn.text})}",
            longest=spoken(longest),
            choices=choices_up_to(longest, chosen=chosen or longest),
            needs_reason=needs_reason,
            proof_minutes=role.required_freshness.proof_minutes,
        )


@dataclass(frozen=True, slots=True)
class AccountGroup:
    """An account with the roles that somebody may open in it."""

    account: AccountCard
    roles: tuple[RoleCard, ...]


def grouped_by_account(offered: Iterable[OfferedRole]) -> tuple[AccountGroup, ...]:
    """Group roles by account, in the order of account names, then role names; two accounts of one name stay apart."""
    groups = groupby(sorted(offered, key=_place_of), key=lambda one: one.role.account.id)
    return tuple(_group(tuple(roles)) for _account, roles in groups)


def choices_up_to(longest: Duration, *, chosen: Duration) -> tuple[DurationChoice, ...]:
    """Return the durations to choose from: none if an hour is the longest, for then shorter ones are no help."""
    if longest <= _AN_HOUR and chosen == longest:
        return ()
    durations = sorted({Duration(seconds) for seconds in _STEPS if seconds < longest.seconds} | {longest, chosen})
    return tuple(DurationChoice(one.seconds, spoken(one), one == chosen) for one in durations)


def _place_of(one: OfferedRole) -> tuple[str, UUID, str, str]:
    """Return where a role stands on the page, whatever the case of the names."""
    account, role_arn = one.role.account, one.role.role_arn
    return account.name.casefold(), account.id, role_arn.name.casefold(), role_arn.text


def _group(offered: tuple[OfferedRole, ...]) -> AccountGroup:
    roles = tuple(
        RoleCard.of(one.role, longest=one.longest, needs_reason=one.reason_rule is not None) for one in offered
    )
    return AccountGroup(AccountCard.of(offered[0].role.account), roles)
