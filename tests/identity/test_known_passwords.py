"""Passwords that others know: found on disk, wherever in the list they are."""

import hashlib
from pathlib import Path

import pytest

from app.identity.known_passwords import KnownPasswords, StolenPasswordsUnreadable
from app.identity.passwords import Argon2Passwords, PasswordKnown

STOLEN = [f"stolen password {each}" for each in range(500)]
FORMATS = {
    "as it is given out": ("{}:{}\r\n", str.upper),
    "without counts": ("{0}\n", str.upper),
    "in small letters": ("{}:{}\n", str.lower),
}


def sha1_of(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()


@pytest.fixture(params=FORMATS)
def known(request: pytest.FixtureRequest, tmp_path: Path) -> KnownPasswords:
    """A list of that format, ordered by hash, whose lines are of different lengths."""
    line, cased = FORMATS[request.param]
    path = tmp_path / "ordered-by-hash.txt"
    hashes = sorted(sha1_of(password) for password in STOLEN)
    path.write_bytes("".join(line.format(cased(one), 10 ** (at % 7)) for at, one in enumerate(hashes)).encode())
    return KnownPasswords(stolen=path)


def test_every_one_of_the_list_is_found_and_none_beside(known: KnownPasswords) -> None:
    assert [password for password in STOLEN if not known.hold(password)] == []
    assert [number for number in range(500) if known.hold(f"nobody else's {number}")] == []


def test_an_empty_list_holds_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()

    assert not KnownPasswords(stolen=empty).hold(STOLEN[0])


@pytest.mark.parametrize("password", ["123456qwerty", "QwertyUiop123", "1qaz2wsx3edc"])
def test_the_most_used_ones_are_refused_without_a_list(password: str) -> None:
    assert KnownPasswords().hold(password)


def test_a_stolen_password_gets_no_hash(known: KnownPasswords) -> None:
    with pytest.raises(PasswordKnown):
        Argon2Passwords(known).hash(STOLEN[7])


def test_a_list_that_is_gone_takes_no_password(tmp_path: Path) -> None:
    with pytest.raises(StolenPasswordsUnreadable):
        Argon2Passwords(KnownPasswords(stolen=tmp_path / "gone")).hash("correct horse battery staple")
