"""Joins the ways of signing in, and of signing out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.identity.passwords import Argon2Passwords
from app.joints.local_people import Doorway, local_people_of
from app.joints.process import utc_now
from app.services.local_accounts.tries import Tries
from app.services.new_web_sessions import NewWebSessions
from app.services.portal import LocalPeople
from app.services.provider_records import ProviderRecords
from app.services.provider_sign_in import ProviderSignIns
from app.services.sign_in import SignIns
from app.services.sign_out import SignOuts
from app.storage.arrivals import ArrivalStore
from app.storage.attempts import AttemptStore
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
    provider_sign_ins: ProviderSignIns
    sign_outs: SignOuts
    web_sessions: WebSessionStore


def signing_in_of(
    database: Database, passwords: Argon2Passwords, doorway: Doorway, *, clock: Callable[[], datetime] = utc_now
) -> SigningIn:
    """Build the services that begin and end web sessions; connects to nothing yet."""
    web_sessions, ledger = WebSessionStore(database=database), LedgerStore(database=database)
    begins = NewWebSessions(web_sessions=web_sessions, clock=clock, new_id=new_id)
    local_people = local_people_of(database, passwords, doorway, begins=begins, clock=clock)
    return SigningIn(
        sign_ins=SignIns(
            accounts=LocalAccountStore(database=database),
            tries=Tries(attempts=AttemptStore(database=database), clock=clock),
            passwords=passwords,
            second_steps=local_people.second_steps,
            begins=begins,
            ledger=ledger,
            clock=clock,
            new_id=new_id,
        ),
        local_people=local_people,
        provider_sign_ins=ProviderSignIns(
            arrivals=ArrivalStore(database=database),
            records=ProviderRecords(arrivals=Registry(database=database), clock=clock, new_id=new_id),
            begins=begins,
            ledger=ledger,
            clock=clock,
            new_id=new_id,
        ),
        sign_outs=SignOuts(web_sessions=web_sessions, clock=clock, new_id=new_id),
        web_sessions=web_sessions,
    )
