"""doorstep schema: the JSON Schema of the file that export writes and import reads."""

import click

from app.files.schema import schema_text


@click.command()
def schema() -> None:
    """Print the JSON Schema of the file that `doorstep export` writes, for editors and other programs."""
    click.echo(schema_text(), nl=False)
