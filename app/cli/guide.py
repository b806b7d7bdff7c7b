"""Shows a walkthrough in a terminal: the login URL on standard output, everything else beside it."""

import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from gettext import gettext
from urllib.parse import urlsplit

import click

from app.cli.interrupts import Interrupts
from app.domain.clicks import OpenedConsole
from app.domain.walkthrough import CleanUp, CleanUpStep, PlannedRole


class TerminalGuide:
    """Goes along with a person at a terminal, or with a script: nothing here needs one."""

    def __init__(self, *, interrupts: Interrupts, region: str, in_browser: bool, waits: bool) -> None:
        self._interrupts = interrupts
        self._region = region
        self._in_browser = in_browser
        self._waits = waits
        self.clean_up: CleanUp | None = None

    def interruptible(self) -> AbstractContextManager[None]:
        return self._interrupts.felt()

    def creating(self, planned: PlannedRole) -> None:
        tell(f"You are {planned.caller.arn}")
        tell(f"Creating the role {planned.name} for you, with {planned.policy_name}")

    @contextmanager
    def waiting(self, limit: float) -> Iterator[Callable[[float], None]]:
        with click.progressbar(
            length=round(limit),
            label="Waiting for AWS to let you in",
            show_eta=False,
            show_percent=False,
            item_show_func=lambda seconds: f"{seconds or 0} s of at most {round(limit)} s",
            file=sys.stderr,
        ) as bar:
            yield lambda elapsed: bar.update(round(elapsed) - bar.pos, round(elapsed))

    def opened(self, console: OpenedConsole) -> None:
        where = urlsplit(console.login_url.url).netloc
        tell(f"The console opens for {console.console_duration}.")
        if self._in_browser and webbrowser.open(console.login_url.url):
            tell(f"Opened in your browser, at {where}")
        else:
            tell(f"Whoever has this address of {where} has the console; it is good for 15 minutes:")
            click.echo(console.login_url.url)
        if self._waits:
            tell("Press Enter to end.")
            sys.stdin.readline()

    def cleaning_up(self, planned: PlannedRole) -> None:
        tell(f"Deleting what was made: {planned.name}")

    def cleaned_up(self, clean_up: CleanUp) -> None:
        self.clean_up = clean_up
        for step in clean_up.steps:
            self._tell_of(step, clean_up.planned)
        if any(step.outcome != "deleted" for step in clean_up.steps):
            tell("To look, and to finish by hand:")
            self._tell_commands(clean_up.planned)

    def kept(self, planned: PlannedRole) -> None:
        tell(f"The role {planned.name} stays. To delete it:")
        self._tell_commands(planned)

    def _tell_of(self, step: CleanUpStep, planned: PlannedRole) -> None:
        name = f"the attachment of {planned.policy_name}" if step.thing == "attachment" else f"the role {planned.name}"
        if step.failure is None:
            tell(f"Deleted: {name}")
        elif step.outcome == "not found":
            tell(f"Not found, after several tries: {name}")
        else:
            tell(f"Could not delete {name}: {gettext(step.failure.sentence) % step.failure.values}")

    def _tell_commands(self, planned: PlannedRole) -> None:
        role = f"--role-name {planned.name} --region {self._region}"
        tell(f"  aws iam get-role {role}")
        tell(f"  aws iam detach-role-policy {role} --policy-arn {planned.policy_arn}")
        tell(f"  aws iam delete-role {role}")


def tell(line: str) -> None:
    """Say something to the person, where there still is one."""
    try:
        click.echo(line, err=True)
    except OSError:
        # The terminal was closed (SIGHUP), or the pipe. What was made has to be deleted all the same.
        return
