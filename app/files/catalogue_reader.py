"""Reads Doorstep's own file: every account, role and mapping in it, and every line that cannot be used."""

from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Final, TypeVar, cast, get_args
from uuid import UUID

from app.domain.accounts import COLOURS, Account, Role, colour_for, parse_external_id
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Conditions, SessionPolicy, parse_networks
from app.domain.descriptions import LONGEST_ENVIRONMENT, parse_line, parse_region
from app.domain.destinations import Destination
from app.domain.durations import DEFAULT_MAX_CONSOLE_DURATION, Duration
from app.domain.freshness import Freshness, parse_groups_hold, parse_proof_minutes
from app.domain.interchange import (
    NOT_FOUND_YET,
    Flaw,
    NamedSelector,
    SubjectName,
    Written,
    WrittenAccount,
    WrittenMapping,
    WrittenRole,
)
from app.domain.mappings import Effect, PortalTarget
from app.domain.names import parse_name
from app.domain.partitions import partition_named
from app.domain.reasons import ReasonRule
from app.domain.selectors import RolePattern
from app.files.fields import Fields, Flawed, moment
from app.files.located import Located, Unreadable
from app.files.parsing import read_located

FORMAT: Final = "1"
_FRESHNESS: Final = ("proof_minutes", "groups_hold_hours")
_ACCOUNT: Final = (
    "partition",
    "account_id",
    "name",
    "description",
    "environment",
    "colour",
    "tags",
    "sensitive",
    "default_region",
    *_FRESHNESS,
    "disabled",
)
_ROLE: Final = (
    "role_arn",
    "description",
    "external_id",
    "max_console_duration",
    "source_identity",
    "session_tags",
    "default_destination",
    *_FRESHNESS,
    "disabled",
)
_MAPPING: Final = (
    "id",
    "effect",
    "person",
    "group",
    "role",
    "roles",
    "portal",
    "max_console_duration",
    "networks",
    "needs_mfa",
    "session_policy",
    "reason",
    "unknown_conditions",
    "valid_from",
    "valid_until",
    "disabled",
)
Item = TypeVar("Item")


def read_catalogue(text: str) -> Written:
    """Read a file; whatever cannot be used is among the flaws."""
    flaws: list[Flaw] = []
    try:
        top = Fields(read_located(text, flaws), flaws, ("doorstep", "accounts", "roles", "mappings"))
        top.choice("doorstep", (FORMAT,))
        accounts = _each(top, "accounts", flaws, _account)
        roles = _each(top, "roles", flaws, _role)
        mappings = _each(top, "mappings", flaws, _mapping)
    except Unreadable as error:
        return Written(flaws=(*flaws, error.flaw))
    except Flawed:
        return Written(flaws=tuple(sorted(flaws)))
    return Written(accounts=accounts, roles=roles, mappings=mappings, flaws=tuple(sorted(flaws)))


def _each(top: Fields, name: str, flaws: list[Flaw], read: Callable[[Located, list[Flaw]], Item]) -> tuple[Item, ...]:
    records = top.located(name)
    if records.value is None:
        return ()
    if not isinstance(records.value, list):
        raise top.flaw(records.line, f"“{name}” has to be a list.", "Begin each record with a hyphen.")
    items = []
    for record in records.value:
        try:
            items.append(read(record, flaws))
        except Flawed:
            continue
    return tuple(items)


def _account(record: Located, flaws: list[Flaw]) -> WrittenAccount:
    fields = Fields(record, flaws, _ACCOUNT)
    account_id = fields.parsed("account_id", AccountId.parse)
    partition = fields.judged("partition", lambda: partition_named(fields.text("partition", "aws")).name)
    account = Account(
        id=NOT_FOUND_YET,
        partition=partition,
        account_id=account_id,
        name=fields.parsed("name", parse_name),
        description=fields.optional("description", parse_line) or "",
        environment=fields.optional("environment", partial(parse_line, longest=LONGEST_ENVIRONMENT)) or "",
        colour=fields.choice("colour", COLOURS, colour_for(account_id)),
        tags=MappingProxyType(fields.tags("tags")),
        sensitive=fields.flag("sensitive", False),
        default_region=fields.optional("default_region", partial(parse_region, partition=partition)),
        freshness=_freshness(fields),
    )
    return WrittenAccount(fields.line, account, fields.flag("disabled", False))


def _role(record: Located, flaws: list[Flaw]) -> WrittenRole:
    fields = Fields(record, flaws, _ROLE)
    role_arn = fields.role_arn("role_arn")
    partition = partition_named(role_arn.partition)
    role = Role(
        id=NOT_FOUND_YET,
        account=Account(NOT_FOUND_YET, role_arn.partition, role_arn.account_id, ""),
        role_arn=role_arn,
        max_console_duration=fields.optional("max_console_duration", Duration.parse)
        or Duration(DEFAULT_MAX_CONSOLE_DURATION),
        description=fields.optional("description", parse_line) or "",
        external_id=fields.optional("external_id", parse_external_id),
        source_identity=fields.flag("source_identity", True),
        session_tags=fields.flag("session_tags", False),
        default_destination=fields.optional(
            "default_destination", lambda text: Destination.parse(text, partition=partition).url
        ),
        freshness=_freshness(fields),
    )
    return WrittenRole(fields.line, role, fields.flag("disabled", False))


def _freshness(fields: Fields) -> Freshness:
    return Freshness(
        fields.optional("proof_minutes", parse_proof_minutes), fields.optional("groups_hold_hours", parse_groups_hold)
    )


def _mapping(record: Located, flaws: list[Flaw]) -> WrittenMapping:
    fields = Fields(record, flaws, _MAPPING)
    return WrittenMapping(
        line=fields.line,
        id=fields.optional("id", UUID),
        effect=cast("Effect", fields.choice("effect", get_args(Effect), "allow")),
        subject=_subject(fields, flaws),
        target=_target(fields, flaws),
        conditions=_conditions(fields, flaws),
        valid_from=fields.optional("valid_from", moment),
        valid_until=fields.optional("valid_until", moment),
        disabled=fields.flag("disabled", False),
    )


def _subject(fields: Fields, flaws: list[Flaw]) -> SubjectName:
    if fields.has("person") == fields.has("group"):
        raise fields.flaw(fields.line, "A mapping is for a person or for a group.", "Give either “person” or “group”.")
    if fields.has("person"):
        return SubjectName(kind="person", name=fields.text("person"))
    group = fields.located("group")
    if isinstance(group.value, str):
        return SubjectName(kind="group", name=group.value)
    inner = Fields(group, flaws, ("source", "external_id", "name"))
    source, external_id = inner.text("source"), inner.text("external_id")
    return SubjectName(kind="group", name=inner.text("name", ""), source=source, external_id=external_id)


def _target(fields: Fields, flaws: list[Flaw]) -> RoleArn | PortalTarget | NamedSelector:
    if sum(map(fields.has, ("role", "roles", "portal"))) != 1:
        raise fields.flaw(
            fields.line, "A mapping leads to one target.", "Give one of “role”, “roles” (by a pattern) and “portal”."
        )
    if fields.has("role"):
        return fields.role_arn("role")
    if fields.has("portal"):
        return cast("PortalTarget", fields.choice("portal", get_args(PortalTarget)))
    inner = Fields(fields.located("roles"), flaws, ("pattern", "accounts", "tags", "all_accounts"))
    pattern = inner.parsed("pattern", RolePattern.parse)
    if sum((inner.has("accounts"), inner.has("tags"), inner.flag("all_accounts", False))) != 1:
        raise inner.flaw(
            inner.line, "It is not clear which accounts are meant.", "Give “accounts”, “tags” or “all_accounts: true”."
        )
    listed = inner.judged("accounts", lambda: frozenset(map(_account_key, inner.texts("accounts"))))
    tags = tuple(sorted(inner.tags("tags").items()))
    if not (listed or tags or inner.has("all_accounts")):
        raise inner.flaw(inner.line, "No account was chosen.", "Name at least one account or one tag.")
    return NamedSelector(pattern, listed, tags)


def _account_key(text: str) -> tuple[str, str]:
    partition, _colon, account_id = text.rpartition(":")
    return partition_named(partition or "aws").name, AccountId.parse(account_id).text


def _conditions(fields: Fields, flaws: list[Flaw]) -> Conditions:
    networks = fields.texts("networks")
    return Conditions(
        max_console_duration=fields.optional("max_console_duration", Duration.parse),
        networks=fields.judged("networks", lambda: parse_networks("\n".join(networks))),
        needs_mfa=fields.flag("needs_mfa", False),
        session_policy=_session_policy(fields, flaws),
        reason=_reason(fields, flaws),
        unknown=frozenset(fields.texts("unknown_conditions")),
    )


def _session_policy(fields: Fields, flaws: list[Flaw]) -> SessionPolicy | None:
    if not fields.has("session_policy"):
        return None
    inner = Fields(fields.located("session_policy"), flaws, ("document", "policy_arns"))
    document = inner.text("document") if inner.has("document") else None
    arns = inner.texts("policy_arns")
    return fields.judged("session_policy", lambda: SessionPolicy.parse(document, arns))


def _reason(fields: Fields, flaws: list[Flaw]) -> ReasonRule | None:
    if not fields.has("reason"):
        return None
    inner = Fields(fields.located("reason"), flaws, ("ticket_pattern", "advice"))
    advice = inner.text("advice", "") or None
    ticket = inner.text("ticket_pattern") if inner.has("ticket_pattern") else None
    return inner.judged("ticket_pattern", lambda: ReasonRule.parse(ticket, advice))
