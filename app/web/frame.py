"""What the frame of every page shows: the notice, who is signed in, and the version."""

from dataclasses import dataclass

from app.domain.admins import Rank
from app.web.csrf import token_for
from app.web.guard import known_web_session
from app.web.ranks import known_rank, known_unreviewed
from app.web.site import site


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page; `display_name` and `csrf_token` are None where nobody is known to be signed in.

    `rank` is None where nobody has asked for it: the page then has no way to the admin pages.
    `unreviewed` counts uses of break-glass accounts, for admins.
    """

    notice: str | None
    version: str
    display_name: str | None
    csrf_token: str | None
    rank: Rank | None
    unreviewed: int


def frame_of_page() -> dict[str, Frame]:
    """Return the frame under the name that the templates use."""
    web_session = known_web_session()
    return {
        "frame": Frame(
            notice=site().notice,
            version=site().version,
            display_name=web_session.principal.display_name if web_session else None,
            csrf_token=token_for(web_session) if web_session else None,
            rank=known_rank(),
            unreviewed=known_unreviewed(),
        )
    }
