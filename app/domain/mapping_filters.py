"""What a list of mappings is narrowed to."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.domain.mappings import Effect, TargetKind

MappingState = Literal["in-force", "disabled", "ended", "not-begun"]
ConditionKind = Literal["max_console_duration", "networks", "mfa", "session_policy", "reason"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFilter:
    """Each part narrows the list further; `search` is a part of a name: of the subject, the role or the account.

    `condition` asks for mappings that have a condition of that kind.
    """

    search: str = ""
    subject_id: UUID | None = None
    role_id: UUID | None = None
    account_row_id: UUID | None = None
    effect: Effect | None = None
    state: MappingState | None = None
    target_kind: TargetKind | None = None
    condition: ConditionKind | None = None
