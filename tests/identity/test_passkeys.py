"""Passkeys: where browsers allow them, and what is inside their answers."""

import json
import random

import pytest

from app.domain.factors import PasskeyRefused
from app.domain.passkeys import Passkey, PasskeysImpossible
from app.domain.people import Principal, Username
from app.identity.passkeys import Passkeys
from app.storage.ids import new_id
from tests.storage.company import NOW
from tests.web.security_key import SecurityKey, bytes_of, text_of

CHALLENGE = bytes(range(32))
WHO = Principal(new_id(), new_id(), Username("alice"), "Alice Archer", "alice")
OURS = Passkeys(public_url="https://doorstep.example.com")


@pytest.fixture
def key() -> SecurityKey:
    return SecurityKey.called("Blue key")


@pytest.fixture
def passkey(key: SecurityKey) -> Passkey:
    made = OURS.made(key.make(json.loads(OURS.to_make(WHO, CHALLENGE, ()))), CHALLENGE)
    return Passkey(id=new_id(), identity_id=WHO.identity_id, name="Blue key", made=made, added_at=NOW)


def answer_of(key: SecurityKey, passkey: Passkey) -> str:
    return key.answer(json.loads(OURS.to_answer(CHALLENGE, (passkey,))))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://doorstep.example.com", True),
        ("http://localhost:8080", True),
        ("http://doorstep.example.com", False),
        ("https://10.0.0.7", False),
        ("https://[::1]:8443", False),
        ("http://127.0.0.1:8080", False),
    ],
)
def test_browsers_allow_them_at_names_and_over_https(address: str, allowed: bool) -> None:
    assert Passkeys(public_url=address).are_possible is allowed


def test_where_they_are_not_allowed_none_is_made() -> None:
    with pytest.raises(PasskeysImpossible):
        Passkeys(public_url="http://127.0.0.1:8080").to_make(WHO, CHALLENGE, ())


def test_a_port_that_every_browser_leaves_out_is_no_other_origin(key: SecurityKey, passkey: Passkey) -> None:
    with_port = Passkeys(public_url="https://Doorstep.example.com:443")

    assert with_port.sign_count_of(answer_of(key, passkey), CHALLENGE, passkey) == 1


def test_an_answer_to_another_challenge_is_none(key: SecurityKey, passkey: Passkey) -> None:
    with pytest.raises(PasskeyRefused):
        OURS.sign_count_of(answer_of(key, passkey), bytes(32), passkey)


@pytest.mark.parametrize("seed", range(20))
def test_mutations_of_what_is_inside_a_good_answer_are_refused(key: SecurityKey, passkey: Passkey, seed: int) -> None:
    chance, good = random.Random(seed), answer_of(key, passkey)  # noqa: S311 - repeatable, and no secret

    accepted = [each for each in (mutated(good, chance) for _time in range(50)) if is_accepted(each, passkey)]

    assert accepted == []


@pytest.mark.parametrize("seed", range(20))
def test_mutations_of_what_was_made_never_break_the_reader(key: SecurityKey, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - as above
    good = key.make(json.loads(OURS.to_make(WHO, CHALLENGE, ())))

    read = [is_read(mutated(good, chance)) for _time in range(50)]

    assert read.count(False) > 0


@pytest.mark.parametrize("nonsense", ["", "[]", "{", "null", "7", '{"id": 1}', "[" * 5000, '{"response": {}}'])
def test_nonsense_is_refused_in_words(passkey: Passkey, nonsense: str) -> None:
    assert not is_accepted(nonsense, passkey)
    assert not is_read(nonsense)


def is_accepted(answer: str, passkey: Passkey) -> bool:
    try:
        OURS.sign_count_of(answer, CHALLENGE, passkey)
    except PasskeyRefused:
        return False
    return True


def is_read(answer: str) -> bool:
    try:
        OURS.made(answer, CHALLENGE)
    except PasskeyRefused:
        return False
    return True


def mutated(good: str, chance: random.Random) -> str:
    """The same with one to four bytes of one of its parts changed."""
    brought = json.loads(good)
    part = chance.choice(sorted(set(brought["response"]) - {"transports"}))
    content = bytearray(bytes_of(brought["response"][part]))
    changed = chance.sample(range(len(content)), chance.randint(1, 4))
    altered = [byte ^ chance.randint(1, 255) if at in changed else byte for at, byte in enumerate(content)]
    brought["response"][part] = text_of(bytes(altered))
    return json.dumps(brought)
