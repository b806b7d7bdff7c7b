"""Writes everything that admins describe as one YAML or JSON file, which `read_catalogue` reads again."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, groupby
from types import MappingProxyType
from typing import Final
from uuid import UUID

import yaml

from app.domain.accounts import Account, Role
from app.domain.conditions import Conditions
from app.domain.freshness import Freshness
from app.domain.interchange import FileFormat, NamedMapping, Piece
from app.domain.ledger import Plain
from app.domain.mappings import Mapping
from app.domain.naming import Names

_SECTIONS: Final = ("accounts", "roles", "mappings")
Record = dict[str, Plain]
# What is a number to YAML 1.2. Source: YAML 1.2.2, 10.3.2.
_NUMBER: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if _NUMBER.fullmatch(text) else None)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # it is one of two classes
    """Quotes what another version of YAML takes for a number: 048213579604 is an account ID, and a text."""

    yaml_representers: Final = MappingProxyType({**yaml.SafeDumper.yaml_representers, str: _text})


def write_catalogue(pieces: Iterable[Piece], file_format: FileFormat) -> Iterator[str]:
    """Give the file, record by record; what is as it would be anyway is left out."""
    section = _yaml_section if file_format == "yaml" else _json_section
    yield "doorstep: 1\n" if file_format == "yaml" else '{\n"doorstep": 1'
    groups = groupby(pieces, _section_of)
    current = next(groups, None)
    for name in _SECTIONS:
        if current is not None and current[0] == name:
            yield from section(name, map(record_of, current[1]))
            current = next(groups, None)
        else:
            yield from section(name, iter(()))
    yield "" if file_format == "yaml" else "\n}\n"


def record_of(piece: Piece) -> Record:
    """Return a thing as the file describes it; what is as it would be anyway is left out."""
    if isinstance(piece, NamedMapping):
        return _mapping(piece.mapping, piece.names)
    return _account(piece) if isinstance(piece, Account) else _role(piece)


def _yaml_section(name: str, records: Iterator[Record]) -> Iterator[str]:
    first = next(records, None)
    if first is None:
        yield f"{name}: []\n"
        return
    yield f"{name}:\n"
    for record in chain((first,), records):
        yield str(yaml.dump([record], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))


def _json_section(name: str, records: Iterator[Record]) -> Iterator[str]:
    """Give one record a line, so that two files can be compared."""
    yield f',\n"{name}": ['
    comma = ""
    for record in records:
        yield f"{comma}\n {json.dumps(record, ensure_ascii=False)}"
        comma = ","
    yield "\n]"


def _section_of(piece: Piece) -> str:
    if isinstance(piece, NamedMapping):
        return "mappings"
    return "accounts" if isinstance(piece, Account) else "roles"


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
            **_freshness(account.freshness),
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
            **_freshness(role.freshness),
            "disabled": role.disabled_at is not None,
        }
    )
    return record if role.source_identity else {**record, "source_identity": False}


def _freshness(freshness: Freshness) -> Record:
    return {"proof_minutes": freshness.proof_minutes, "groups_hold_hours": freshness.groups_hold_hours}


def _mapping(mapping: Mapping, names: Names) -> Record:
    return _without_defaults(
        {
            "id": str(mapping.id),
            "effect": mapping.effect,
            mapping.subject_kind: _subject(mapping, names),
            **_target(mapping, names),
            **_conditions(mapping.conditions),
            "valid_from": _moment(mapping.valid_from),
            "valid_until": _moment(mapping.valid_until),
            "disabled": mapping.disabled_at is not None,
        }
    )


def _subject(mapping: Mapping, names: Names) -> Plain:
    if mapping.subject_kind == "person":
        return names.people[mapping.subject_id].username.text
    group = names.groups[mapping.subject_id]
    return {"source": group.source, "external_id": group.external_id, "name": group.name}


def _target(mapping: Mapping, names: Names) -> Record:
    if mapping.selector is None:
        if mapping.target_kind == "portal":
            return {"portal": mapping.target_id}
        return {"role": names.roles[UUID(mapping.target_id)].role_arn.text}
    chosen, which = mapping.selector.accounts, Record()
    if chosen.kind == "all":
        which["all_accounts"] = True
    elif chosen.kind == "tagged":
        which["tags"] = dict(chosen.tags)
    else:
        accounts = (names.accounts[id_] for id_ in chosen.ids)
        which["accounts"] = [*sorted(f"{one.partition}:{one.account_id}" for one in accounts)]
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


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _without_defaults(record: Record) -> Record:
    return {name: value for name, value in record.items() if value not in (None, False, "", [], {})}
