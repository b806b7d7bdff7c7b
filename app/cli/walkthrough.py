"""doorstep walkthrough: one console, from nothing to the login URL and back, with the caller's own credentials."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from app.cli.guide import TerminalGuide, tell
from app.cli.interrupts import Interrupted, Interrupts
from app.cli.operator import operator
from app.cli.surroundings import aws_environment, embedded_aws
from app.domain.people import Username, role_session_name_for
from app.joints.aws import walkthrough_of
from app.settings import AwsSettings, load

# In seconds, until the simulated AWS lets anybody assume a new role: as with the real one there is a wait to see.
_SIMULATED_DELAY: Final = 2.0


@click.command()
@click.option("--demo", is_flag=True, help="Walk in a simulated AWS: needs no account, no credentials, no settings.")
@click.option("--keep", is_flag=True, help="Leave the role, and say how to delete it.")
@click.option(
    "--open",
    "in_browser",
    is_flag=True,
    help="Open the login URL in your browser (whose command line other users of this machine may see for a moment).",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 900),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="How long IAM has to make the role known.",
)
def walkthrough(demo: bool, keep: bool, in_browser: bool, limit: int) -> None:
    """Make a role that you may assume, open the console in it, and delete the role again.

    Takes your own AWS credentials (from the environment, a profile, or the machine), the first region of
    DOORSTEP_AWS_REGIONS, and no database: it shows that this machine, your credentials and AWS work together.
    You need iam:CreateRole, iam:AttachRolePolicy, iam:DetachRolePolicy and iam:DeleteRole on roles named doorstep-*.
    """
    with Interrupts() as interrupts, _simulated_aws() if demo else nullcontext() as iam_endpoint:
        # A simulated role lives as long as this command: it waits, so that there is time for a look.
        sys.exit(walk(interrupts, iam_endpoint=iam_endpoint, keep=keep, in_browser=in_browser, limit=limit, waits=demo))


def walk(
    interrupts: Interrupts, *, iam_endpoint: str | None, keep: bool, in_browser: bool, limit: int, waits: bool
) -> int:
    """Walk, and return the exit code: 0, 1 where something is left, or as the signal says that ended it."""
    settings = load(AwsSettings)
    region = settings.regions.home_of(settings.regions.partitions[0].name)
    guide = TerminalGuide(interrupts=interrupts, region=region, in_browser=in_browser, waits=waits or not keep)
    service = walkthrough_of(
        settings,
        role_session_name=role_session_name_for(Username.parse(operator().id)),
        limit=limit,
        iam_endpoint=iam_endpoint,
    )
    exit_code = 0
    try:
        service.walk(guide, keep=keep)
    except Interrupted as interrupted:
        tell(f"Ended by {interrupted}.")
        exit_code = interrupted.exit_code
    return 1 if guide.clean_up is not None and not guide.clean_up.is_complete else exit_code


@contextmanager
def _simulated_aws() -> Iterator[str]:
    """Start the embedded AWS, and for as long as it runs give this process the settings of a portal in front of it."""
    company, aws = embedded_aws()
    with aws, TemporaryDirectory(prefix="doorstep-walkthrough-") as folder:
        aws.load(company)
        aws.switches.role_delay = _SIMULATED_DELAY
        kept, simulated = dict(os.environ), aws_environment(aws, folder=Path(folder))
        os.environ.clear()
        os.environ.update(simulated)
        tell("AWS is simulated here; it ends with this command, and so does everything in it.")
        try:
            yield aws.api_url
        finally:
            os.environ.clear()
            os.environ.update(kept)
