"""Mappings as the page of a person, a group, an account or a role tells of them: with names, for reading only."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.mappings import Effect, SubjectKind, TargetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A mapping in force or to come. `target` is a role ARN, a pattern of role names, or a part of the portal."""

    mapping_id: UUID
    effect: Effect
    subject_kind: SubjectKind
    subject_id: UUID
    subject: str
    target_kind: TargetKind
    target: str
    account_name: str | None
    role_id: UUID | None


@dataclass(frozen=True, slots=True)
class Mentions:
    """The first mappings that name something; `more` says that there are others."""

    shown: tuple[Mention, ...]
    more: bool
