"""The tables of the portal's errands: the last test of each role, and which run has it."""

from typing import Final, get_args

from sqlalchemy import Column, ForeignKey, Table, Text

from app.domain.role_tests import Outcome
from app.storage.table_parts import ACTOR_KINDS, metadata, one_of
from app.storage.types import CanonicalJson, Id, UtcDateTime

role_test: Final = Table(
    "role_test",
    metadata,
    Column("role_id", ForeignKey("role.id"), primary_key=True),
    Column("id", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("body", CanonicalJson, nullable=False),
    one_of("actor_kind", ACTOR_KINDS),
    one_of("outcome", get_args(Outcome)),
)

# Which roles a run of background tests has taken on, and when: written before AWS is asked, and good for a day.
role_test_claim: Final = Table(
    "role_test_claim",
    metadata,
    Column("role_id", ForeignKey("role.id"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
