"""The `doorstep` command: its parts, and how it says what went wrong."""

import sys
from gettext import gettext

import click

from app.cli.catalogue import account, mapping, role
from app.cli.database import db
from app.cli.demo import demo
from app.cli.ledger import ledger
from app.cli.people import admin, person
from app.cli.serve import serve
from app.cli.url import url
from app.cli.walkthrough import walkthrough
from app.domain.refusals import Refusal
from app.factory import VERSION
from app.settings import SettingsRefused


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="doorstep")
def doorstep() -> None:
    """A portal to the AWS Management Console: sign in, click, and stand in the role an admin mapped you to."""


for command in (serve, demo, db, admin, person, account, role, mapping, ledger, walkthrough, url):
    doorstep.add_command(command)


def main() -> None:
    """Run the command; a refusal ends it with its words and exit code 1, wrong settings with exit code 2."""
    try:
        doorstep(prog_name="doorstep")
    except Refusal as refusal:
        click.echo(f"doorstep: {in_words(refusal)}", err=True)
        sys.exit(1)
    except SettingsRefused as refused:
        click.echo(f"doorstep: the settings cannot be used\n{refused}", err=True)
        sys.exit(2)


def in_words(refusal: Refusal) -> str:
    """Say what happened and what to do about it."""
    return f"{gettext(refusal.sentence) % refusal.values}\n{gettext(refusal.remedy) % refusal.values}"
