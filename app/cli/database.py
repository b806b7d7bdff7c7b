"""doorstep db: bring the database to the schema of this version."""

import click

from app.settings import UpgradeSettings, load
from app.storage.upgrade import upgrade as upgrade_schema


@click.group()
def db() -> None:
    """Manage the database."""


@db.command()
def upgrade() -> None:
    """Create the tables, or bring them to this version; run it before the first start and after every update."""
    upgrade_schema(load(UpgradeSettings).database_url.get_secret_value(), report=click.echo)
