"""Passwords: argon2id, in even time, with a bound on how many at once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from app.identity.passwords import Argon2Passwords, PasswordLengthRefused

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def passwords() -> Argon2Passwords:
    return Argon2Passwords()


def test_a_password_fits_its_own_hash_only(passwords: Argon2Passwords) -> None:
    password_hash = passwords.hash(PASSWORD)

    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", password_hash)
    assert passwords.verify(password_hash, PASSWORD)
    assert not passwords.verify(password_hash, PASSWORD + "!")


@pytest.mark.parametrize("password_hash", [None, "", "garbage", "$argon2id$v=19$m=19456,t=2,p=1$short$short"])
def test_nothing_fits_no_hash_or_a_broken_one(passwords: Argon2Passwords, password_hash: str | None) -> None:
    assert not passwords.verify(password_hash, "nobody has this password")


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 257])
def test_short_and_endless_passwords_are_refused(passwords: Argon2Passwords, password: str) -> None:
    with pytest.raises(PasswordLengthRefused) as caught:
        passwords.hash(password)

    assert "12" in caught.value.remedy % caught.value.values


def test_an_unknown_person_costs_as_much_as_a_wrong_password(passwords: Argon2Passwords) -> None:
    password_hash = passwords.hash(PASSWORD)

    cpu = [_cpu_of(passwords, password_hash), _cpu_of(passwords, None)]

    assert max(cpu) < 2 * min(cpu)


def test_a_weaker_hash_is_replaced_after_it_fitted(passwords: Argon2Passwords) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)

    better = passwords.better_hash(weak, PASSWORD)

    assert better is not None
    assert passwords.verify(better, PASSWORD)
    assert passwords.better_hash(better, PASSWORD) is None


def test_many_at_once_are_all_answered(passwords: Argon2Passwords) -> None:
    password_hash = passwords.hash(PASSWORD)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _try: passwords.verify(password_hash, PASSWORD), range(16)))

    assert answers == [True] * 16


def _cpu_of(passwords: Argon2Passwords, password_hash: str | None) -> float:
    begun = time.process_time()
    for _try in range(8):
        passwords.verify(password_hash, "wrong password")
    return time.process_time() - begun
