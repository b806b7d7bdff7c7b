"""Who is an admin or an auditor right now: asked at each request, never remembered."""

from typing import Protocol
from uuid import UUID

from app.domain.access import AccessFacts
from app.domain.admins import Admin, Auditor, Rank, rank_of, require_admin, require_auditor
from app.domain.conditions import Circumstances
from app.domain.people import Principal


class PortalFactsReader(Protocol):
    """Reads, at the moment of use, what may make a person an admin or an auditor; raises StorageUnavailable."""

    def portal_facts_for(self, person_id: UUID) -> AccessFacts: ...


class Admins:
    """Gives authority over the portal itself, by mappings to `portal:admin` and `portal:auditor`."""

    def __init__(self, *, access: PortalFactsReader) -> None:
        self._access = access

    def require_admin(self, principal: Principal, circumstances: Circumstances) -> Admin:
        """Return the authority to edit; raises NotAnAdmin or StorageUnavailable."""
        facts = self._access.portal_facts_for(principal.person_id)
        return require_admin(principal, facts.subjects, facts.mappings, circumstances=circumstances)

    def look_in(self, principal: Principal, circumstances: Circumstances) -> tuple[Auditor, Rank]:
        """Return the authority to read everything and the rank that it comes from, of one read; raises NotAnAuditor."""
        facts = self._access.portal_facts_for(principal.person_id)
        auditor = require_auditor(principal, facts.subjects, facts.mappings, circumstances=circumstances)
        rank = rank_of(facts.subjects, facts.mappings, circumstances=circumstances)
        return auditor, rank or "auditor"
