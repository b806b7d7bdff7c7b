"""Who may open what: one pure decision over mappings that were read just now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.domain.accounts import Role
from app.domain.arns import RoleArn
from app.domain.durations import Duration
from app.domain.people import Principal
from app.domain.refusals import AN_ADMIN, NotPermitted
from app.domain.words import _

Effect = Literal["allow", "deny"]
SubjectKind = Literal["person", "group"]
TargetKind = Literal["role", "selector", "portal"]
PortalTarget = Literal["admin", "auditor"]


class RoleNotGranted(NotPermitted):
    """Also said of a role that does not exist: the answer must not tell which roles there are."""

    code = "role-not-granted"
    sentence = _("No role mapping lets you open this role.")
    remedy = _("Ask an admin to map you, or a group that you are in, to this role. Tell them the role ARN and the "
               "reference. If you know that you were mapped: the mapping may have ended, or a deny may "
               "stand against it.")  # fmt: skip
    who = AN_ADMIN


class MappingNotOffered(NotPermitted):
    code = "mapping-not-offered"
    sentence = _("The role mapping that you chose does not let you open this role now.")
    remedy = _("Go back to the portal page and open the role from there; it shows what holds now.")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What has to hold, beyond subject and target. `unknown` names conditions this version cannot judge."""

    max_console_duration: Duration | None = None
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mapping:
    """The rule an admin wrote: a subject may (or, with `deny`, may not) open a target."""

    id: UUID
    effect: Effect
    subject_kind: SubjectKind
    subject_id: UUID
    target_kind: TargetKind
    target_id: str
    conditions: Conditions = field(default_factory=Conditions)
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    disabled_at: datetime | None = None
    version: int = 1

    def covers(self, subjects: "Subjects") -> bool:
        """Say whether the principal, or a group they are in, is the subject: by id, never by a part of a name."""
        if self.subject_kind == "person":
            return self.subject_id == subjects.person_id
        return self.subject_id in subjects.group_ids

    def targets(self, role: Role) -> bool:
        """Say whether the role is the target."""
        return self.target_kind == "role" and self.target_id == str(role.id)

    def is_in_force(self, now: datetime) -> bool:
        """Say whether it counts at that moment: `valid_from` is included, `valid_until` is not."""
        begun = self.valid_from is None or self.valid_from <= now
        ended = self.valid_until is not None and self.valid_until <= now
        return self.disabled_at is None and begun and not ended

    def longest_for(self, role: Role) -> Duration:
        """Return the longest console this mapping gives: the role's limit, or its own if that is shorter."""
        own = self.conditions.max_console_duration
        return role.max_console_duration if own is None else min(own, role.max_console_duration)


@dataclass(frozen=True, slots=True)
class Subjects:
    """Everything that a mapping's left side may name of one principal: the person, and their groups read now."""

    person_id: UUID
    group_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What storage knows of one person right now: their subjects, roles, and every mapping that may speak of them."""

    subjects: Subjects
    roles: tuple[Role, ...]
    mappings: tuple[Mapping, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the mappings say of one principal and one role: who speaks for, who against, and what is offered first."""

    denials: tuple[Mapping, ...]
    offers: tuple[Mapping, ...]

    @property
    def admits(self) -> bool:
        return bool(self.offers) and not self.denials


@dataclass(frozen=True, slots=True)
class Grant:
    """The fact, found just now, that a mapping admits this principal to this role. Only `require_grant` makes one."""

    principal: Principal
    role: Role
    mapping_id: UUID
    mapping_version: int
    longest: Duration

    @property
    def role_arn(self) -> RoleArn:
        return self.role.role_arn

    @property
    def external_id(self) -> str | None:
        return self.role.external_id

    @property
    def role_session_name(self) -> str:
        return self.principal.role_session_name

    @property
    def source_identity(self) -> str | None:
        """The person's name that sticks to everything the session does, where the role allows it."""
        return self.principal.role_session_name if self.role.source_identity else None


def decide(subjects: Subjects, role: Role, mappings: Iterable[Mapping], *, now: datetime) -> Decision:
    """Weigh the mappings for one role: a deny wins, order does not matter, nothing is merged.

    A condition that this version cannot judge keeps an allowing mapping from being an offer, and counts as met
    for a denying one. Offers are sorted: the longest console first, then the lowest id.
    """
    speaking = [
        mapping
        for mapping in mappings
        if mapping.covers(subjects) and mapping.targets(role) and mapping.is_in_force(now)
    ]
    denials = tuple(sorted((m for m in speaking if m.effect == "deny"), key=lambda mapping: mapping.id))
    offers = [m for m in speaking if m.effect == "allow" and not m.conditions.unknown]
    offers.sort(key=lambda mapping: (-mapping.longest_for(role).seconds, mapping.id))
    return Decision(denials=denials, offers=tuple(offers))


def require_grant(
    principal: Principal,
    subjects: Subjects,
    role: Role | None,
    mappings: Iterable[Mapping],
    *,
    now: datetime,
    chosen: UUID | None = None,
) -> Grant:
    """Return the grant of a principal to a role; raises RoleNotGranted or MappingNotOffered.

    `role` is None where no such role is known; that, a disabled role and a role of no mapping get the same answer.
    `chosen` is the mapping that the person picked among the offers; None takes the first.
    """
    if role is None or role.disabled_at is not None or subjects.person_id != principal.person_id:
        raise RoleNotGranted
    decision = decide(subjects, role, mappings, now=now)
    if not decision.admits:
        raise RoleNotGranted
    offer = next((offer for offer in decision.offers if chosen in (None, offer.id)), None)
    if offer is None:
        raise MappingNotOffered
    return Grant(
        principal=principal,
        role=role,
        mapping_id=offer.id,
        mapping_version=offer.version,
        longest=offer.longest_for(role),
    )
