"""The simulated accounts: moto's memory of IAM and STS, written to at loading and read by the gate."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from moto.iam.models import Group, IAMBackend, ManagedPolicy, User, iam_backends
from moto.iam.models import Role as MotoRole
from moto.sts.models import sts_backends

from app.demo.managed_policies import ManagedPolicies
from app.demo.memory import Memory
from app.demo.sts.policies import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An IAM role, as it stands now; `max_session_duration` in seconds."""

    arn: str
    name: str
    role_id: str
    account_id: str
    partition: str
    trust_policy: Document
    max_session_duration: int
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LongTermKey:
    """An access key of an IAM user."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    is_active: bool
    user_name: str
    user_arn: str
    user_id: str
    account_id: str
    partition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organization: its management account, and the accounts that may read it (delegated administrators)."""

    id: str
    head: str
    readers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKeys:
    """What moto's STS mints."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)


class World:
    """Every simulated account of every partition."""

    def __init__(self) -> None:
        self._memory = Memory()
        self._policies = ManagedPolicies()
        self._propagated_at: dict[str, datetime] = {}
        self._organizations: dict[str, Organization] = {}

    def open(self) -> None:
        self._memory.take()

    def close(self) -> None:
        self._memory.give_back()

    def iam(self, partition: str, account_id: str) -> IAMBackend:
        """Return the account's IAM."""
        return iam_backends[account_id][partition]

    def furnish(self, partition: str, account_id: str) -> None:
        """Put AWS's managed policies into an account, before somebody lists or attaches them over HTTP."""
        backend = self.iam(partition, account_id)
        if not backend.aws_managed_policies:
            backend.aws_managed_policies = list(self._policies.all(partition))
            backend.managed_policies.update({policy.arn: policy for policy in backend.aws_managed_policies})

    def attach(self, policy_arn: str, role: MotoRole) -> None:
        """Attach one of AWS's managed policies to a role; raises LookupError where AWS has none such."""
        policy = self._policies.find(policy_arn)
        if policy is None:
            raise LookupError(policy_arn)
        policy.attach_to(role)

    def add_organization(self, partition: str, organization: Organization) -> None:
        self._organizations[partition] = organization

    def organization(self, partition: str) -> Organization | None:
        return self._organizations.get(partition)

    def delay_role(self, role_arn: str, until: datetime) -> None:
        """Keep a role from being assumed until then: IAM is eventually consistent."""
        self._propagated_at[role_arn] = until

    def find_role(self, role_arn: str, *, now: datetime) -> Role | None:
        """Return the role, or None where there is none, or STS does not know of it yet."""
        partition, account_id = role_arn.split(":")[1], role_arn.split(":")[4]
        until = self._propagated_at.get(role_arn)
        if account_id not in iam_backends or (until is not None and now < until):
            return None
        roles = list(self.iam(partition, account_id).roles.values())
        found = next((role for role in roles if role.arn == role_arn), None)
        if found is None:
            return None
        return Role(
            arn=role_arn,
            name=found.name,
            role_id=found.id,
            account_id=account_id,
            partition=partition,
            trust_policy=json.loads(found.assume_role_policy_document),
            max_session_duration=int(found.max_session_duration or 3600),
            tags={tag["Key"]: tag["Value"] for tag in found.tags},
        )

    def find_long_term_key(self, partition: str, access_key_id: str) -> LongTermKey | None:
        for account_id in list(iam_backends):
            backend = self.iam(partition, account_id)
            key = backend.access_keys.get(access_key_id)
            if key is not None and key.user_name is not None:
                user = backend.get_user(key.user_name)
                return LongTermKey(
                    access_key_id=access_key_id,
                    secret_access_key=key.secret_access_key,
                    is_active=key.status == "Active",
                    user_name=user.name,
                    user_arn=user.arn,
                    user_id=user.id,
                    account_id=account_id,
                    partition=partition,
                )
        return None

    def policies_of_user(self, key: LongTermKey) -> tuple[Document, ...]:
        backend = self.iam(key.partition, key.account_id)
        user, groups = backend.get_user(key.user_name), backend.get_groups_for_user(key.user_name)
        holders: list[User | Group] = [user, *groups]
        inline = [text for holder in holders for text in holder.policies.values()]
        managed = [policy for holder in holders for policy in holder.managed_policies.values()]
        return tuple(json.loads(text) for text in [*inline, *map(_document_of, managed)])

    def policies_of_role(self, role_arn: str) -> tuple[Document, ...]:
        """Return the role's policies; none where it was deleted meanwhile."""
        backend = self.iam(role_arn.split(":")[1], role_arn.split(":")[4])
        role = next((role for role in list(backend.roles.values()) if role.arn == role_arn), None)
        if role is None:
            return ()
        managed = map(_document_of, role.managed_policies.values())
        return tuple(json.loads(text) for text in [*role.policies.values(), *managed])

    def find_managed_policies(self, role: Role, policy_arns: Sequence[str]) -> tuple[Document, ...] | None:
        """Return the documents of managed policies that sessions of the role may name, or None if one is missing."""
        own = self.iam(role.partition, role.account_id).managed_policies
        found = [own.get(arn) or self._policies.find(arn) for arn in policy_arns]
        known = [policy for policy in found if policy is not None]
        return tuple(json.loads(_document_of(policy)) for policy in known) if len(known) == len(found) else None

    def begin_session(self, role: Role, session_name: str, duration: int, region: str, until: datetime) -> SessionKeys:
        """Have moto's STS mint a session, so that later calls with its keys reach the role's account."""
        session = sts_backends[role.account_id][role.partition].assume_role(
            region_name=region,
            role_session_name=session_name,
            role_arn=role.arn,
            policy="",
            duration=duration,
            external_id="",
        )
        session.expiration = until
        session.session_token = _session_token()
        return SessionKeys(
            access_key_id=session.access_key_id,
            secret_access_key=session.secret_access_key,
            session_token=session.session_token,
        )

    def end_session(self, partition: str, account_id: str, access_key_id: str) -> None:
        """Forget a session that is over, so that a demo that runs for weeks does not grow."""
        self.iam(partition, account_id).access_keys.pop(access_key_id, None)
        backend = sts_backends[account_id][partition]
        backend.assumed_roles = [each for each in backend.assumed_roles if each.access_key_id != access_key_id]


def _document_of(policy: ManagedPolicy) -> str:
    return next(version.document for version in policy.versions if version.is_default)


def _session_token() -> str:
    """As long as the tokens of regional endpoints, and always with the characters that bad encoding spoils."""
    return "IQoJb3JpZ2luX2Vj+/" + base64.b64encode(secrets.token_bytes(700)).decode()
