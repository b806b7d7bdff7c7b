"""What rank the principal of a request has, for the frame of the page; the admin door asks for authority anew."""

from flask import g

from app.domain.admins import Rank
from app.web.site import portal


def remember_rank(rank: Rank | None) -> None:
    """Keep, for the frame of this page, what was found out about the principal anyway.

    An admin is told on every page of uses of break-glass accounts that nobody has reviewed. Raises StorageUnavailable.
    """
    g.rank = rank
    g.unreviewed = portal().local_people.break_glass_list.count_unreviewed() if rank == "admin" else 0


def known_rank() -> Rank | None:
    """Return the rank if this request has found it out."""
    rank: Rank | None = g.get("rank")
    return rank


def known_unreviewed() -> int:
    """Return how many uses of break-glass accounts an admin has to be told of."""
    unreviewed: int = g.get("unreviewed", 0)
    return unreviewed
