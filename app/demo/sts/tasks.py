"""Credentials of a container's task role: what the portal holds where it runs inside AWS."""

from dataclasses import dataclass, field
from datetime import datetime

from app.demo.company_values import SampleUser
from app.demo.regions import partition_named
from app.demo.sts.minting import Mint
from app.demo.sts.request import AssumeRoleCall
from app.demo.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCredentials:
    """Temporary credentials."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)


def task_credentials(world: World, mint: Mint, user: SampleUser, *, seconds: int, now: datetime) -> TaskCredentials:
    """Mint a session of the portal's task role, as the container service would; raises LookupError without the role."""
    role = world.find_role(user.role_arn, now=now)
    if role is None:
        raise LookupError(user.role_arn)
    call = AssumeRoleCall(
        role_arn=role.arn,
        partition=role.partition,
        role_session_name="task-4f1d0a",
        duration_seconds=seconds,
        external_id=None,
        source_identity=None,
        tags={},
        transitive_tag_keys=(),
        policy=None,
        policy_arns=(),
    )
    minted = mint.mint(
        role,
        call,
        region=partition_named(role.partition).first_region,
        is_chained=False,
        source_identity=None,
        inherited_tags={},
        session_policies=(),
    )
    return TaskCredentials(
        access_key_id=minted.access_key_id,
        secret_access_key=minted.secret_access_key,
        session_token=minted.session_token,
    )
