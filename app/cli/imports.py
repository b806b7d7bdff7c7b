"""doorstep import: bring the portal to what a file says, after a look at who gains and who loses."""

import sys
from collections.abc import Iterable
from typing import BinaryIO, get_args

import click

from app.cli.differences import tell_preview, tell_revisions
from app.cli.operator import operator
from app.cli.records import ready_records
from app.domain.admins import Operator
from app.domain.drafts import Proposal
from app.domain.interchange import LARGEST_FILE, FileKind, Flaw
from app.domain.names import shown
from app.joints.editing import editing_of
from app.joints.interchange import imports_of
from app.services.imports import Comparison
from app.settings import DatabaseSettings, load
from app.storage.naming import NameStore


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--from",
    "kind",
    type=click.Choice(get_args(FileKind)),
    default="doorstep",
    show_default=True,
    help="What wrote the file. consoleme: its dynamic configuration, or AWS's account details with its role tags.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change, and who would gain and lose what.")
@click.option("--prune", is_flag=True, help="Disable what the file does not name; without it that is left alone.")
@click.option("--reason", default="", help="Why; it stands in the history and in the ledger.")
@click.option("--despite-tests", metavar="REASON", help="Save although access tests break, for this reason.")
@click.option("--without-approval", metavar="REASON", help="Do without the second admin, for this reason.")
def import_file(  # noqa: PLR0917 - click passes them by name
    file: BinaryIO,
    kind: FileKind,
    dry_run: bool,
    prune: bool,
    reason: str,
    despite_tests: str | None,
    without_approval: str | None,
) -> None:
    """Bring the portal to what FILE says ("-" reads standard input): all of it, or nothing if a line is wrong."""
    settings = load(DatabaseSettings)
    database = ready_records(settings).database
    # A byte more than is allowed says that there is more.
    compared = imports_of(database).compare(file.read(LARGEST_FILE + 1), kind, reason=reason, prune=prune)
    draft = compared.draft
    _tell_left_out(compared.left_out)
    if not draft.revisions:
        click.echo("Nothing changes: the portal is as the file says.")
        return
    drafts = editing_of(database, second_approval=settings.needs_second_admin).drafts
    author, names = Operator(operator().id), NameStore(database=database)
    _tell_kinds(compared)
    tell_revisions(draft, names)
    _tell_implied(compared)
    preview = drafts.preview(author, draft)
    tell_preview(preview, names)
    if dry_run:
        click.echo("Nothing was changed: this was a dry run.")
        sys.exit(1 if preview.broken_tests and not despite_tests else 0)
    saved = drafts.save(author, draft, despite_tests=despite_tests, without_approval=without_approval)
    if isinstance(saved, Proposal):
        click.echo(f"Nothing was changed yet: a second admin has to approve proposal {saved.id}.")
        return
    click.echo(f"Saved: {len(saved.things)} changes.")


def _tell_left_out(left_out: Iterable[Flaw]) -> None:
    for one in left_out:
        click.echo(f"not carried over, {one}")


def _tell_kinds(compared: Comparison) -> None:
    for kind, names in (("people", compared.people_named), ("groups", compared.groups_named)):
        if names:
            click.echo(
                f"The file does not say whose names these are; taken for {kind}: {', '.join(map(shown, names))}."
            )


def _tell_implied(compared: Comparison) -> None:
    if compared.implied_roles:
        click.echo(
            f"The file does not describe {compared.implied_roles} of these roles and {compared.implied_accounts} of"
            " these accounts. They get what an ARN says: consoles of an hour at most, no external ID, source identity"
            " on, and an account's number for its name."
        )
