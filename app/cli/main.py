"""The `doorstep` command: its parts, and how it says what went wrong."""

import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

import click

from app.cli.words import in_words
from app.domain.refusals import Refusal
from app.joints.process import VERSION
from app.settings import SettingsRefused

# Where each command is defined, under its own name. Named and not imported: each brings its libraries along when it is
# called, so that serving neither waits nor keeps memory for those that migrate databases. Source: the documentation of
# click, "Lazily Loading Subcommands".
_PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "access-test": "app.cli.access_test",
        "account": "app.cli.catalogue",
        "admin": "app.cli.people",
        "break-glass": "app.cli.break_glass",
        "db": "app.cli.database",
        "demo": "app.cli.demo",
        "doctor": "app.cli.doctor",
        "export": "app.cli.export",
        "import": "app.cli.imports",
        "ledger": "app.cli.ledger",
        "mapping": "app.cli.catalogue",
        "notices": "app.cli.notices",
        "person": "app.cli.people",
        "role": "app.cli.catalogue",
        "role-tests": "app.cli.role_tests",
        "schema": "app.cli.schema",
        "scim": "app.cli.scim",
        "serve": "app.cli.serve",
        "url": "app.cli.url",
        "walkthrough": "app.cli.walkthrough",
    }
)


# What Python has other uses for, or cannot spell.
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"break-glass": "break_glass", "import": "import_file", "access-test": "access_test", "role-tests": "role_tests"}
)


class Commands(click.Group):
    """The commands of `_PLACES`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature that click calls
        """Name every command, for the help."""
        return list(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return the command of that name, None if there is none."""
        if cmd_name not in _PLACES:
            return None
        command: click.Command = getattr(import_module(_PLACES[cmd_name]), _NAMES.get(cmd_name, cmd_name))
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="doorstep")
def doorstep() -> None:
    """A portal to the AWS Management Console: sign in, click, and stand in the role an admin mapped you to."""


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
