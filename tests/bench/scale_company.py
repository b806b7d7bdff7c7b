"""A company of any size from a seed: the rows of every table that decisions and admin pages read, the same each time.

Everybody is in about ten groups, of which some have tens of thousands of members; the last group leads to more than any
other. Mappings allow and deny, name people and groups, roles and selectors, and have ends and conditions.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from app.domain.accounts import COLOURS, Account
from app.domain.arns import AccountId
from app.domain.ledger import Plain, canonical_json
from app.domain.selectors import AccountSet, RolePattern, Selector
from app.storage.selector_rows import selector_columns

Row = tuple[str | int | None, ...]

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
GROUPS_A_PERSON = 10
TEAMS = 50
ROLE_NAMES = (
    *("Administrator", "AuditReader", "BackupOperator", "Billing", "BreakGlass", "DataEngineer", "DataScientist"),
    *("DatabaseAdmin", "Deployer", "Developer", "Incident", "KeyCustodian", "LogReader", "NetworkAdmin", "PowerUser"),
    *("ReadOnly", "SecurityReader", "Support", "SupportTier2", "Viewer"),
)
_PATTERNS = ("Data*", "Support*", "*Reader", "*Admin*", "D*r")
_CONDITIONS: tuple[Plain, ...] = (
    {"max_console_duration": 3600},
    {"mfa": True},
    {"networks": ["10.0.0.0/8", "2001:db8::/32"]},
    {"reason": {"advice": "Name the ticket.", "ticket_pattern": "OPS-#"}},
    {"session_policy": {"document": None, "policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}},
)
_NO_CONDITIONS = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much there is of each."""

    people: int = 100_000
    groups: int = 5_000
    accounts: int = 500
    roles: int = 10_000
    mappings: int = 1_000_000

    @property
    def selectors(self) -> int:
        return max(10, self.roles // 5)


class ScaleCompany:
    """The rows, in the order of the columns of their tables as they are named in `bulk.COLUMNS`."""

    def __init__(self, sizes: Sizes, *, seed: int = 3) -> None:
        self.sizes = sizes
        self._seed = seed

    def people(self) -> Iterator[Row]:
        for number in range(self.sizes.people):
            name = f"person{number:06}"
            yield id_of("person", number), name, f"Person {number}", f"{name}@example.com", name, None

    def identities(self) -> Iterator[Row]:
        for number in range(self.sizes.people):
            yield id_of("identity", number), id_of("person", number), "local", f"person{number:06}"

    def groups(self) -> Iterator[Row]:
        for number in range(self.sizes.groups):
            name = f"group{number:04}"
            yield id_of("group", number), "local", name, name, None

    def groups_of(self, chance: Random) -> set[int]:
        """The groups of one person: the first ones are in nearly everybody's, the last in hardly anybody's."""
        return {int(self.sizes.groups * chance.random() ** 3) for _time in range(GROUPS_A_PERSON)}

    def memberships(self) -> Iterator[Row]:
        chance, counted, seen_at = self._chance("membership"), itertools.count(), moment(NOW)
        for number in range(self.sizes.people):
            person = id_of("person", number)
            for group in sorted(self.groups_of(chance)):
                yield id_of("membership", next(counted)), person, id_of("group", group), "local", seen_at

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(_account(number) for number in range(self.sizes.accounts))

    def account_rows(self) -> Iterator[Row]:
        for one in self.accounts:
            told = (one.name, "", one.environment, one.colour, canonical_json(dict(one.tags)), int(one.sensitive))
            yield str(one.id), one.partition, one.account_id.text, *told, one.default_region, 1, None

    def role_name(self, number: int) -> str:
        """The name of a role; accounts with more than twenty roles number them."""
        turn, name = divmod(number // self.sizes.accounts, len(ROLE_NAMES))
        return ROLE_NAMES[name] + (f"-{turn}" if turn else "")

    def role_arn(self, number: int) -> str:
        account = self.accounts[number % self.sizes.accounts]
        return f"arn:aws:iam::{account.account_id}:role/{self.role_name(number)}"

    def role_rows(self) -> Iterator[Row]:
        for number in range(self.sizes.roles):
            account = id_of("account", number % self.sizes.accounts)
            told = (self.role_arn(number), "What the job needs, and no more", None, 28_800, 1, 0, None, None, 1)
            yield id_of("role", number), account, *told

    @cached_property
    def selectors(self) -> tuple[Selector, ...]:
        """No two of them say the same."""
        chance = self._chance("selector")
        found: dict[str, Selector] = {}
        while len(found) < self.sizes.selectors:
            one = Selector(UUID(id_of("selector", len(found))), self._pattern(chance), self._accounts_of(chance))
            found.setdefault(selector_columns(one)["fingerprint"], one)
        return tuple(found.values())

    def selector_rows(self) -> Iterator[Row]:
        for one in self.selectors:
            columns = selector_columns(one)
            yield str(one.id), columns["pattern"], canonical_json(columns["accounts"]), columns["fingerprint"]

    def selector_role_rows(self) -> Iterator[Row]:
        """What each selector stands for: names and accounts are judged once, not each pair of them."""
        roles = range(self.sizes.roles)
        by_name = {name: list(same) for name, same in _grouped(roles, self.role_name)}
        for one in self.selectors:
            held = {number for number, account in enumerate(self.accounts) if one.accounts.holds(account)}
            for name in (name for name in by_name if one.pattern.fits(name)):
                for number in by_name[name]:
                    if number % self.sizes.accounts in held:
                        yield str(one.id), id_of("role", number)

    def mapping_rows(self, first: int, last: int) -> Iterator[Row]:
        """The mappings from the first up to the last, which is not among them; those of a range are always the same."""
        chance = self._chance("mapping")
        for number in range(last):
            row = self._mapping(number, chance)
            if number >= first:
                yield row

    def _mapping(self, number: int, chance: Random) -> Row:
        effect = "deny" if chance.random() < 0.02 else "allow"
        kind, subject = self._subject(chance)
        target_kind, target = self._target(chance)
        told = canonical_json(chance.choice(_CONDITIONS)) if chance.random() < 0.1 else _NO_CONDITIONS
        begins, ends = _validity(chance)
        return id_of("mapping", number), effect, kind, subject, target_kind, target, told, begins, ends, None, 1

    def _subject(self, chance: Random) -> tuple[str, str]:
        luck = chance.random()
        if luck < 0.9:
            return "person", id_of("person", chance.randrange(self.sizes.people))
        last = self.sizes.groups - 1
        return "group", id_of("group", last if luck < 0.905 else chance.randrange(last))

    def _target(self, chance: Random) -> tuple[str, str]:
        if chance.random() < 0.97:
            return "role", id_of("role", chance.randrange(self.sizes.roles))
        return "selector", id_of("selector", chance.randrange(self.sizes.selectors))

    def _pattern(self, chance: Random) -> RolePattern:
        known = [self.role_name(number) for number in range(0, self.sizes.roles, self.sizes.accounts)]
        return RolePattern.parse(chance.choice([*known, *_PATTERNS]))

    def _accounts_of(self, chance: Random) -> AccountSet:
        luck, last = chance.random(), self.sizes.accounts - 1
        if luck < 0.01:
            return AccountSet("all")
        if luck < 0.04:
            return AccountSet.tagged({"env": chance.choice(("dev", "staging", "prod"))})
        if luck < 0.5:
            return AccountSet.tagged({"team": f"team-{chance.randrange(TEAMS)}"})
        return AccountSet.listed(frozenset(self.accounts[chance.randint(0, last)].id for _time in range(4)))

    def _chance(self, table: str) -> Random:
        return Random(f"{self._seed} {table}")  # noqa: S311 - the same company each time; nothing secret


def id_of(table: str, number: int) -> str:
    """The identifier of a row, as text: of the form of a UUIDv7, and in the order of the numbers."""
    return f"01900000-0000-7{_TABLES.index(table):03}-8000-{number:012x}"


_TABLES = ("person", "identity", "group", "membership", "account", "role", "selector", "mapping", "version")


def moment(at: datetime) -> str:
    """A moment as both databases read it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _account(number: int) -> Account:
    environment = ("dev", "staging", "prod")[number % 3]
    return Account(
        UUID(id_of("account", number)),
        "aws",
        AccountId(str(200_000_000_000 + number)),
        f"Product {number} {environment}",
        environment=environment,
        colour=COLOURS[number % len(COLOURS)],
        tags={"env": environment, "team": f"team-{number % TEAMS}"},
        sensitive=environment == "prod",
        default_region="eu-central-1",
    )


def _validity(chance: Random) -> tuple[str | None, str | None]:
    luck = chance.random()
    if luck > 0.1:
        return None, None
    days = timedelta(days=chance.randint(1, 300))
    return (moment(NOW - days * 2), moment(NOW - days)) if luck < 0.02 else (None, moment(NOW + days * 9))


def _grouped(numbers: range, key: Callable[[int], str]) -> Iterator[tuple[str, Iterator[int]]]:
    return itertools.groupby(sorted(numbers, key=key), key=key)
