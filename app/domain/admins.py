"""Who may edit mappings and who may read everything: authority as a value, made here from mappings read just now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from app.domain.conditions import Circumstances
from app.domain.ledger import Actor
from app.domain.mappings import Mapping, PortalTarget, Subjects
from app.domain.people import Principal
from app.domain.refusals import AN_ADMIN, Conflict, NotPermitted
from app.domain.words import _

Rank = Literal["admin", "auditor"]


class NotAnAdmin(NotPermitted):
    code = "not-an-admin"
    sentence = _("Only Doorstep admins may do this.")
    remedy = _("If you need it, ask an admin to do it, or to make you one.")
    who = AN_ADMIN


class NotAnAuditor(NotPermitted):
    code = "not-an-auditor"
    sentence = _("This page is for Doorstep admins and auditors.")
    remedy = _("If you need it, ask an admin to make you an auditor.")
    who = AN_ADMIN


class LastAdmin(Conflict):
    code = "last-admin"
    sentence = _("Afterwards nobody would be an admin any more.")
    remedy = _("Make somebody else an admin first, without an end and without conditions.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class Auditor:
    """A principal who may read everything. Only `require_auditor` makes one."""

    principal: Principal


@dataclass(frozen=True, slots=True)
class Admin:
    """A principal who may edit mappings, in the circumstances in which they may. Only `require_admin` makes one."""

    principal: Principal
    circumstances: Circumstances = field(repr=False)

    @property
    def actor(self) -> Actor:
        """The admin as the ledger names them."""
        return Actor("person", str(self.principal.person_id))


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever may run the command line where the portal's database is, by the name of the operating-system user."""

    username: str

    @property
    def actor(self) -> Actor:
        """The operator as the ledger names them."""
        return Actor("operator", self.username)


def rank_of(subjects: Subjects, mappings: Iterable[Mapping], *, circumstances: Circumstances) -> Rank | None:
    """Return the highest rank that the mappings give right now; a deny wins, as it does for roles."""
    known = tuple(mappings)
    if _holds("admin", subjects, known, circumstances):
        return "admin"
    return "auditor" if _holds("auditor", subjects, known, circumstances) else None


def require_admin(
    principal: Principal, subjects: Subjects, mappings: Iterable[Mapping], *, circumstances: Circumstances
) -> Admin:
    """Return the authority to edit; raises NotAnAdmin."""
    if subjects.person_id != principal.person_id or rank_of(subjects, mappings, circumstances=circumstances) != "admin":
        raise NotAnAdmin
    return Admin(principal, circumstances)


def require_auditor(
    principal: Principal, subjects: Subjects, mappings: Iterable[Mapping], *, circumstances: Circumstances
) -> Auditor:
    """Return the authority to read everything, which admins have as well; raises NotAnAuditor."""
    if subjects.person_id != principal.person_id or rank_of(subjects, mappings, circumstances=circumstances) is None:
        raise NotAnAuditor
    return Auditor(principal)


def _holds(
    target: PortalTarget, subjects: Subjects, mappings: tuple[Mapping, ...], circumstances: Circumstances
) -> bool:
    speaking = [
        mapping.effect
        for mapping in mappings
        if mapping.covers(subjects) and mapping.targets_portal(target) and not mapping.hindrances(circumstances)
    ]
    return "allow" in speaking and "deny" not in speaking
