"""The door to the admin pages: reading takes an auditor, everything else an admin, found out at each request."""

from typing import Final

from flask import g, request

from app.domain.admins import Admin, Auditor
from app.domain.proofs import Demand, require_fresh
from app.web.guard import current_circumstances, current_principal, current_web_session
from app.web.ranks import remember_rank
from app.web.site import portal, site

PREFIX: Final = "admin_"
_READS: Final = frozenset({"GET", "HEAD"})
# What only goes on with something that was ordered with a proof. The page of a long discovery asks for it by itself.
ORDERED: Final = frozenset({"admin_discovery.go_on"})


def is_behind_the_door(endpoint: str | None) -> bool:
    """Say whether an endpoint is one of the admin pages: its blueprint's name says so."""
    return endpoint is not None and endpoint.startswith(PREFIX)


def require_rank() -> None:
    """Raise NotAnAuditor or NotAnAdmin where an admin page is not for the principal; other pages are let through."""
    if not is_behind_the_door(request.endpoint):
        return
    if request.method in _READS:
        current_auditor()
    else:
        current_admin()


def require_fresh_proof() -> None:
    """Raise FreshProofNeeded where a change in the admin pages comes from a web session that has none.

    A stolen cookie of an admin changes nothing.
    """
    if not is_behind_the_door(request.endpoint) or request.method in _READS or request.endpoint in ORDERED:
        return
    web_session = current_web_session()
    demand = Demand.for_admins(web_session.source, site().admin_proof_within)
    require_fresh(demand, web_session.proofs, portal().clock())


def current_admin() -> Admin:
    """The principal's authority to edit; raises NotAnAdmin, WebSessionEnded or StorageUnavailable."""
    if "admin" not in g:
        g.admin = portal().admins.require_admin(current_principal(), current_circumstances())
        remember_rank("admin")
    admin: Admin = g.admin
    return admin


def current_auditor() -> Auditor:
    """The principal's authority to read everything; raises NotAnAuditor, WebSessionEnded or StorageUnavailable."""
    if "auditor" not in g:
        g.auditor, rank = portal().admins.look_in(current_principal(), current_circumstances())
        remember_rank(rank)
    auditor: Auditor = g.auditor
    return auditor
