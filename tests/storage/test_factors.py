"""Second factors in the database: each code counts once, also where many try it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from app.domain.factors import Factors, Totp
from app.domain.ledger import Action, Actor, Event
from app.domain.passkeys import NewPasskey, Passkey
from app.storage.engine import Database
from app.storage.factors import FactorStore
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.passkeys import PasskeyStore
from app.storage.registry import Registry
from tests.storage.company import NOW, Company

APP = Totp("sealed", 100, NOW)
HASHES = [f"{each:064}" for each in range(3)]


@pytest.fixture
def factors(database: Database, company: Company) -> FactorStore:
    with Registry(database=database).factor_change() as change:
        change.add_totp(company.alices_identity, APP)
        change.replace_recovery_codes(company.alices_identity, HASHES, NOW)
    return FactorStore(database=database)


def entry() -> Event:
    return Event(new_id(), NOW, Action.RECOVERY_CODE_USED, "succeeded", Actor("person", "alice"))


def test_what_somebody_has_is_read_and_nobody_elses(factors: FactorStore, company: Company) -> None:
    assert factors.of(company.alices_identity) == Factors(APP, recovery_codes_left=3)
    assert factors.of(new_id()) == Factors()


def test_of_many_with_the_same_code_one_gets_in(factors: FactorStore, company: Company) -> None:
    def accept(_time: int) -> bool:
        return factors.accept_step(company.alices_identity, 101, resealed=None)

    with ThreadPoolExecutor(8) as threads:
        accepted = list(threads.map(accept, range(8)))

    assert accepted.count(True) == 1


@pytest.mark.parametrize(("step", "accepted"), [(99, False), (100, False), (101, True)])
def test_only_a_later_step_is_accepted(factors: FactorStore, company: Company, step: int, accepted: bool) -> None:
    assert factors.accept_step(company.alices_identity, step, resealed=None) is accepted


def test_a_secret_is_sealed_anew_when_it_is_used(factors: FactorStore, company: Company) -> None:
    factors.accept_step(company.alices_identity, 101, resealed="with the new key")

    assert factors.of(company.alices_identity).totp == Totp("with the new key", 101, NOW)


def test_of_many_with_the_same_recovery_code_one_gets_in(
    factors: FactorStore, company: Company, database: Database
) -> None:
    def use(_time: int) -> bool:
        return factors.use_recovery_code(company.alices_identity, HASHES[0], NOW, entry())

    with ThreadPoolExecutor(8) as threads:
        used = list(threads.map(use, range(8)))

    told = [event for event in LedgerStore(database=database).events() if event.action == "recovery-code:used"]
    assert used.count(True) == len(told) == 1
    assert factors.of(company.alices_identity).recovery_codes_left == 2


@pytest.mark.parametrize("whose", [None, UUID(int=1)])
def test_a_recovery_code_is_good_for_its_owner_and_as_long_as_it_is_kept(
    factors: FactorStore, company: Company, database: Database, whose: UUID | None
) -> None:
    with Registry(database=database).factor_change() as change:
        change.replace_recovery_codes(company.alices_identity, [HASHES[1]], NOW)

    assert not factors.use_recovery_code(whose or company.alices_identity, HASHES[0], NOW, entry())


def test_what_is_removed_is_gone_and_said_to_be_so(factors: FactorStore, company: Company, database: Database) -> None:
    with Registry(database=database).factor_change() as change:
        removed = [change.remove_totp(company.alices_identity) for _time in range(2)]
        change.replace_recovery_codes(company.alices_identity, (), NOW)

    assert removed == [True, False]
    assert factors.of(company.alices_identity) == Factors()


@pytest.fixture
def key(database: Database, company: Company) -> Passkey:
    made = NewPasskey(credential_id=b"\0\xff", public_key=b"\x01", sign_count=7, transports=("usb", "nfc"))
    key = Passkey(id=new_id(), identity_id=company.alices_identity, name="Blue key", made=made, added_at=NOW)
    with Registry(database=database).factor_change() as change:
        change.add_passkey(key)
    return key


def test_a_passkey_is_found_by_what_its_device_calls_it(database: Database, company: Company, key: Passkey) -> None:
    assert PasskeyStore(database=database).find(b"\0\xff") == key
    assert PasskeyStore(database=database).find(b"\0") is None
    assert FactorStore(database=database).of(company.alices_identity).passkeys == (key,)


def test_of_many_answers_with_the_same_count_one_is_taken(database: Database, key: Passkey) -> None:
    store = PasskeyStore(database=database)

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _time: store.use(key.id, 8, NOW), range(8)))

    assert taken.count(True) == 1
    assert not store.use(key.id, 0, NOW)
    assert store.use(key.id, 2**32 - 1, NOW)


def test_a_passkey_is_removed_by_its_owner_or_with_all_others(
    database: Database, company: Company, key: Passkey
) -> None:
    with Registry(database=database).factor_change() as change:
        removed = change.remove_passkey(new_id(), key.id), change.remove_every_passkey(company.alices_identity)

    assert removed == (False, 1)
