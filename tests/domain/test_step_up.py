"""What opens a role that asks for a fresh proof, or for a provider's fresh word, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.access import Grant, require_grant
from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.clicks import Visit
from app.domain.conditions import Circumstances
from app.domain.durations import Duration
from app.domain.freshness import NOTHING_ASKED, Freshness, GroupsStale, Word
from app.domain.mappings import Mapping, Subjects
from app.domain.people import Principal, Username
from app.domain.refusals import NotPermitted
from app.domain.step_up import SecondFactorNotVouched, StrongProofNeeded, require_fresh_word, require_strong_proof
from app.domain.web_sessions import UNDATED, Proof

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALICE = UUID(int=1)
ACCOUNT = Account(UUID(int=2), "aws", AccountId("123456789012"), "Web shop")
ROLE = Role(UUID(int=3), ACCOUNT, RoleArn.parse("arn:aws:iam::123456789012:role/reader"), Duration(3600))
PASSWORD, CODE = Proof("password", NOW - MINUTE), Proof("recovery-code", NOW - MINUTE)
KEY, OLD_KEY, APP = Proof("passkey", NOW - 15 * MINUTE), Proof("passkey", NOW - HOUR), Proof("totp", NOW - MINUTE)
ACME, ACME_MFA = Proof("oidc:acme", NOW - MINUTE), Proof("oidc:acme:mfa", NOW - MINUTE)
OLD_ACME, OLD_ACME_MFA = Proof("oidc:acme", NOW - HOUR), Proof("oidc:acme:mfa", NOW - HOUR)
QUARTER, MINUTES_ONLY = Freshness(proof_minutes=15), Freshness(proof_minutes=14)


def grant_of(of_role: Freshness, of_account: Freshness = NOTHING_ASKED) -> Grant:
    role = replace(ROLE, freshness=of_role, account=replace(ACCOUNT, freshness=of_account))
    mapping = Mapping(UUID(int=4), "allow", "person", ALICE, "role", str(ROLE.id))
    principal = Principal(ALICE, UUID(int=5), Username("alice"), "Alice", "alice")
    here = Circumstances(now=NOW)
    return require_grant(principal, Subjects(ALICE, frozenset()), role, (mapping,), circumstances=here)


def visit_with(*proofs: Proof, word_at: datetime = NOW) -> Visit:
    source = next((proof.how.removesuffix(":mfa") for proof in proofs if ":" in proof.how), None)
    return Visit(UUID(int=6), proofs=proofs, word=Word(source, word_at) if source else None)


@pytest.mark.parametrize(
    ("of_role", "of_account", "proofs", "opened_by"),
    [
        (Freshness(), Freshness(), (), None),
        (QUARTER, Freshness(), (PASSWORD, KEY), KEY),
        (QUARTER, Freshness(), (KEY, APP, PASSWORD), APP),
        (Freshness(), QUARTER, (APP,), APP),
        (Freshness(proof_minutes=60), Freshness(proof_minutes=480), (OLD_KEY,), OLD_KEY),
        (QUARTER, Freshness(), (OLD_ACME, ACME, ACME_MFA), ACME_MFA),
    ],
    ids=["none asked for", "at the last moment", "the newest", "by the account", "both", "a provider's"],
)
def test_a_strong_and_fresh_proof_opens(
    of_role: Freshness, of_account: Freshness, proofs: tuple[Proof, ...], opened_by: Proof | None
) -> None:
    assert require_strong_proof(grant_of(of_role, of_account), visit_with(*proofs), NOW) == opened_by


@pytest.mark.parametrize(
    ("of_role", "of_account", "proofs", "refusal"),
    [
        (QUARTER, Freshness(), (), StrongProofNeeded),
        (QUARTER, Freshness(), (PASSWORD, CODE), StrongProofNeeded),
        (QUARTER, Freshness(), (PASSWORD, OLD_KEY), StrongProofNeeded),
        (QUARTER, MINUTES_ONLY, (KEY,), StrongProofNeeded),
        (MINUTES_ONLY, Freshness(proof_minutes=480), (KEY,), StrongProofNeeded),
        (QUARTER, Freshness(), (OLD_ACME, OLD_ACME_MFA), StrongProofNeeded),
        (QUARTER, Freshness(), (OLD_ACME,), StrongProofNeeded),
        (QUARTER, Freshness(), (ACME,), SecondFactorNotVouched),
        (QUARTER, Freshness(), (ACME, Proof("oidc:acme:mfa", UNDATED)), StrongProofNeeded),
        (QUARTER, Freshness(), (ACME, KEY), SecondFactorNotVouched),
    ],
    ids=[
        *("nobody", "weak ones", "an old one", "a stricter account", "a stricter role"),
        *(
            "a provider's old one",
            "its old word",
            "its word alone",
            "its second factor of nobody knows when",
            "another's key",
        ),
    ],
)
def test_nothing_else_does(
    of_role: Freshness, of_account: Freshness, proofs: tuple[Proof, ...], refusal: type[NotPermitted]
) -> None:
    with pytest.raises(refusal):
        require_strong_proof(grant_of(of_role, of_account), visit_with(*proofs), NOW)


@pytest.mark.parametrize(
    ("of_role", "of_account", "holds"),
    [
        (Freshness(), Freshness(), 8),
        (Freshness(groups_hold_hours=12), Freshness(), 12),
        (Freshness(), Freshness(groups_hold_hours=1), 1),
        (Freshness(groups_hold_hours=12), Freshness(groups_hold_hours=2), 2),
    ],
    ids=["the setting", "the role's", "the account's", "the stricter"],
)
def test_a_providers_word_holds_as_long_as_role_account_or_setting_say(
    of_role: Freshness, of_account: Freshness, holds: int
) -> None:
    grant = grant_of(of_role, of_account)

    require_fresh_word(grant, visit_with(ACME, word_at=NOW - holds * HOUR), NOW, otherwise=8 * HOUR)
    with pytest.raises(GroupsStale, match=f"older than {holds} h"):
        require_fresh_word(grant, visit_with(ACME, word_at=NOW - holds * HOUR - MINUTE), NOW, otherwise=8 * HOUR)


def test_a_local_account_rests_on_no_word() -> None:
    local = visit_with(OLD_KEY)

    require_fresh_word(grant_of(Freshness(groups_hold_hours=1)), local, NOW, otherwise=HOUR)

    assert local.word is None
