"""The options that say how fresh a proof, and a provider's word, have to be where something is opened."""

from collections.abc import Callable
from functools import wraps

import click

from app.domain.freshness import (
    LONGEST_GROUPS_HOLD,
    LONGEST_PROOF_MINUTES,
    SHORTEST_GROUPS_HOLD,
    SHORTEST_PROOF_MINUTES,
    Freshness,
)

_MINUTES = click.IntRange(SHORTEST_PROOF_MINUTES, LONGEST_PROOF_MINUTES)
_HOURS = click.IntRange(SHORTEST_GROUPS_HOLD, LONGEST_GROUPS_HOLD)
_PROOF = "To open it takes a strong proof that is at most so old."
_GROUPS = "How long it counts here what an identity provider said; otherwise DOORSTEP_GROUPS_HOLD_HOURS says it."


def with_freshness(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options, as one argument `freshness`."""

    @click.option("--proof-minutes", metavar="MINUTES", type=_MINUTES, help=_PROOF)
    @click.option("--groups-hold-hours", metavar="HOURS", type=_HOURS, help=_GROUPS)
    @wraps(command)
    def taking_freshness(
        *arguments: object, proof_minutes: int | None, groups_hold_hours: int | None, **options: object
    ) -> None:
        command(*arguments, freshness=Freshness(proof_minutes, groups_hold_hours), **options)

    return taking_freshness
