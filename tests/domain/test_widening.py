"""What may give somebody more comes first: no such change hides behind a hundred that give nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Conditions
from app.domain.drafts import Revision, added, changed, disabled
from app.domain.durations import Duration
from app.domain.freshness import Freshness
from app.domain.mappings import Mapping
from app.domain.widening import may_widen

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
ACCOUNT = Account(UUID(int=1), "aws", AccountId("012345678901"), "Web shop", sensitive=True)
ROLE = Role(UUID(int=2), ACCOUNT, RoleArn.parse("arn:aws:iam::012345678901:role/reader"), Duration(3600))
ALLOW = Mapping(
    UUID(int=3), "allow", "person", UUID(int=4), "role", str(ROLE.id), conditions=Conditions(needs_mfa=True)
)
DENY = replace(ALLOW, effect="deny")


@pytest.mark.parametrize(
    "revision",
    [
        added(ALLOW),
        changed(ALLOW, replace(ALLOW, conditions=Conditions())),
        changed(replace(ALLOW, disabled_at=NOW), ALLOW),
        disabled(DENY, NOW),
        changed(DENY, replace(DENY, valid_until=NOW)),
        changed(DENY, ALLOW),
        added(ROLE),
        changed(replace(ROLE, disabled_at=NOW), ROLE),
        changed(ROLE, replace(ROLE, max_console_duration=Duration(43_200))),
        changed(ROLE, replace(ROLE, session_tags=True)),
        changed(ACCOUNT, replace(ACCOUNT, tags={"env": "dev"})),
        changed(ACCOUNT, replace(ACCOUNT, sensitive=False)),
        changed(replace(ACCOUNT, disabled_at=NOW), ACCOUNT),
        changed(replace(ROLE, freshness=Freshness(proof_minutes=15)), ROLE),
        changed(replace(ROLE, freshness=Freshness(15)), replace(ROLE, freshness=Freshness(16))),
        changed(replace(ACCOUNT, freshness=Freshness(15)), ACCOUNT),
        changed(replace(ACCOUNT, freshness=Freshness(None, 4)), replace(ACCOUNT, freshness=Freshness(15, 5))),
        changed(ROLE, replace(ROLE, freshness=Freshness(groups_hold_hours=12))),
        changed(replace(ROLE, freshness=Freshness(groups_hold_hours=1)), ROLE),
    ],
)
def test_it_may_give_more(revision: Revision) -> None:
    assert may_widen(revision)


@pytest.mark.parametrize(
    "revision",
    [
        disabled(ALLOW, NOW),
        added(DENY),
        changed(replace(DENY, disabled_at=NOW), DENY),
        changed(ALLOW, DENY),
        disabled(ROLE, NOW),
        changed(ROLE, replace(ROLE, description="reads")),
        added(ACCOUNT),
        disabled(ACCOUNT, NOW),
        changed(ACCOUNT, replace(ACCOUNT, description="sells")),
        changed(ACCOUNT, replace(ACCOUNT, freshness=Freshness(proof_minutes=480))),
        changed(replace(ROLE, freshness=Freshness(16, 5)), replace(ROLE, freshness=Freshness(15, 4))),
    ],
)
def test_it_gives_nobody_anything(revision: Revision) -> None:
    assert not may_widen(revision)
