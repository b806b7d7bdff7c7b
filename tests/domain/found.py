"""Accounts and roles as AWS and the portal may have them, for tests of discovery: of few kinds, so that they meet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from hypothesis import strategies as st

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.discovery import AccountState, DiscoverySettings, FoundAccount, FoundRole, Scan
from app.domain.discovery_offers import Comparison, Held, compare
from app.domain.durations import Duration
from app.domain.trust_readings import Admission

NOW: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)
NUMBER: Final = AccountId("123456789012")
SETTINGS: Final = DiscoverySettings(partition="aws", read_role="DoorstepReadOnly")
TRUSTED: Final = Admission(names_portal=True, source_identity=True)
NAMES: Final = ("Developer", "ReadOnly", "team/OnCall")


def arn(name: str) -> RoleArn:
    return RoleArn.parse(f"arn:aws:iam::{NUMBER}:role/{name}")


def role(name: str, **fields: object) -> FoundRole:
    """A role in AWS."""
    found = FoundRole(role_arn=arn(name), description="", max_session_duration=3600, tags={})
    return replace(found, **fields)  # type: ignore[arg-type]  # the names are checked when the test runs


def account(
    *roles: FoundRole, name: str = "Web shop", tags: Mapping[str, str] | None = None, state: AccountState = "done"
) -> FoundAccount:
    """An account in AWS whose scan stands so."""
    scan = Scan(roles=roles, is_listed=True)
    return FoundAccount(account_id=NUMBER, name=name, tags=tags or {}, state=state, scan=scan)


def held_account(**fields: object) -> Account:
    """The account in the portal."""
    its = Account(UUID(int=1), "aws", NUMBER, "Web shop")
    return replace(its, **fields)  # type: ignore[arg-type]  # the names are checked when the test runs


def held_role(name: str, **fields: object) -> Role:
    """A role in the portal."""
    its = Role(uuid4(), held_account(), arn(name), Duration(3600))
    return replace(its, **fields)  # type: ignore[arg-type]  # the names are checked when the test runs


def compared(found: FoundAccount, held: Held, settings: DiscoverySettings = SETTINGS) -> Comparison:
    """Compare at one moment."""
    return compare(found, held, settings, now=NOW, new_id=uuid4)


def taken(held: Held, comparison: Comparison) -> Held:
    """What the portal holds once every offer has been taken."""
    its, roles = held.account, {one.role_arn: one for one in held.roles}
    for revision in comparison.revisions(comparison.offers):
        if isinstance(revision.after, Account):
            its = revision.after
        elif isinstance(revision.after, Role):
            roles[revision.after.role_arn] = revision.after
    return Held(its, tuple(roles.values()))


admissions = st.builds(Admission, st.booleans(), st.booleans(), st.sampled_from((None, "an-external-id")))
found_roles = st.builds(
    role,
    st.sampled_from(NAMES),
    description=st.sampled_from(("", "Look", " two\nlines ")),
    max_session_duration=st.integers(3600, 43200),
    admission=admissions,
)
found_accounts = st.builds(
    lambda roles, name, tags, state: account(*roles, name=name, tags=tags, state=state),
    st.lists(found_roles, unique_by=lambda one: one.role_arn),
    st.sampled_from(("Web shop", "Till", " odd\tname ", "")),
    st.dictionaries(st.sampled_from(("env", "a=b", "team")), st.sampled_from(("prod", "", " x "))),
    st.sampled_from(("waiting", "done", "failed", "skipped")),
)
held_roles = st.builds(
    held_role,
    st.sampled_from((*NAMES, "Gone")),
    description=st.sampled_from(("", "Ours")),
    max_console_duration=st.sampled_from((Duration(900), Duration(3600))),
    disabled_at=st.sampled_from((None, NOW)),
)
held_accounts = st.builds(
    Held,
    st.none()
    | st.builds(held_account, name=st.sampled_from(("Web shop", "Ours")), disabled_at=st.sampled_from((None, NOW))),
    st.lists(held_roles, unique_by=lambda one: one.role_arn).map(tuple),
)
