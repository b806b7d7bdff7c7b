"""Ctrl-C and its like, heard at any time but felt only where the work says so."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Final, Self

_HEARD: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """Somebody wants this process to end. No `Exception`: libraries catch those, and go on."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


class Interrupts:
    """Listens to the signals that end a process, from its entering to its leaving as a context manager.

    At most one is ever raised, and only inside `felt`: what must run to its end, such as cleaning up, stands outside.
    """

    def __init__(self) -> None:
        self._heard: int | None = None
        self._is_felt = False
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._hear) for number in _HEARD}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal returned, it takes back

    @contextmanager
    def felt(self) -> Iterator[None]:
        """Raise Interrupted inside, also for a signal that came before; none is raised once this is left."""
        self._is_felt = True
        try:
            self._raise_if_heard()
            yield
        finally:
            self._is_felt = False

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if self._heard is None:
            self._heard = number
        self._raise_if_heard()

    def _raise_if_heard(self) -> None:
        if self._heard is not None and self._is_felt:
            # The second Ctrl-C of an impatient hand must not end the cleaning up that the first one began.
            self._is_felt = False
            raise Interrupted(self._heard)
