"""doorstep import: bring the portal to what a file says, after a look at who gains and who loses."""

import sys
from typing import BinaryIO

import click

from app.cli.differences import tell_preview, tell_revisions
from app.cli.operator import operator
from app.cli.records import ready_records
from app.domain.admins import Operator
from app.domain.drafts import Proposal
from app.domain.interchange import Flaw, ImportRefused
from app.files.catalogue_reader import read_catalogue
from app.files.located import MOST_BYTES
from app.joints.editing import editing_of
from app.services.imports import Imports
from app.settings import DatabaseSettings, load
from app.storage.holdings import HoldingsStore
from app.storage.ids import new_id
from app.storage.naming import NameStore


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Only show what would change, and who would gain and lose what.")
@click.option("--prune", is_flag=True, help="Disable what the file does not name; without it that is left alone.")
@click.option("--reason", default="", help="Why; it stands in the history and in the ledger.")
@click.option("--despite-tests", metavar="REASON", help="Save although access tests break, for this reason.")
@click.option("--without-approval", metavar="REASON", help="Do without the second admin, for this reason.")
def import_file(  # noqa: PLR0917 - click passes them by name
    file: BinaryIO,
    dry_run: bool,
    prune: bool,
    reason: str,
    despite_tests: str | None,
    without_approval: str | None,
) -> None:
    """Bring the portal to what FILE says ("-" reads standard input): all of it, or nothing if a line is wrong."""
    settings = load(DatabaseSettings)
    records = ready_records(settings)
    imports = Imports(reader=HoldingsStore(database=records.database), clock=records.clock, new_id=new_id)
    draft = imports.draft_of(read_catalogue(_text_of(file)), reason=reason, prune=prune)
    if not draft.revisions:
        click.echo("Nothing changes: the portal is as the file says.")
        return
    drafts = editing_of(records.database, second_approval=settings.needs_second_admin).drafts
    author = Operator(operator().id)
    names = NameStore(database=records.database)
    tell_revisions(draft, names)
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


def _text_of(file: BinaryIO) -> str:
    """Read at most a byte more than is allowed; raises ImportRefused for what is no text in UTF-8."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        # Never read the beginning alone: with --prune the rest would be disabled.
        raise ImportRefused(flaws=(Flaw(1, "The file is larger than 8 MiB.", "Split it."),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        flaw = Flaw(line, "This is no text in UTF-8.", "Save the file as UTF-8.")
        raise ImportRefused(flaws=(flaw,)) from error
