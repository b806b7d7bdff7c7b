"""What tests of drafts share: a draft, what its effects are, and who can open what, asked as a click asks."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.access import AccessFacts, decide
from app.domain.accounts import Role
from app.domain.admins import Admin, Operator
from app.domain.conditions import Circumstances
from app.domain.drafts import (
    Draft,
    Proposal,
    Revision,
    Thing,
)
from app.domain.effects import Effects
from app.domain.fingerprints import fingerprint_of_effects
from app.domain.mappings import Mapping
from app.domain.people import Person, Principal
from app.joints.editing import Editing
from app.services.admins import Admins
from app.storage.access import AccessStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.storage.company import NOW

Openings = set[tuple[UUID, UUID]]

ROOT = Operator("root")
HOUR = timedelta(hours=1)


def drafted(*revisions: Revision, reason: str = "for the test") -> Draft:
    return Draft(revisions, reason)


def admin_named(database: Database, who: Person) -> Admin:
    """Map a person to the portal, and return the authority that it gives them for that."""
    mapping = Mapping(new_id(), "allow", "person", who.id, "portal", "admin")
    with Registry(database=database).change() as change:
        change.add_mapping(mapping, ROOT.actor, NOW)
    principal = Principal(who.id, new_id(), who.username, who.display_name, who.role_session_name)
    return Admins(access=AccessStore(database=database)).require_admin(principal, Circumstances(now=NOW))


def told(effects: Effects) -> dict[str, tuple[int, int]]:
    """How many gain and lose each role, by its name."""
    return {
        one.target.role_arn.name if isinstance(one.target, Role) else one.target: (len(one.gained), len(one.lost))
        for one in effects.differences
    }


def openings(database: Database, people: list[UUID], roles: list[Role], *, at: datetime = NOW) -> Openings:
    """Who can open what at a moment, asked one by one as a click asks."""
    return openings_on(database, people, roles, [Circumstances(now=at)])[0]


def openings_on(
    database: Database, people: list[UUID], roles: list[Role], occasions: list[Circumstances]
) -> list[Openings]:
    """Who can open what in each of some circumstances, asked one by one as a click asks."""
    access = AccessStore(database=database)
    facts = {(who, role.id): access.facts_for(who, role.role_arn) for who in people for role in roles}
    return [{pair for pair, found in facts.items() if _admits(found, here)} for here in occasions]


def _admits(facts: AccessFacts, here: Circumstances) -> bool:
    return any(
        role.is_open and decide(facts.subjects, role, facts.mappings, circumstances=here).admits for role in facts.roles
    )


def more_in(some: Iterable[Openings], others: Iterable[Openings]) -> Openings:
    """Who could open what on one occasion or another, and could not on the same among the others."""
    return set().union(*(these - those for these, those in zip(some, others, strict=True)))


def approved(editing: Editing, admin: Admin, proposal: Proposal) -> tuple[Thing, ...]:
    """Look at what a proposal would do, and approve it."""
    shown = fingerprint_of_effects(editing.drafts.preview(admin, proposal.draft).effects)
    return editing.proposals.approve(admin, proposal.id, "fine", shown=shown)
