"""What AWS answers to a discovery: pages of accounts and of roles, each with the call that brought it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.arns import AccountId, RoleArn
from app.domain.federation import Attempt

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Read(Generic[Value]):
    """What was read, and the call."""

    value: Value
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account of an organization; `is_closing` where AWS has suspended it or is closing it."""

    account_id: AccountId
    name: str
    is_closing: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Some accounts; `token` leads to the next, None where there are no more."""

    accounts: tuple[ListedAccount, ...]
    token: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRole:
    """A role without its tags; `trust_policy` is as AWS gave it, `max_session_duration` in seconds."""

    role_arn: RoleArn
    description: str
    max_session_duration: int
    trust_policy: object


@dataclass(frozen=True, slots=True)
class RolePage:
    """Some roles; `marker` leads to the next, None where there are no more."""

    roles: tuple[ListedRole, ...]
    marker: str | None
