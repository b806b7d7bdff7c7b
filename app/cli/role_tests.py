"""doorstep role-tests: what a timer starts, so that a role that stops working is known before somebody needs it."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from gettext import gettext

import click

from app import logs
from app.cli.interrupts import Interrupted, Interrupts
from app.cli.records import ready_records
from app.cli.words import in_words
from app.domain.aws_failures import failure_with_code
from app.domain.background_tests import BackgroundTestsOff, Ran
from app.joints.role_health import background_tests_in
from app.settings import ErrandSettings, load


@click.group("role-tests")
def role_tests() -> None:
    """Test in the background whether AWS lets the portal into its roles."""


@role_tests.command()
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Test so many roles at most.")
def run(limit: int | None) -> None:
    """Test every role that nobody has tested within the last 24 hours, one a second at most.

    For cron or a systemd timer, best started every hour. It tests nothing until an admin turns background tests on, and
    stops when that admin is none any more. Several may run at once: each role is tested by one of them. A signal ends
    it between two roles.

    Ends with exit code 0 where no role failed, and with 1 where one did or the run ended early.
    """
    logs.configure(level="WARNING")
    settings = load(ErrandSettings)
    records = ready_records(settings)
    with Interrupts() as interrupts:
        tests = background_tests_in(settings, database=records.database, sleep=_pause_of(interrupts))
        sys.exit(report(tests.run(limit=limit)))


def report(ran: Iterator[Ran]) -> int:
    """Say what becomes of each role and in the end of all of them, and return the exit code; raises as the run does."""
    done: list[Ran] = []
    exit_code = 0
    try:
        for one in ran:
            done.append(one)
            _tell(one)
    except Interrupted as interrupted:
        click.echo(f"Ended by {interrupted}. What was not tested is still due.")
        exit_code = interrupted.exit_code
    except BackgroundTestsOff as off:
        click.echo(in_words(off))
    finally:
        failed = sum(1 for one in done if _has_failed(one))
        skipped = sum(1 for one in done if one.skipped)
        click.echo(f"{len(done) - failed - skipped} passed, {failed} failed, {skipped} skipped.")
    return exit_code or min(failed, 1)


def _tell(one: Ran) -> None:
    if one.skipped is not None:
        click.echo(f"skipped  {one.role_arn}: {_said(one.skipped.sentence, one.skipped.values)}")
        return
    verdict = one.test.verdict if one.test else None
    if verdict is not None and verdict.code is not None:
        click.echo(f"failed   {one.role_arn}: {_said(failure_with_code(verdict.code).sentence, verdict.said_values)}")


def _said(sentence: str, values: Mapping[str, object]) -> str:
    return gettext(sentence) % values


def _has_failed(one: Ran) -> bool:
    return one.test is not None and one.test.verdict.outcome == "failed"


def _pause_of(interrupts: Interrupts) -> Callable[[float], None]:
    """Return what waits between two roles: the one place where a signal is felt."""

    def pause(seconds: float) -> None:
        with interrupts.felt():
            time.sleep(seconds)

    return pause
