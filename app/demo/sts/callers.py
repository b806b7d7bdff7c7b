"""Who calls: the identity behind an access key, with all that policies may ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from app.demo.regions import partition_of
from app.demo.sts.answers import AwsRefusal
from app.demo.sts.conditions import Context
from app.demo.sts.minting import Mint, Minted
from app.demo.sts.policies import Document, Speaker
from app.demo.sts.signature import Authorization
from app.demo.world import LongTermKey, World

_UNKNOWN_KEY: Final = "The security token included in the request is invalid."


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An authenticated caller; `is_chained` where it holds temporary credentials."""

    arn: str
    account_id: str
    partition: str
    is_chained: bool
    speaker: Speaker
    policies: tuple[Document, ...]
    session_policies: tuple[Document, ...] = ()
    source_identity: str | None = None
    transitive_tags: Mapping[str, str] = field(default_factory=dict)
    context: Context


class Callers:
    """Finds the caller of a signed request, and the secret that the signature must have been made with."""

    def __init__(self, *, world: World, mint: Mint) -> None:
        self._world = world
        self._mint = mint

    def find(self, authorization: Authorization, token: str | None, *, now: datetime) -> tuple[Caller, str]:
        """Return caller and secret; raises AwsRefusal for an unknown or inactive key, a wrong or an expired token."""
        partition = partition_of(authorization.region)
        if partition is None:
            raise AwsRefusal("SignatureDoesNotMatch", "Credential should be scoped to a valid region.", 403)
        key = self._world.find_long_term_key(partition, authorization.access_key_id)
        if key is not None and key.is_active and token is None:
            return self._user(key, authorization.region), key.secret_access_key
        minted = self._mint.find(authorization.access_key_id)
        if minted is None or minted.partition != partition or not minted.has_token(token or ""):
            raise AwsRefusal("InvalidClientTokenId", _UNKNOWN_KEY, 403)
        if minted.expires_at <= now:
            raise AwsRefusal("ExpiredToken", "The security token included in the request is expired", 403)
        return self._session(minted, authorization.region), minted.secret_access_key

    def _user(self, key: LongTermKey, region: str) -> Caller:
        # aws:MultiFactorAuthPresent is absent for long-term keys: a trust policy that wants it can never be met.
        about = {"aws:principaltype": "User", "aws:userid": key.user_id, "aws:username": key.user_name}
        return Caller(
            arn=key.user_arn,
            account_id=key.account_id,
            partition=key.partition,
            is_chained=False,
            speaker=Speaker(arn=key.user_arn, account_id=key.account_id),
            policies=self._world.policies_of_user(key),
            context={**about, **self._about(key, key.user_arn, region)},
        )

    def _session(self, minted: Minted, region: str) -> Caller:
        about = {
            "aws:principaltype": "AssumedRole",
            "aws:userid": minted.assumed_role_id,
            "aws:multifactorauthpresent": "false",
            **{f"aws:principaltag/{key.lower()}": value for key, value in minted.tags.items()},
        }
        if minted.source_identity:
            about["aws:sourceidentity"] = minted.source_identity
        return Caller(
            arn=minted.arn,
            account_id=minted.account_id,
            partition=minted.partition,
            is_chained=True,
            speaker=Speaker(arn=minted.arn, account_id=minted.account_id, role_arn=minted.role_arn),
            policies=self._world.policies_of_role(minted.role_arn),
            session_policies=minted.session_policies,
            source_identity=minted.source_identity,
            transitive_tags={key: minted.tags[key] for key in minted.transitive_tag_keys},
            context={**about, **self._about(minted, minted.role_arn, region)},
        )

    def _about(self, holder: "Holder", principal_arn: str, region: str) -> dict[str, str]:
        about = {
            "aws:principalarn": principal_arn,
            "aws:principalaccount": holder.account_id,
            "aws:requestedregion": region,
        }
        organization = self._world.organization(holder.partition)
        return about if organization is None else {**about, "aws:principalorgid": organization.id}


class Holder(Protocol):
    """Whoever holds credentials: a user's key, or a session."""

    @property
    def account_id(self) -> str: ...

    @property
    def partition(self) -> str: ...
