"""Writes everything that admins describe as one YAML or JSON file, which `read_catalogue` reads again."""

import json
from collections.abc import Mapping as ReadOnly
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import yaml

from app.domain.accounts import Account, Role
from app.domain.conditions import Conditions
from app.domain.interchange import Holdings
from app.domain.ledger import Plain
from app.domain.mappings import Mapping
from app.domain.people import Group

FileFormat = Literal["yaml", "json"]
_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
Record = dict[str, Plain]


def write_catalogue(holdings: Holdings, file_format: FileFormat) -> str:
    """Return the file: what is as it would be anyway is left out."""
    accounts = {account.id: f"{account.partition}:{account.account_id}" for account in holdings.accounts}
    subjects: dict[UUID, Plain] = {person.id: person.username.text for person in holdings.people}
    subjects |= {group.id: _group(group) for group in holdings.groups}
    roles = {str(role.id): role.role_arn.text for role in holdings.roles}
    content: Record = {
        "doorstep": 1,
        "accounts": [_account(account) for account in holdings.accounts],
        "roles": [_role(role) for role in holdings.roles],
        "mappings": [
            _mapping(mapping, subjects, roles, accounts)
            for mapping in holdings.mappings
            # Who is no longer there cannot be named.
            if mapping.subject_id in subjects
        ],
    }
    if file_format == "json":
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return str(yaml.dump(content, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=100))


def _account(account: Account) -> Record:
    return _without_defaults(
        {
            "partition": account.partition,
            "account_id": account.account_id.text,
            "name": account.name,
            "description": account.description,
            "environment": account.environment,
            "colour": account.colour,
            "tags": dict(account.tags),
            "sensitive": account.sensitive,
            "default_region": account.default_region,
            "disabled": account.disabled_at is not None,
        }
    )


def _role(role: Role) -> Record:
    record = _without_defaults(
        {
            "role_arn": role.role_arn.text,
            "description": role.description,
            "external_id": role.external_id,
            "max_console_duration": role.max_console_duration.seconds,
            "session_tags": role.session_tags,
            "default_destination": role.default_destination,
            "disabled": role.disabled_at is not None,
        }
    )
    return record if role.source_identity else {**record, "source_identity": False}


def _mapping(
    mapping: Mapping, subjects: ReadOnly[UUID, Plain], roles: ReadOnly[str, str], accounts: ReadOnly[UUID, str]
) -> Record:
    return _without_defaults(
        {
            "id": str(mapping.id),
            "effect": mapping.effect,
            mapping.subject_kind: _apart(subjects[mapping.subject_id]),
            **_target(mapping, roles, accounts),
            **_conditions(mapping.conditions),
            "valid_from": _moment(mapping.valid_from),
            "valid_until": _moment(mapping.valid_until),
            "disabled": mapping.disabled_at is not None,
        }
    )


def _target(mapping: Mapping, roles: ReadOnly[str, str], accounts: ReadOnly[UUID, str]) -> Record:
    if mapping.selector is None:
        if mapping.target_kind == "portal":
            return {"portal": mapping.target_id}
        return {"role": roles[mapping.target_id]}
    chosen, which = mapping.selector.accounts, Record()
    if chosen.kind == "all":
        which["all_accounts"] = True
    elif chosen.kind == "tagged":
        which["tags"] = dict(chosen.tags)
    else:
        which["accounts"] = [*sorted(accounts[id_] for id_ in chosen.ids)]
    return {"roles": {"pattern": mapping.selector.pattern.text, **which}}


def _conditions(conditions: Conditions) -> Record:
    longest, policy, rule = conditions.max_console_duration, conditions.session_policy, conditions.reason
    record: Record = {
        "max_console_duration": longest.seconds if longest else None,
        "networks": [str(network) for network in conditions.networks],
        "needs_mfa": conditions.needs_mfa,
        "unknown_conditions": [*sorted(conditions.unknown)],
    }
    if policy is not None:
        record["session_policy"] = _without_defaults(
            {"document": policy.document, "policy_arns": list(policy.policy_arns)}
        )
    if rule is not None:
        record["reason"] = {"ticket_pattern": rule.ticket_pattern, "advice": rule.advice}
    return record


def _group(group: Group) -> Record:
    return {"source": group.source, "external_id": group.external_id, "name": group.name}


def _apart(value: Plain) -> Plain:
    """Copy a record: PyYAML would write one that it sees again as an alias, and those are not read."""
    return dict(value) if isinstance(value, dict) else value


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _without_defaults(record: Record) -> Record:
    return {name: value for name, value in record.items() if value not in (None, False, "", [], {})}
