"""Which memberships count: those of the sources that the settings name, which every connection carries with it.

So whatever reads memberships, a click, an answer or a preview, counts the same ones, and none can be handed others.
"""

from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam

from app.domain.sources import Sources
from app.storage.tables import membership

# The name of the execution option in which a connection carries them.
SOURCES: Final = "doorstep_sources"
# For statements that are built once; `counted_by` fills it in.
COUNTS: Final = membership.c.source.in_(bindparam("sources_that_count", expanding=True))


def sources_of(connection: Connection) -> Sources:
    """Return the sources that count."""
    sources = connection.get_execution_options()[SOURCES]
    assert isinstance(sources, Sources)  # noqa: S101 - SQLAlchemy knows no types of options
    return sources


def counted_by(connection: Connection) -> dict[str, list[str]]:
    """Return the parameter of `COUNTS`."""
    return {"sources_that_count": list(sources_of(connection).names)}


def counts(connection: Connection) -> ColumnElement[bool]:
    """Keep to memberships that count, in a statement that is built for one connection."""
    return membership.c.source.in_(sources_of(connection).names)
