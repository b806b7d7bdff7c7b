"""doorstep notices: for a timer, so that a channel that was down hears of everything later."""

import sys

import click

from app.cli.records import ready_records
from app.joints.notices import notices_of
from app.settings import Settings, load


@click.group()
def notices() -> None:
    """What people outside of the portal have to hear of at once."""


@notices.command("send")
def send() -> None:
    """Send every notice that still waits, because a channel did not take it; exit code 1 if one still does."""
    settings = load(Settings)
    records = ready_records(settings)
    told = notices_of(settings, database=records.database, clock=records.clock)
    if not told.channels:
        raise click.UsageError("no channel is set: see DOORSTEP_NOTICES in the README")
    told.send_waiting()
    left = told.count_waiting()
    click.echo(f"{left} waiting.")
    sys.exit(1 if left else 0)
