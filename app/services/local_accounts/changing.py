"""One change of how somebody signs in: their factors, their web sessions and the entries, all at once or not at all."""

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.factors import Factors, NotLocal, Totp
from app.domain.ledger import Event
from app.domain.passkeys import Passkey
from app.domain.people import LocalAccount
from app.domain.provider_ways import keeps_factors_here
from app.domain.web_sessions import Proof, WebSession, WebSessionEnded
from app.services.new_web_sessions import NewWebSession, token_hash_of


class ReadsAccounts(Protocol):
    """Finds local accounts; raises StorageUnavailable."""

    def find_by_identity(self, identity_id: UUID) -> LocalAccount | None: ...


class ReadsFactors(Protocol):
    """Reads what a local account has beside its password; raises StorageUnavailable."""

    def of(self, identity_id: UUID) -> Factors: ...


class FactorChange(Protocol):
    """One transaction, on which everything is written; it counts as a whole or not at all."""

    def add_totp(self, identity_id: UUID, totp: Totp) -> None: ...

    def remove_totp(self, identity_id: UUID) -> bool: ...

    def is_passkey(self, credential_id: bytes) -> bool: ...

    def add_passkey(self, added: Passkey) -> None: ...

    def remove_passkey(self, identity_id: UUID, passkey_id: UUID) -> bool: ...

    def remove_every_passkey(self, identity_id: UUID) -> int: ...

    def replace_recovery_codes(self, identity_id: UUID, hashes: Sequence[str], at: datetime) -> None: ...

    def replace_password(self, identity_id: UUID, password_hash: str, at: datetime) -> None: ...

    def renew_web_session(self, web_session: WebSession, *, token_hash: str) -> bool: ...

    def end_web_session(self, person_id: UUID, web_session_id: UUID, at: datetime) -> bool: ...

    def end_other_web_sessions(self, web_session: WebSession, at: datetime) -> tuple[UUID, ...]: ...

    def record(self, *events: Event) -> None: ...


class FactorChanges(Protocol):
    def factor_change(self) -> AbstractContextManager[FactorChange]: ...


def local_account_of(accounts: ReadsAccounts, web_session: WebSession) -> LocalAccount:
    """Return what a web session's person proves things with here; raises NotLocal or StorageUnavailable.

    That is a local account, or the factors alone of somebody who comes through a proxy or from a directory.
    """
    if web_session.source is not None and keeps_factors_here(web_session.source):
        return LocalAccount(principal=web_session.principal, password_hash=None, disabled=False)
    account = accounts.find_by_identity(web_session.principal.identity_id)
    if account is None:
        raise NotLocal
    return account


def renewed(change: FactorChange, web_session: WebSession, *proofs: Proof) -> NewWebSession:
    """Give a web session another token, with what was proved just now; raises WebSessionEnded.

    Whoever knows the earlier token knows nothing any more. Its end and the token of its forms stay.
    """
    token = secrets.token_urlsafe(32)
    after = replace(web_session, proofs=(*web_session.proofs, *proofs))
    if not change.renew_web_session(after, token_hash=token_hash_of(token)):
        raise WebSessionEnded
    return NewWebSession(after, token)
