"""The walkthrough's own role: made a moment ago, opened once, and deleted again."""

from dataclasses import dataclass

from app.domain.arns import RoleArn


@dataclass(frozen=True, slots=True)
class CreatedRole:
    """A role that this process has just created. Only the walkthrough makes one, from IAM's answer to CreateRole."""

    role_arn: RoleArn
    role_session_name: str

    @property
    def external_id(self) -> str | None:
        return None

    @property
    def source_identity(self) -> str | None:
        return None
