"""The sessions that were minted: what the gate and the federation endpoint know of temporary credentials."""

import hmac
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.demo.clock import Clock
from app.demo.sts.policies import Document
from app.demo.sts.request import AssumeRoleCall
from app.demo.world import Role, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Minted:
    """A session of a role, with its temporary credentials; `is_chained` where a session asked for it."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    partition: str
    account_id: str
    role_arn: str
    role_name: str
    role_id: str
    session_name: str
    source_identity: str | None
    is_chained: bool
    tags: Mapping[str, str]
    transitive_tag_keys: tuple[str, ...]
    session_policies: tuple[Document, ...]
    expires_at: datetime

    @property
    def arn(self) -> str:
        """The session's ARN: it never holds the role's path."""
        return f"arn:{self.partition}:sts::{self.account_id}:assumed-role/{self.role_name}/{self.session_name}"

    @property
    def assumed_role_id(self) -> str:
        return f"{self.role_id}:{self.session_name}"

    def has_token(self, token: str) -> bool:
        return hmac.compare_digest(self.session_token.encode(), token.encode())

    def has_secret(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret_access_key.encode(), secret.encode())


class Mint:
    """Mints sessions and remembers them until they are over."""

    def __init__(self, *, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock
        self._lock = threading.Lock()
        self._minted: dict[str, Minted] = {}

    def secrets(self) -> list[str]:
        """Every secret that was given out and is remembered."""
        with self._lock:
            return [text for each in self._minted.values() for text in (each.secret_access_key, each.session_token)]

    def mint(
        self,
        role: Role,
        call: AssumeRoleCall,
        *,
        region: str,
        is_chained: bool,
        source_identity: str | None,
        inherited_tags: Mapping[str, str],
        session_policies: tuple[Document, ...],
    ) -> Minted:
        expires_at = self._clock().replace(microsecond=0) + timedelta(seconds=call.duration_seconds)
        keys = self._world.begin_session(role, call.role_session_name, call.duration_seconds, region, expires_at)
        minted = Minted(
            access_key_id=keys.access_key_id,
            secret_access_key=keys.secret_access_key,
            session_token=keys.session_token,
            partition=role.partition,
            account_id=role.account_id,
            role_arn=role.arn,
            role_name=role.name,
            role_id=role.role_id,
            session_name=call.role_session_name,
            source_identity=source_identity,
            is_chained=is_chained,
            tags={**inherited_tags, **call.tags},
            transitive_tag_keys=(*inherited_tags, *call.transitive_tag_keys),
            session_policies=session_policies,
            expires_at=expires_at,
        )
        with self._lock:
            self._minted[minted.access_key_id] = minted
            self._forget_old()
        return minted

    def find(self, access_key_id: str) -> Minted | None:
        """Return the session of an access key, also one that is over; None where there never was one."""
        with self._lock:
            return self._minted.get(access_key_id)

    def expire(self, access_key_id: str) -> None:
        """Let credentials be over now, for tests; raises KeyError."""
        with self._lock:
            self._minted[access_key_id] = replace(self._minted[access_key_id], expires_at=self._clock())

    def _forget_old(self) -> None:
        """Forget what ended a day ago; until then, credentials that are over are told apart from invented ones."""
        limit = self._clock() - timedelta(days=1)
        while (oldest := next(iter(self._minted.values()), None)) and oldest.expires_at < limit:
            del self._minted[oldest.access_key_id]
            self._world.end_session(oldest.partition, oldest.account_id, oldest.access_key_id)
