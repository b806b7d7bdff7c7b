"""doorstep break-glass: for when no admin gets in any more."""

import click

from app.cli.operator import operator
from app.cli.records import ready_records
from app.domain.drafts import parse_reason
from app.domain.people import Username


@click.group()
def break_glass() -> None:
    """Break-glass accounts: admins keep them in the browser."""


@break_glass.command("unseal")
@click.argument("username")
@click.option("--reason", required=True, metavar="WHY", help="Why; it stands in the ledger.")
def unseal(username: str, reason: str) -> None:
    """Let the break-glass account USERNAME be used once more."""
    name, why = Username.parse(username), parse_reason(reason)
    ready_records().break_glass.unseal_as_operator(name, actor=operator(), reason=why)
    click.echo(f"{name} can be used once more, at /sign-in/break-glass.")
