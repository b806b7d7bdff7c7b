"""Tells people outside of the portal of what cannot wait, on every channel that is set."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

import structlog

from app.domain.ledger import Action, Actor, Event
from app.domain.notices import Notice, NoticeNotSent

log = structlog.get_logger()

# A person waits meanwhile; what takes longer goes on behind them.
_PATIENCE: Final = 4.0
# Whoever else tries at the same time leaves it to the first; who was killed while trying leaves it to the next.
_AGAIN_AFTER: Final = timedelta(minutes=1)
_AT_ONCE: Final = 20


class Channel(Protocol):
    """One way to people; raises NoticeNotSent."""

    @property
    def name(self) -> str: ...

    def send(self, notice: Notice) -> None: ...


class KeepsNotices(Protocol):
    """Keeps notices until each channel has taken them; raises StorageUnavailable."""

    def waiting(self, channels: Sequence[str], *, limit: int) -> tuple[tuple[Notice, str], ...]: ...

    def claim(self, notice_id: UUID, channel: str, *, at: datetime, unless_since: datetime) -> bool: ...

    def end(self, notice_id: UUID, channel: str, *, at: datetime, problem: str | None, event: Event) -> None: ...


class Notices:
    """Sends what waits. Without a channel nothing does."""

    def __init__(
        self,
        *,
        channels: Sequence[Channel],
        kept: KeepsNotices,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._channels = {channel.name: channel for channel in channels}
        self._kept = kept
        self._clock = clock
        self._new_id = new_id

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels on which a new notice has to go out."""
        return tuple(self._channels)

    def count_waiting(self) -> int:
        """Count the notices that a channel has not taken, once for each such channel, up to a full round."""
        return len(self._kept.waiting(self.channels, limit=_AT_ONCE))

    def send_waiting(self) -> None:
        """Send what waits, everything at once, and wait for that a few seconds; raises StorageUnavailable.

        What a channel does not take stays waiting, with the reason.
        """
        waiting = self._kept.waiting(self.channels, limit=_AT_ONCE)
        if not waiting:
            return
        threads = ThreadPoolExecutor(len(waiting), thread_name_prefix="notice")
        tries = [threads.submit(self._try, notice, channel) for notice, channel in waiting]
        for one in tries:
            one.add_done_callback(_tell_of_trouble)
        wait(tries, timeout=_PATIENCE)
        threads.shutdown(wait=False)

    def _try(self, notice: Notice, channel: str) -> None:
        now = self._clock()
        if not self._kept.claim(notice.id, channel, at=now, unless_since=now - _AGAIN_AFTER):
            return
        problem = None
        try:
            self._channels[channel].send(notice)
        except NoticeNotSent as error:
            problem = str(error)
        log.info("notice.sent" if problem is None else "notice.failed", notice=str(notice.id), channel=channel)
        event = self._entry(notice, channel, problem)
        self._kept.end(notice.id, channel, at=self._clock(), problem=problem, event=event)

    def _entry(self, notice: Notice, channel: str, problem: str | None) -> Event:
        return Event(
            id=self._new_id(),
            at=self._clock(),
            action=Action.NOTICE_SENT if problem is None else Action.NOTICE_FAILED,
            outcome="succeeded" if problem is None else "failed",
            actor=Actor("portal", ""),
            body={"notice": str(notice.id), "about": notice.kind, "channel": channel, "problem": problem},
        )


def _tell_of_trouble(done: Future[None]) -> None:
    """Log what broke a try: nobody waits for its end who could be told. The notice stays waiting."""
    error = done.exception()
    if error is not None:
        log.error("notice.broken", error=type(error).__name__)
