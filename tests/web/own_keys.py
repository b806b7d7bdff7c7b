"""Gives people of the cast a security key of their own, so that they sign in as admins do."""

from datetime import UTC, datetime

from app.domain.passkeys import NewPasskey, Passkey
from app.domain.people import Username
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.web.security_key import SecurityKey


def give_key(database: Database, username: str) -> None:
    """Add the key of a local person; the visitor of the tests answers with it when it is asked for."""
    key = SecurityKey.held_by(username, "https://wherever.example")
    made = NewPasskey(credential_id=key.credential_id, public_key=key.public_key, sign_count=0, transports=())
    with Registry(database=database).factor_change() as change:
        who = change.find_local_principal(Username.parse(username).local_subject)
        assert who is not None
        added = datetime.now(UTC)
        change.add_passkey(Passkey(id=new_id(), identity_id=who.identity_id, name="Key", made=made, added_at=added))
