"""The way round the admin pages."""

from dataclasses import dataclass
from typing import Final

from flask import g, request, url_for

from app.domain.words import _
from app.web.site import portal
from app.web.words import gettext

_PROPOSALS: Final = "admin_proposals.list_proposals"
_SECTIONS: Final = (
    (_("Questions"), "admin_home.show"),
    (_("Mappings"), "admin_mappings.list_mappings"),
    (_("Accounts"), "admin_accounts.list_accounts"),
    (_("Roles"), "admin_roles.list_roles"),
    (_("People"), "admin_people.list_people"),
    (_("Groups"), "admin_groups.list_groups"),
    (_("Proposals"), _PROPOSALS),
    (_("Access tests"), "admin_access_tests.list_tests"),
    (_("Import"), "admin_import.show"),
    (_("Import from AWS"), "admin_discovery.list_discoveries"),
    (_("Role health"), "admin_role_health.list_roles"),
    (_("Break glass"), "admin_break_glass.show"),
    (_("Ledger"), "admin_ledger.list_events"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A link to one part of the admin pages; `waiting` counts what waits there for an admin."""

    label: str
    href: str
    is_here: bool
    waiting: int = 0


def sections() -> tuple[Section, ...]:
    """Return the sections, the one that this request is in marked; looked up once a request.

    A blueprint belongs to the section that its name begins with.
    """
    if "sections" not in g:
        here = f"{request.blueprint or ''}_"
        g.sections = tuple(
            Section(gettext(label), url_for(endpoint), here.startswith(_beginning_of(endpoint)), _waiting(endpoint))
            for label, endpoint in _SECTIONS
        )
    found: tuple[Section, ...] = g.sections
    return found


def _beginning_of(endpoint: str) -> str:
    return f"{endpoint.partition('.')[0]}_"


def _waiting(endpoint: str) -> int:
    return portal().proposal_list.count_open() if endpoint == _PROPOSALS else 0
