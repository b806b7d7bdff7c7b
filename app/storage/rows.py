"""Rows become values here, and values become the columns and the version bodies that are stored."""

from collections.abc import Mapping as ReadOnly
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final  # Any: the columns of a row, whose types the tables give

from sqlalchemy import ColumnElement, Select, and_, case, cast, literal_column, select

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.durations import Duration
from app.domain.freshness import Freshness
from app.domain.ledger import Plain
from app.domain.mappings import Mapping
from app.domain.people import Group, Person, Username
from app.storage.admin_tables import selector
from app.storage.condition_rows import conditions_of, conditions_to_store
from app.storage.selector_rows import selector_of
from app.storage.tables import account, group, mapping, person, role
from app.storage.types import Id

Columns = tuple[ColumnElement[Any], ...]
Row = tuple[Any, ...]

ACCOUNT_COLUMNS: Final[Columns] = tuple(account.c)
ROLE_COLUMNS: Final[Columns] = tuple(column for column in role.c if column is not role.c.account_row_id)
MAPPING_COLUMNS: Final[Columns] = (*mapping.c, selector.c.id, selector.c.pattern, selector.c.accounts)
PERSON_COLUMNS: Final[Columns] = tuple(person.c)
GROUP_COLUMNS: Final[Columns] = tuple(group.c)
WHAT_A_MAPPING_SAYS: Final = (
    "effect",
    "subject_kind",
    "subject_id",
    "target_kind",
    "target_id",
    "conditions",
    "valid_from",
    "valid_until",
)
ROLES: Final[Select[Any]] = select(*ROLE_COLUMNS, *ACCOUNT_COLUMNS).join_from(role, account)
# The words stand in the statement, not beside it: only then does PostgreSQL find a plan for all parameters as good as
# one for these, keep it, and not plan anew at each decision. That doubled what the statement took.
LEADS_TO_ROLE: Final = mapping.c.target_kind == literal_column("'role'")
LEADS_TO_SELECTOR: Final = mapping.c.target_kind == literal_column("'selector'")
ALLOWS: Final = mapping.c.effect == literal_column("'allow'")
# CASE, because PostgreSQL may otherwise try to read "admin" as a UUID.
SELECTOR_OF_MAPPING: Final = case((LEADS_TO_SELECTOR, cast(mapping.c.target_id, Id)))
# Every statement that reads mappings begins here: a selector comes with the mapping whose target it is.
MAPPINGS: Final[Select[Any]] = select(*MAPPING_COLUMNS).outerjoin_from(
    mapping, selector, and_(LEADS_TO_SELECTOR, selector.c.id == SELECTOR_OF_MAPPING)
)


def account_of(row: Row) -> Account:
    """Make the value of a row of ACCOUNT_COLUMNS."""
    (id_, partition, account_id, name, description, environment, colour, tags, sensitive, region, *rest) = row
    version, disabled_at, *freshness = rest
    return Account(
        id=id_,
        partition=partition,
        account_id=AccountId(account_id),
        name=name,
        description=description,
        environment=environment,
        colour=colour,
        tags=MappingProxyType(tags),
        sensitive=sensitive,
        default_region=region,
        freshness=Freshness(*freshness),
        disabled_at=disabled_at,
        version=version,
    )


def role_of(row: Row, its_account: Account) -> Role:
    """Make the value of a row of ROLE_COLUMNS."""
    (id_, role_arn, description, external_id, longest, source_identity, tags, destination, *rest) = row
    disabled_at, version, *freshness = rest
    return Role(
        id=id_,
        account=its_account,
        role_arn=RoleArn.parse(role_arn),
        max_console_duration=Duration(longest),
        description=description,
        external_id=external_id,
        source_identity=source_identity,
        session_tags=tags,
        default_destination=destination,
        freshness=Freshness(*freshness),
        disabled_at=disabled_at,
        version=version,
    )


def role_with_account_of(row: Row) -> Role:
    """Make the value of a row of ROLE_COLUMNS and ACCOUNT_COLUMNS."""
    return role_of(row[: len(ROLE_COLUMNS)], account_of(row[len(ROLE_COLUMNS) :]))


def mapping_of(row: Row) -> Mapping:
    """Make the value of a row of MAPPING_COLUMNS."""
    (id_, effect, subject_kind, subject_id, target_kind, target_id, conditions, *validity, version) = row[:11]
    selector_id, pattern, accounts = row[11:]
    return Mapping(
        id=id_,
        effect=effect,
        subject_kind=subject_kind,
        subject_id=subject_id,
        target_kind=target_kind,
        target_id=target_id,
        conditions=conditions_of(conditions),
        valid_from=validity[0],
        valid_until=validity[1],
        disabled_at=validity[2],
        version=version,
        selector=None if selector_id is None else selector_of(selector_id, pattern, accounts),
    )


def person_of(row: Row) -> Person:
    """Make the value of a row of PERSON_COLUMNS."""
    (id_, username, display_name, email, role_session_name, disabled_at) = row
    return Person(id_, Username(username), display_name, email, role_session_name, disabled_at)


def group_of(row: Row) -> Group:
    """Make the value of a row of GROUP_COLUMNS."""
    return Group(*row)


def account_columns(value: Account) -> dict[str, Any]:
    """Return the columns of an account."""
    return {
        "id": value.id,
        "partition": value.partition,
        "account_id": value.account_id.text,
        "name": value.name,
        "description": value.description,
        "environment": value.environment,
        "colour": value.colour,
        "tags": dict(value.tags),
        "sensitive": value.sensitive,
        "default_region": value.default_region,
        "disabled_at": value.disabled_at,
        "version": value.version,
        **_freshness_columns(value.freshness),
    }


def role_columns(value: Role) -> dict[str, Any]:
    """Return the columns of a role."""
    return {
        "id": value.id,
        "account_row_id": value.account.id,
        "role_arn": value.role_arn.text,
        "description": value.description,
        "external_id": value.external_id,
        "max_console_duration": value.max_console_duration.seconds,
        "source_identity": value.source_identity,
        "session_tags": value.session_tags,
        "default_destination": value.default_destination,
        "disabled_at": value.disabled_at,
        "version": value.version,
        **_freshness_columns(value.freshness),
    }


def _freshness_columns(value: Freshness) -> dict[str, Any]:
    return {"proof_minutes": value.proof_minutes, "groups_hold_hours": value.groups_hold_hours}


def mapping_columns(value: Mapping) -> dict[str, Any]:
    """Return the columns of a mapping; raises ConditionsFromNewer for one that this version cannot judge."""
    return {
        "id": value.id,
        "effect": value.effect,
        "subject_kind": value.subject_kind,
        "subject_id": value.subject_id,
        "target_kind": value.target_kind,
        "target_id": value.target_id,
        "conditions": conditions_to_store(value.conditions),
        "valid_from": value.valid_from,
        "valid_until": value.valid_until,
        "disabled_at": value.disabled_at,
        "version": value.version,
    }


def body_of(columns: ReadOnly[str, Any]) -> dict[str, Plain]:
    """Return the columns as a version keeps them: identifiers and moments as text, everything else as it is."""
    return {name: _plain(value) for name, value in columns.items() if name != "version"}


def _plain(value: Any) -> Plain:
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | dict):
        return value
    return str(value)
