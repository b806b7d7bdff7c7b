"""Replaces somebody's recovery codes, within the change that calls for it."""

from app.domain.clicks import Visit
from app.domain.factors import Factors
from app.domain.ledger import Action
from app.domain.web_sessions import WebSession
from app.services.local_accounts.changing import FactorChange
from app.services.local_accounts.entries import OwnEntries
from app.services.local_accounts.recovery_codes import hash_of, new_codes


class OwnRecoveryCodes:
    """Makes codes and keeps their hashes."""

    def __init__(self, *, entries: OwnEntries) -> None:
        self._entries = entries

    def replace(self, change: FactorChange, web_session: WebSession, visit: Visit) -> tuple[str, ...]:
        """Return new codes in place of all earlier ones: secrets."""
        who, codes = web_session.principal, new_codes()
        hashes = [hash_of(who.identity_id, code) for code in codes]
        change.replace_recovery_codes(who.identity_id, hashes, self._entries.clock())
        change.record(self._entries.of(Action.RECOVERY_CODES_MADE, who, visit))
        return codes

    def come_with_first_factor(
        self, change: FactorChange, before: Factors, web_session: WebSession, visit: Visit
    ) -> tuple[str, ...]:
        """Return the codes that the first factor beside the password comes with; every later one comes with none.

        It ends every other web session, too: they began with the password alone.
        """
        if before.has_second:
            return ()
        ended = change.end_other_web_sessions(web_session, self._entries.clock())
        change.record(*self._entries.endings(ended, web_session.principal, visit, cause="first factor added"))
        return self.replace(change, web_session, visit)
