"""Joins the ways of signing in, and of signing out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.freshness import WORD_HOLDS
from app.identity.passwords import Argon2Passwords
from app.joints.ldap import renewed_words_of
from app.joints.local_people import Doorway, local_people_of
from app.joints.process import utc_now
from app.joints.vouching import VouchedSignIns, Vouchers, vouched_sign_ins_of
from app.services.changes import Scribe
from app.services.kept_clicks import KeptClicks
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.tries import Tries
from app.services.new_web_sessions import NewWebSessions
from app.services.notices import Notices
from app.services.portal import LocalPeople
from app.services.renewed_words import RenewedWords
from app.services.sign_in import SignIns
from app.services.sign_out import SignOuts
from app.services.web_session_ends import WebSessionEnds
from app.storage.attempts import AttemptStore
from app.storage.challenges import ChallengeStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore
from app.storage.local_accounts import LocalAccountStore
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """What begins and ends web sessions."""

    sign_ins: SignIns
    local_people: LocalPeople
    vouched: VouchedSignIns
    kept_clicks: KeptClicks
    sign_outs: SignOuts
    web_sessions: WebSessionStore
    web_session_ends: WebSessionEnds
    renewed_words: RenewedWords


def signing_in_of(
    database: Database,
    passwords: Argon2Passwords,
    doorway: Doorway,
    vouchers: Vouchers,
    *,
    notices: Notices,
    word_holds: timedelta = WORD_HOLDS,
    clock: Callable[[], datetime] = utc_now,
) -> SigningIn:
    """Build the services that begin and end web sessions; connects to nothing yet."""
    web_sessions = WebSessionStore(database=database, idle_limit=doorway.limits.idle)
    begins = NewWebSessions(web_sessions=web_sessions, clock=clock, new_id=new_id, lasts=doorway.limits.absolute)
    local_people = local_people_of(database, passwords, doorway, begins=begins, notices=notices, clock=clock)
    tries = Tries(attempts=AttemptStore(database=database), clock=clock)
    vouched = vouched_sign_ins_of(database, vouchers, begins=begins, tries=tries, clock=clock)
    ends = _web_session_ends_of(database, clock=clock)
    return SigningIn(
        sign_ins=_sign_ins_of(database, passwords, local_people, begins=begins, tries=tries, clock=clock),
        local_people=local_people,
        vouched=vouched,
        kept_clicks=KeptClicks(challenges=ChallengeStore(database=database), clock=clock),
        sign_outs=SignOuts(web_sessions=web_sessions, clock=clock, new_id=new_id),
        web_sessions=web_sessions,
        web_session_ends=ends,
        renewed_words=renewed_words_of(
            database, vouchers.ldap, vouched.provider_sign_ins, ends, otherwise=word_holds, clock=clock
        ),
    )


def _sign_ins_of(
    database: Database,
    passwords: Argon2Passwords,
    local_people: LocalPeople,
    *,
    begins: NewWebSessions,
    tries: Tries,
    clock: Callable[[], datetime],
) -> SignIns:
    return SignIns(
        accounts=LocalAccountStore(database=database),
        tries=tries,
        passwords=passwords,
        second_steps=local_people.second_steps,
        begins=begins,
        ledger=LedgerStore(database=database),
        clock=clock,
        new_id=new_id,
    )


def _web_session_ends_of(database: Database, *, clock: Callable[[], datetime]) -> WebSessionEnds:
    return WebSessionEnds(
        changes=Registry(database=database),
        scribe=Scribe(clock=clock, new_id=new_id),
        entries=OwnEntries(clock=clock, new_id=new_id),
    )
