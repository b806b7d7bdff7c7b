"""What the notice of a use says."""

from typing import Final
from uuid import UUID

from app.domain.break_glass import BreakGlassUse
from app.domain.ledger import Action
from app.domain.notices import Notice

_OPENED: Final = "Break glass: {username} signed in"
_DRILLED: Final = "Break glass drill: {username} proved that it works"
_TEXT: Final = """\
{title}.

When: {at:%Y-%m-%d %H:%M:%S} UTC
From: {address}
Why, in their words: {reason}

{next}
{page}
"""
_AFTER_USE: Final = "The account is sealed again. Until an admin has reviewed this use, every admin page says so:"
_AFTER_DRILL: Final = "Nobody was signed in, and the account can still be used once. Write a review of the drill:"


def notice_of(use: BreakGlassUse, *, id_: UUID, public_url: str) -> Notice:
    """Return the notice of a use or of a drill. What the person wrote stands in it; nothing that they proved with."""
    title = (_DRILLED if use.is_drill else _OPENED).format(username=use.username)
    page = f"{public_url}/admin/break-glass"
    text = _TEXT.format(
        title=title,
        at=use.at,
        address=use.address or "an unknown address",
        reason=use.reason,
        next=_AFTER_DRILL if use.is_drill else _AFTER_USE,
        page=page,
    )
    action = Action.BREAK_GLASS_DRILLED if use.is_drill else Action.BREAK_GLASS_OPENED
    facts = {
        "username": use.username,
        "at": use.at.isoformat(),
        "address": use.address,
        "reason": use.reason,
        "is_drill": use.is_drill,
        "page": page,
    }
    return Notice(id=id_, at=use.at, kind=action.value, title=title, text=text, facts=facts)
