"""The company that is measured with: forty roles in twelve accounts, sixty mappings, and alice in some groups."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.accounts import Account
from app.domain.arns import AccountId, RoleArn
from app.domain.durations import Duration
from app.domain.ledger import Actor
from app.domain.people import Username
from app.identity.passwords import Argon2Passwords
from app.joints.records import Records, records_of
from app.settings import DatabaseSettings
from app.storage.ids import new_id
from app.storage.upgrade import upgrade

USERNAME = "alice"
PASSWORD = "a password of the benchmark only"
COLLEAGUES = tuple(f"colleague{number}" for number in range(20))
ACCOUNTS = 12
ROLES = 40
MAPPINGS = 60
NOT_MAPPED = RoleArn.parse("arn:aws:iam::100000000000:role/NobodyMapped")
_GROUPS = ("developers", "on-call", "platform", "readers")
_OPERATOR = Actor("operator", "bench")
_EIGHT_HOURS = Duration.of_seconds(28_800)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A portal's records on the disk, filled in, and the roles that alice may open."""

    database_url: str
    records: Records
    role_arns: tuple[RoleArn, ...]


def fill_in(folder: Path) -> Company:
    """Make a database in a folder, and fill it through the services that any operator uses."""
    database_url = f"sqlite:///{folder}/doorstep.db"
    upgrade(database_url, report=lambda _line: None)
    records = records_of(DatabaseSettings.model_validate({"database_url": database_url}))
    for number in range(ACCOUNTS):
        _add_account(records, number)
    role_arns = tuple(_add_role(records, number) for number in range(ROLES))
    records.catalogue.add_role(NOT_MAPPED, actor=_OPERATOR, max_console_duration=_EIGHT_HOURS)
    _add_people(records)
    for number in range(MAPPINGS):
        group = _GROUPS[(number + number // ROLES) % len(_GROUPS)]
        records.catalogue.add_mapping("group", group, role_arns[number % ROLES], actor=_OPERATOR)
    return Company(database_url=database_url, records=records, role_arns=role_arns)


def _add_account(records: Records, number: int) -> None:
    account = Account(
        id=new_id(),
        partition="aws",
        account_id=AccountId.parse(str(100_000_000_000 + number)),
        name=f"Product {number}",
        description="One of a dozen accounts",
        environment=("dev", "staging", "prod")[number % 3],
        default_region="eu-central-1",
    )
    records.catalogue.add_account(account, actor=_OPERATOR)


def _add_role(records: Records, number: int) -> RoleArn:
    role_arn = RoleArn.parse(f"arn:aws:iam::{100_000_000_000 + number % ACCOUNTS}:role/Developer{number}")
    records.catalogue.add_role(
        role_arn, actor=_OPERATOR, max_console_duration=_EIGHT_HOURS, description="Builds, deploys and looks at logs"
    )
    return role_arn


def _add_people(records: Records) -> None:
    password_hash = Argon2Passwords().hash(PASSWORD)
    records.people.add(Username.parse(USERNAME), actor=_OPERATOR, groups=_GROUPS, password_hash=password_hash)
    for number, colleague in enumerate(COLLEAGUES):
        groups = ("everybody", _GROUPS[number % len(_GROUPS)])
        records.people.add(Username.parse(colleague), actor=_OPERATOR, groups=groups, password_hash=password_hash)
