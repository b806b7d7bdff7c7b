"""What a click that asks a directory again needs of the database: whom to ask about, and whom to sign out."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.ledger import Action
from app.domain.web_sessions import Proof
from app.storage.arrivals import ArrivalStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore
from tests.storage.company import NOW, Company, event_of, web_session_of

ISSUER, SUBJECT = "ldap:acme", "00112233-4455-6677-8899-aabbccddeeff"


@pytest.fixture
def begun(database: Database, company: Company) -> dict[str, UUID]:
    """The identities with which alice's two web sessions began, one of them with the directory's."""
    identities = {"l": company.alices_identity, "d": new_id()}
    with Registry(database=database).change() as change:
        change.add_identity(identities["d"], company.alice.id, ISSUER, SUBJECT)
    for name, identity_id in identities.items():
        one = replace(web_session_of(company), id=new_id())
        proofs = (Proof(ISSUER, NOW),) if name == "d" else one.proofs
        one = replace(one, principal=replace(one.principal, identity_id=identity_id), proofs=proofs)
        WebSessionStore(database=database).begin(
            one,
            token_hash=name * 64,
            provider_sid=None,
            address=None,
            user_agent=None,
            event=event_of(Action.WEB_SESSION_BEGUN),
        )
    return identities


def test_an_identity_leads_to_the_subject(database: Database, begun: dict[str, UUID]) -> None:
    assert ArrivalStore(database=database).subject_of(begun["d"]) == SUBJECT


def test_only_web_sessions_of_that_identity_end(database: Database, begun: dict[str, UUID]) -> None:
    with Registry(database=database).factor_change() as change:
        ended = change.end_web_sessions_of(begun["d"], NOW)

    found = WebSessionStore(database=database).find("l" * 64)
    assert len(ended) == 1
    assert found is not None
    assert found.revoked_at is None
