"""Challenges are taken up once, by whoever has the token, for what they were begun for, and in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.challenges import Challenge
from app.storage.challenges import ChallengeStore
from app.storage.engine import Database
from app.storage.sign_in_tables import challenge
from tests.storage.company import NOW

MINUTE = timedelta(minutes=1)
TOKEN_HASH = "0123456789abcdef" * 4
BEGUN = Challenge(purpose="oidc-sign-in", body={"nonce": "n", "return_to": "/ledger?q=é"}, expires_at=NOW + 10 * MINUTE)


@pytest.fixture
def challenges(database: Database) -> ChallengeStore:
    return ChallengeStore(database=database)


def test_what_was_begun_is_taken_up_once(challenges: ChallengeStore) -> None:
    challenges.put(BEGUN, token_hash=TOKEN_HASH, at=NOW)

    first, second = (challenges.take("oidc-sign-in", token_hash=TOKEN_HASH, at=NOW + MINUTE) for _time in range(2))

    assert first == BEGUN
    assert second is None


def test_of_many_at_once_one_takes_it(challenges: ChallengeStore) -> None:
    challenges.put(BEGUN, token_hash=TOKEN_HASH, at=NOW)

    with ThreadPoolExecutor(8) as threads:
        tries = [threads.submit(challenges.take, "oidc-sign-in", token_hash=TOKEN_HASH, at=NOW) for _thread in range(8)]

    assert [one.result() for one in tries].count(None) == 7


def test_neither_another_token_nor_another_purpose_takes_it(challenges: ChallengeStore) -> None:
    challenges.put(BEGUN, token_hash=TOKEN_HASH, at=NOW)

    assert challenges.take("oidc-sign-in", token_hash="f" * 64, at=NOW) is None
    assert challenges.take("step-up", token_hash=TOKEN_HASH, at=NOW) is None
    assert challenges.take("oidc-sign-in", token_hash=TOKEN_HASH, at=NOW) == BEGUN


def test_it_counts_until_it_expires_and_not_after(challenges: ChallengeStore) -> None:
    challenges.put(BEGUN, token_hash=TOKEN_HASH, at=NOW)

    assert challenges.take("oidc-sign-in", token_hash=TOKEN_HASH, at=NOW + 10 * MINUTE) is None


def test_what_expired_is_forgotten_when_the_next_one_begins(challenges: ChallengeStore, database: Database) -> None:
    challenges.put(BEGUN, token_hash=TOKEN_HASH, at=NOW)

    challenges.put(BEGUN, token_hash="f" * 64, at=NOW + 10 * MINUTE)

    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(challenge)).scalar_one() == 1


def test_of_many_at_once_one_is_the_first_to_use_a_token(challenges: ChallengeStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        tries = [
            threads.submit(challenges.use, "saml-assertion", token_hash=TOKEN_HASH, until=NOW + MINUTE)
            for _thread in range(8)
        ]

    assert [one.result() for one in tries].count(True) == 1
