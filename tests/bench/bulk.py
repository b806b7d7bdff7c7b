"""Rows by the million: straight into the tables, on SQLite in one transaction and on PostgreSQL with COPY."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

import psycopg
from sqlalchemy import make_url

from app.domain.ledger import Plain, canonical_json
from app.storage.upgrade import upgrade
from tests.bench.scale_company import NOW, Row, ScaleCompany, id_of, moment

# The order in which `ScaleCompany` tells the columns of each table.
COLUMNS = {
    "person": ("id", "username", "display_name", "email", "role_session_name", "disabled_at"),
    "identity": ("id", "person_id", "issuer", "subject"),
    "group": ("id", "source", "external_id", "name", "disabled_at"),
    "membership": ("id", "person_id", "group_id", "source", "seen_at"),
    "account": (
        *("id", "partition", "account_id", "name", "description", "environment", "colour", "tags", "sensitive"),
        *("default_region", "version", "disabled_at"),
    ),
    "role": (
        *("id", "account_row_id", "role_arn", "description", "external_id", "max_console_duration", "source_identity"),
        *("session_tags", "default_destination", "disabled_at", "version"),
    ),
    "selector": ("id", "pattern", "accounts", "fingerprint"),
    "selector_role": ("selector_id", "role_id"),
    "mapping": (
        *("id", "effect", "subject_kind", "subject_id", "target_kind", "target_id", "conditions", "valid_from"),
        *("valid_until", "disabled_at", "version"),
    ),
    "mapping_version": ("id", "mapping_id", "version", "at", "actor_kind", "actor_id", "reason", "body"),
}


def fill(database_url: str, company: ScaleCompany) -> None:
    """Make the tables, and fill in everything but the mappings."""
    upgrade(database_url, report=lambda _line: None)
    rows = {
        "person": company.people(),
        "identity": company.identities(),
        "group": company.groups(),
        "membership": company.memberships(),
        "account": company.account_rows(),
        "role": company.role_rows(),
        "selector": company.selector_rows(),
        "selector_role": company.selector_role_rows(),
    }
    for table, each in rows.items():
        insert(database_url, table, each)


def add_mappings(database_url: str, company: ScaleCompany, first: int, last: int) -> None:
    """Add mappings with their first versions, and let the database count what it has."""
    insert(database_url, "mapping", company.mapping_rows(first, last))
    insert(database_url, "mapping_version", _versions(company.mapping_rows(first, last), first))
    _analyze(database_url)


def insert(database_url: str, table: str, rows: Iterable[Row]) -> None:
    """Insert rows, whole or not at all."""
    if database_url.startswith("sqlite"):
        _insert_into_sqlite(database_url, table, rows)
    else:
        _copy_to_postgresql(database_url, table, rows)


def _insert_into_sqlite(database_url: str, table: str, rows: Iterable[Row]) -> None:
    columns = COLUMNS[table]
    statement = f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608 - of the constants above
    connection = sqlite3.connect(make_url(database_url).database or "")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1000000")
    with connection:
        connection.executemany(statement, rows)
    connection.close()


def _copy_to_postgresql(database_url: str, table: str, rows: Iterable[Row]) -> None:
    statement = f'COPY "{table}" ({", ".join(COLUMNS[table])}) FROM STDIN'
    with _postgresql(database_url) as connection, connection.cursor().copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _analyze(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(database_url).database or "")) as connection:
            connection.execute("ANALYZE")
        return
    with _postgresql(database_url) as server:
        server.execute("ANALYZE")


def _postgresql(database_url: str) -> psycopg.Connection:
    return psycopg.connect(database_url.replace("+psycopg", ""), options="-c timezone=UTC")


def _versions(mappings: Iterator[Row], first: int) -> Iterator[Row]:
    """The first version of each mapping, as the admin who added it left it."""
    names, at, actor = COLUMNS["mapping"][:-1], moment(NOW), id_of("person", 0)
    for number, mapping in enumerate(mappings, start=first):
        body = canonical_json(_told(dict(zip(names, mapping, strict=False))))
        yield id_of("version", number), mapping[0], 1, at, "person", actor, "As it was asked for", body


def _told(columns: dict[str, str | int | None]) -> dict[str, Plain]:
    """The columns of a mapping as a version keeps them."""
    ends = {name: f"{columns[name]}+00:00" for name in ("valid_from", "valid_until") if columns[name]}
    return {**columns, **ends, "conditions": json.loads(str(columns["conditions"]))}
