"""Joins how people with local accounts prove who they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from app.identity.passwords import Argon2Passwords
from app.identity.sealing import Seal
from app.identity.totp import TotpCodes
from app.services.changes import Scribe
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.own_factors import OwnFactors
from app.services.local_accounts.proving import Proving
from app.services.local_accounts.resets import Resets
from app.services.local_accounts.second_steps import SecondSteps
from app.services.local_accounts.step_ups import StepUps
from app.services.local_accounts.tries import Tries
from app.services.new_web_sessions import NewWebSessions
from app.services.portal import LocalPeople
from app.storage.attempts import AttemptStore
from app.storage.challenges import ChallengeStore
from app.storage.engine import Database
from app.storage.factors import FactorStore
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.local_accounts import LocalAccountStore
from app.storage.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """What proofs are bound to: the address that people know the portal by, and the keys of what is sealed."""

    public_url: str
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)


def local_people_of(
    database: Database,
    passwords: Argon2Passwords,
    doorway: Doorway,
    *,
    begins: NewWebSessions,
    clock: Callable[[], datetime],
) -> LocalPeople:
    """Build the services of local accounts; connects to nothing yet."""
    accounts, factors = LocalAccountStore(database=database), FactorStore(database=database)
    challenges, ledger, changes = (
        ChallengeStore(database=database),
        LedgerStore(database=database),
        Registry(database=database),
    )
    attempts, entries = AttemptStore(database=database), OwnEntries(clock=clock, new_id=new_id)
    seal = Seal(secret_key=doorway.secret_key, fallbacks=doorway.secret_key_fallbacks)
    totp = TotpCodes(seal=seal, host=urlsplit(doorway.public_url).netloc)
    tries = Tries(attempts=attempts, clock=clock)
    proving = Proving(factors=factors, totp=totp, passwords=passwords, tries=tries, entries=entries, clock=clock)
    return LocalPeople(
        second_steps=SecondSteps(
            accounts=accounts,
            factors=factors,
            challenges=challenges,
            proving=proving,
            begins=begins,
            ledger=ledger,
            clock=clock,
            new_id=new_id,
        ),
        step_ups=StepUps(
            accounts=accounts, factors=factors, changes=changes, proving=proving, ledger=ledger, entries=entries
        ),
        own_factors=OwnFactors(
            accounts=accounts,
            factors=factors,
            changes=changes,
            challenges=challenges,
            totp=totp,
            passwords=passwords,
            entries=entries,
            clock=clock,
        ),
        resets=Resets(changes=changes, scribe=Scribe(clock=clock, new_id=new_id), attempts=attempts),
    )
