"""Signals are heard always, and felt only where the work says so."""

import os
import signal
from contextlib import ExitStack

import pytest

from app.cli.interrupts import Interrupted, Interrupts


def test_a_signal_in_the_work_ends_it() -> None:
    with Interrupts() as interrupts, pytest.raises(Interrupted) as ended, interrupts.felt():
        os.kill(os.getpid(), signal.SIGINT)

    assert str(ended.value) == "SIGINT"
    assert ended.value.exit_code == 130


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_every_signal_has_its_own_exit_code(number: signal.Signals, code: int) -> None:
    with Interrupts() as interrupts, pytest.raises(Interrupted) as ended, interrupts.felt():
        os.kill(os.getpid(), number)

    assert ended.value.exit_code == code


def test_a_signal_outside_of_the_work_waits_for_it() -> None:
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGTERM)

        with pytest.raises(Interrupted), interrupts.felt():
            pytest.fail("the work began")


def test_a_second_signal_does_not_end_the_cleaning_up() -> None:
    cleaned = []

    def clean_up() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        cleaned.append("role")

    with Interrupts() as interrupts, pytest.raises(Interrupted, match="SIGINT"), interrupts.felt(), ExitStack() as end:
        end.callback(clean_up)
        os.kill(os.getpid(), signal.SIGINT)

    assert cleaned == ["role"]


def test_after_the_work_signals_are_what_they_were() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]

    with Interrupts():
        pass

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
