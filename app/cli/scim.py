"""doorstep scim: the tokens with which directories call."""

from uuid import UUID

import click

from app.cli.operator import operator
from app.cli.records import ready_records
from app.joints.scim import require_directory, scim_token_list_of, scim_tokens_of
from app.settings import Settings, load


@click.group()
def scim() -> None:
    """Directories that provision people and groups by SCIM: see docs/sign-in/scim.md."""


@scim.command("make-token")
@click.argument("name")
def make_token(name: str) -> None:
    """Print a new bearer token of the directory NAME, once: only its hash is kept.

    There are two at most, so that one can be replaced while the directory still calls with the other.
    """
    settings = load(Settings)
    source = require_directory(settings, name)
    tokens = scim_tokens_of(ready_records(settings).database)
    click.echo(tokens.make(source, actor=operator()))
    click.echo(f"{source} may call {settings.public_url}/scim/v2 with it. Nobody can read it again.", err=True)


@scim.command("tokens")
@click.argument("name")
def tokens(name: str) -> None:
    """List the tokens of the directory NAME: when each was made, and when it was last used."""
    settings = load(Settings)
    source = require_directory(settings, name)
    for token in scim_token_list_of(ready_records(settings).database).of(source):
        used = f"used {token.last_used_at:%Y-%m-%d %H:%M} UTC" if token.last_used_at else "never used"
        click.echo(f"{token.id}  made {token.made_at:%Y-%m-%d %H:%M} UTC  {used}")


@scim.command("revoke-token")
@click.argument("token_id", type=click.UUID, metavar="ID")
def revoke_token(token_id: UUID) -> None:
    """Let the token ID count no more, from the next call on."""
    revoked = scim_tokens_of(ready_records().database).revoke(token_id, actor=operator())
    click.echo(f"{revoked.source} cannot call with it any more.")
