"""doorstep export: every account, role and mapping as one file."""

from typing import TextIO

import click

from app.cli.records import ready_records
from app.files.catalogue_writer import FileFormat, write_catalogue
from app.storage.holdings import HoldingsStore


@click.command()
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True), default="-")
@click.option("--format", "file_format", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True)
def export(file: TextIO, file_format: FileFormat) -> None:
    """Write every account, role and mapping to FILE, or to standard output, for `doorstep import`."""
    file.write(write_catalogue(HoldingsStore(database=ready_records().database).holdings(), file_format))
