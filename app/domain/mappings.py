"""Role mappings: the rules that admins write, and what they name on their two sides."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.domain.accounts import Role
from app.domain.conditions import Circumstances, Conditions, Hindrance
from app.domain.durations import STEP, Duration
from app.domain.selectors import Selector

Effect = Literal["allow", "deny"]
SubjectKind = Literal["person", "group"]
TargetKind = Literal["role", "selector", "portal"]
PortalTarget = Literal["admin", "auditor"]


@dataclass(frozen=True, slots=True)
class Subjects:
    """Everything that a mapping's left side may name of one principal: the person, and their groups read now."""

    person_id: UUID
    group_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Mapping:
    """The rule an admin wrote: a subject may (or, with `deny`, may not) open a target.

    `target_id` is the id of a role or of a selector as text, or the name of a part of the portal; `selector` is there
    where the target is one.
    """

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
    selector: Selector | None = None

    def covers(self, subjects: Subjects) -> bool:
        """Say whether the principal, or a group they are in, is the subject: by id, never by a part of a name."""
        if self.subject_kind == "person":
            return self.subject_id == subjects.person_id
        return self.subject_id in subjects.group_ids

    def targets(self, role: Role) -> bool:
        """Say whether the role is the target, or one of those that its selector stands for."""
        if self.target_kind == "selector":
            return self.selector is not None and self.selector.selects(role)
        return self.target_kind == "role" and self.target_id == str(role.id)

    def targets_portal(self, target: PortalTarget) -> bool:
        """Say whether a part of the portal is the target."""
        return self.target_kind == "portal" and self.target_id == target

    def hindrances(self, circumstances: Circumstances) -> tuple[Hindrance, ...]:
        """Return why it does not count right now: none means that it does.

        `valid_from` is included, `valid_until` is not.
        """
        found = []
        if self.disabled_at is not None:
            found.append(Hindrance.DISABLED)
        if self.valid_from is not None and circumstances.now < self.valid_from:
            found.append(Hindrance.NOT_BEGUN)
        if self.valid_until is not None and circumstances.now >= self.valid_until:
            found.append(Hindrance.ENDED)
        if self.effect == "deny":
            return (*found, *self.conditions.hindrances_to_denying(circumstances))
        return (*found, *self.conditions.hindrances_to_allowing(circumstances))

    def longest_for(self, role: Role) -> Duration:
        """Return the longest console that the rules allow: the role's limit, or its own if that is shorter."""
        own = self.conditions.max_console_duration
        return role.max_console_duration if own is None else min(own, role.max_console_duration)

    def seconds_left(self, role: Role, circumstances: Circumstances) -> int:
        """Return how long a console may last that begins now: to the mapping's or the web session's end at most."""
        ends = [end for end in (self.valid_until, circumstances.web_session_ends) if end is not None]
        left = [int((end - circumstances.now).total_seconds()) // STEP * STEP for end in ends]
        return max(0, min([self.longest_for(role).seconds, *left]))
