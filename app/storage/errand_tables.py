"""The tables of the portal's errands: tests of roles and which run has one, discoveries and their accounts."""

from typing import Final, get_args

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from app.domain.discovery import AccountState, DiscoveryState
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

# `claim` names whoever works on a row, until `claimed_until`: a worker that was killed loses its claim.
discovery: Final = Table(
    "discovery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("settings", CanonicalJson, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", CanonicalJson, nullable=False),
    Column("not_before", UtcDateTime),
    Column("claim", Id),
    Column("claimed_until", UtcDateTime),
    Column("ended_at", UtcDateTime),
    one_of("actor_kind", ACTOR_KINDS),
    one_of("state", get_args(DiscoveryState)),
)

discovery_account: Final = Table(
    "discovery_account",
    metadata,
    Column("discovery_id", ForeignKey("discovery.id"), primary_key=True),
    Column("account_id", String(12), primary_key=True),
    Column("name", Text, nullable=False),
    Column("tags", CanonicalJson, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", CanonicalJson, nullable=False),
    Column("not_before", UtcDateTime),
    Column("claim", Id),
    Column("claimed_until", UtcDateTime),
    one_of("state", get_args(AccountState)),
    # The next account to scan, among those that wait.
    Index(None, "discovery_id", "state", "account_id"),
)
