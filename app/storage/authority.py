"""Whether an admin is one still: asked within the change that they make."""

from sqlalchemy import Connection

from app.domain.admins import Admin, require_admin
from app.storage.access import read_portal_facts


def require_still_admin(connection: Connection, admin: Admin) -> None:
    """Raise NotAnAdmin where an admin has lost the rank since: a change may have waited long for its turn."""
    facts = read_portal_facts(connection, admin.principal.person_id)
    require_admin(admin.principal, facts.subjects, facts.mappings, circumstances=admin.circumstances)
