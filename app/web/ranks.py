"""What rank the principal of a request has, for the frame of the page; the admin door asks for authority anew."""

from flask import g

from app.domain.admins import Rank


def remember_rank(rank: Rank | None) -> None:
    """Keep, for the frame of this page, what was found out about the principal anyway."""
    g.rank = rank


def known_rank() -> Rank | None:
    """Return the rank if this request has found it out."""
    rank: Rank | None = g.get("rank")
    return rank
