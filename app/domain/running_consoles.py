"""Consoles that may still run: which ones of the ledger, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, Self
from uuid import UUID

from app.domain.durations import LONGEST
from app.domain.ledger import Plain, StoredEvent

# Source: AWS IAM User Guide, "Enabling custom identity broker access to the AWS console".
LOGIN_URL_HOLDS: Final = timedelta(minutes=15)
# No console that was opened longer ago can run.
LONGEST_RUN: Final = LOGIN_URL_HOLDS + timedelta(seconds=LONGEST)
# As many of one role fit, with the longest names, into what AWS allows the inline policies of a role to hold (10,240
# characters). Source: AWS IAM User Guide, "IAM and AWS STS quotas".
LISTED_AT_MOST: Final = 50

OpenedThrough = Literal["person", "group", "mapping", "role", "account"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningConsole:
    """A console that was opened and may still run. `until` counts in that its login URL may be used at the last moment.

    `assumed_role_id` is `AROA…:role-session-name`, as AWS told it; None where another version of Doorstep left it out.
    """

    event_id: UUID
    person_id: UUID | None
    role_arn: str
    opened_at: datetime
    until: datetime
    assumed_role_id: str | None

    @classmethod
    def of(cls, opened: StoredEvent) -> Self:
        """Read a `console:opened`; a console of unknown duration is taken for the longest.

        The two clocks both count: a console lives as long as it was asked for, and never shorter than credentials that
        AWS may have given it when it was opened.
        """
        body = opened.parsed_body()
        granted, role_id = body.get("granted_duration"), body.get("assumed_role_id")
        duration = granted if isinstance(granted, int) else LONGEST
        return cls(
            event_id=opened.id,
            person_id=opened.person_id,
            role_arn=opened.role_arn or "",
            opened_at=opened.at,
            until=max(opened.at + LOGIN_URL_HOLDS + timedelta(seconds=duration), _expiry_in(body, opened.at)),
            assumed_role_id=role_id if isinstance(role_id, str) and ":" in role_id else None,
        )


@dataclass(frozen=True, slots=True)
class RunningConsoles:
    """The newest consoles that may still run, how many more there are, and when the last of all ends.

    `looked_through` is the number of entries after which the search was broken off, None if it was not.
    """

    shown: tuple[RunningConsole, ...] = ()
    more: int = 0
    until: datetime | None = None
    looked_through: int | None = None

    @property
    def count(self) -> int:
        """How many there are at least."""
        return len(self.shown) + self.more

    @property
    def role_arns(self) -> tuple[str, ...]:
        """The roles of those that are shown, each once."""
        return tuple(sorted({one.role_arn for one in self.shown}))

    def of_role(self, role_arn: str) -> tuple[RunningConsole, ...]:
        """Return those of one role among those that are shown."""
        return tuple(one for one in self.shown if one.role_arn == role_arn)


def still_running(
    opened: Iterable[StoredEvent], now: datetime, *, listed: int = LISTED_AT_MOST, looked_through: int | None = None
) -> RunningConsoles:
    """Return what may still run at a moment of these `console:opened`, which come newest first."""
    running = [one for one in map(RunningConsole.of, opened) if one.until > now]
    last = max((one.until for one in running), default=None)
    return RunningConsoles(tuple(running[:listed]), max(0, len(running) - listed), last, looked_through)


def _expiry_in(body: dict[str, Plain], otherwise: datetime) -> datetime:
    text = body.get("credentials_expire_at")
    try:
        expiry = datetime.fromisoformat(text) if isinstance(text, str) else otherwise
    except ValueError:
        return otherwise
    return expiry if expiry.tzinfo else otherwise
