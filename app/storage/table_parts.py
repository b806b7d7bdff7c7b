"""What every table has in common: where it belongs, how constraints are named, and columns of a few words."""

from collections.abc import Iterable
from typing import Final, get_args

from sqlalchemy import CheckConstraint, MetaData

from app.domain.ledger import ActorKind, Outcome

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

ACTOR_KINDS: Final = get_args(ActorKind)
OUTCOMES: Final = get_args(Outcome)


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """Keep a column to a few words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
