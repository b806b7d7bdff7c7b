"""doorstep export: every account, role and mapping as one file."""

from typing import TextIO, get_args

import click

from app.cli.operator import operator
from app.cli.records import ready_records
from app.domain.admins import Operator
from app.domain.interchange import FileFormat
from app.joints.interchange import exports_of


@click.command()
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True), default="-")
@click.option("--format", "file_format", type=click.Choice(get_args(FileFormat)), default="yaml", show_default=True)
def export(file: TextIO, file_format: FileFormat) -> None:
    """Write every account, role and mapping to FILE, or to standard output, for `doorstep import`."""
    file.writelines(exports_of(ready_records().database).begin(Operator(operator().id), file_format))
