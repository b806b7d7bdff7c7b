"""Joins how people with local accounts prove who they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from app.domain.web_sessions import USUAL_LIMITS, Limits
from app.identity.passkeys import Passkeys
from app.identity.passwords import Argon2Passwords
from app.identity.sealing import Seal
from app.identity.totp import TotpCodes
from app.services.break_glass.keeping import BreakGlassKeeping
from app.services.break_glass.opening import BreakGlass
from app.services.changes import Scribe
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.own_factors import OwnFactors
from app.services.local_accounts.own_passkeys import OwnPasskeys
from app.services.local_accounts.own_recovery_codes import OwnRecoveryCodes
from app.services.local_accounts.passkey_answers import PasskeyAnswers
from app.services.local_accounts.passkey_sign_ins import PasskeySignIns
from app.services.local_accounts.proving import Proving
from app.services.local_accounts.resets import Resets
from app.services.local_accounts.second_steps import SecondSteps
from app.services.local_accounts.step_ups import StepUps
from app.services.local_accounts.tries import Tries
from app.services.new_web_sessions import NewWebSessions
from app.services.notices import Notices
from app.services.portal import LocalPeople
from app.storage.attempts import AttemptStore
from app.storage.break_glass import BreakGlassStore
from app.storage.challenges import ChallengeStore
from app.storage.engine import Database
from app.storage.factors import FactorStore
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.local_accounts import LocalAccountStore
from app.storage.passkeys import PasskeyStore
from app.storage.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """What proofs are bound to: the address that people know the portal by, and the keys of what is sealed.

    `limits` say how long a web session lasts that they begin.
    """

    public_url: str
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    limits: Limits = USUAL_LIMITS


def local_people_of(
    database: Database,
    passwords: Argon2Passwords,
    doorway: Doorway,
    *,
    begins: NewWebSessions,
    notices: Notices,
    clock: Callable[[], datetime],
) -> LocalPeople:
    """Build the services of local accounts; connects to nothing yet."""
    return _Joint(database, passwords, doorway, _Around(begins, notices, clock)).local_people()


class _Around(NamedTuple):
    """What other joints share with this one."""

    begins: NewWebSessions
    notices: Notices
    clock: Callable[[], datetime]


class _Joint:
    """What the services of local accounts share."""

    def __init__(
        self,
        database: Database,
        passwords: Argon2Passwords,
        doorway: Doorway,
        around: _Around,
    ) -> None:
        self.database, self.doorway, self.passwords = database, doorway, passwords
        self.begins, self.notices, self.clock = around
        clock = self.clock
        self.scribe = Scribe(clock=clock, new_id=new_id)
        self.accounts, self.factors = LocalAccountStore(database=database), FactorStore(database=database)
        self.challenges, self.ledger = ChallengeStore(database=database), LedgerStore(database=database)
        self.changes, self.attempts = Registry(database=database), AttemptStore(database=database)
        self.entries, self.tries = OwnEntries(clock=clock, new_id=new_id), Tries(attempts=self.attempts, clock=clock)
        seal = Seal(secret_key=doorway.secret_key, fallbacks=doorway.secret_key_fallbacks)
        self.totp = TotpCodes(seal=seal, host=urlsplit(doorway.public_url).netloc)
        self.webauthn = Passkeys(public_url=doorway.public_url)
        self.passkeys = PasskeyAnswers(passkeys=PasskeyStore(database=database), webauthn=self.webauthn, clock=clock)
        self.codes = OwnRecoveryCodes(entries=self.entries)
        self.proving = Proving(
            factors=self.factors,
            totp=self.totp,
            passkeys=self.passkeys,
            passwords=passwords,
            tries=self.tries,
            entries=self.entries,
            clock=clock,
        )

    def local_people(self) -> LocalPeople:
        own_factors = self._own_factors()
        return LocalPeople(
            second_steps=self._second_steps(),
            step_ups=self._step_ups(),
            own_factors=own_factors,
            own_passkeys=self._own_passkeys(own_factors),
            passkey_sign_ins=self._passkey_sign_ins(),
            resets=Resets(changes=self.changes, scribe=self.scribe, attempts=self.attempts),
            break_glass=self._break_glass(),
            break_glass_keeping=BreakGlassKeeping(changes=self.changes, factors=self.factors, scribe=self.scribe),
            break_glass_list=BreakGlassStore(database=self.database),
        )

    def _break_glass(self) -> BreakGlass:
        return BreakGlass(
            accounts=self.accounts,
            passwords=self.passwords,
            proving=self.proving,
            passkeys=self.passkeys,
            challenges=self.challenges,
            tries=self.tries,
            changes=self.changes,
            notices=self.notices,
            ledger=self.ledger,
            entries=self.entries,
            public_url=self.doorway.public_url,
            lasts=self.doorway.limits.absolute,
        )

    def _second_steps(self) -> SecondSteps:
        return SecondSteps(
            accounts=self.accounts,
            factors=self.factors,
            challenges=self.challenges,
            proving=self.proving,
            passkeys=self.passkeys,
            begins=self.begins,
            ledger=self.ledger,
            clock=self.clock,
            new_id=new_id,
        )

    def _step_ups(self) -> StepUps:
        return StepUps(
            accounts=self.accounts,
            factors=self.factors,
            changes=self.changes,
            challenges=self.challenges,
            proving=self.proving,
            passkeys=self.passkeys,
            ledger=self.ledger,
            entries=self.entries,
            clock=self.clock,
        )

    def _own_factors(self) -> OwnFactors:
        return OwnFactors(
            accounts=self.accounts,
            factors=self.factors,
            changes=self.changes,
            challenges=self.challenges,
            totp=self.totp,
            passwords=self.passwords,
            codes=self.codes,
            entries=self.entries,
            clock=self.clock,
        )

    def _own_passkeys(self, own_factors: OwnFactors) -> OwnPasskeys:
        return OwnPasskeys(
            own=own_factors,
            factors=self.factors,
            changes=self.changes,
            challenges=self.challenges,
            makes=self.webauthn,
            codes=self.codes,
            entries=self.entries,
            new_id=new_id,
        )

    def _passkey_sign_ins(self) -> PasskeySignIns:
        return PasskeySignIns(
            accounts=self.accounts,
            answers=self.passkeys,
            challenges=self.challenges,
            tries=self.tries,
            begins=self.begins,
            ledger=self.ledger,
            clock=self.clock,
            new_id=new_id,
        )
