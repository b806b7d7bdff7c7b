"""Column types that keep their promise on both databases: identifiers, moments in UTC, canonical JSON."""

import json
from datetime import UTC, datetime
from typing import Any  # SQLAlchemy's own signatures: a dialect's type engine is of any Python type
from uuid import UUID

from sqlalchemy import CHAR, DateTime, Dialect, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.domain.ledger import Plain, canonical_json


class NaiveMoment(TypeError):
    """A moment without a time zone reached storage: a mistake in our code, never in what somebody typed."""


class Id(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 36 characters on SQLite, so that both sort and compare alike, also as text."""

    impl = CHAR(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the native type where there is one."""
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else CHAR(36))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """Hand a UUID to psycopg as it is, and to SQLite as text."""
        if value is None or dialect.name == "postgresql":
            return value
        return str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """Read a UUID back."""
        if value is None or dialect.name == "postgresql":
            return value  # type: ignore[no-any-return]  # psycopg gives a UUID
        return UUID(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment to the microsecond: aware when it comes in, aware and in UTC when it goes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the moment to UTC; raises NaiveMoment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveMoment("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        # SQLite keeps text: without an offset it has one width, and so sorts by time.
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that what was stored is UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.replace(tzinfo=UTC)


class CanonicalJson(TypeDecorator[Plain]):
    """A JSON-like value as canonical text: equal values are equal bytes, on both databases and in every export."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Plain, dialect: Dialect) -> str:  # noqa: ARG002 - the signature that SQLAlchemy calls
        """Write the value in the one way there is."""
        return canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Plain:  # noqa: ARG002 - as above
        """Read the value back."""
        parsed: Plain = None if value is None else json.loads(value)
        return parsed
