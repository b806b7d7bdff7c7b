"""What Flask refuses by itself, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.domain.refusals import AN_ADMIN, YOU
from app.domain.words import _
from app.web.words import Said, gettext

_GO_BACK: Final = _("Go back to the page you came from, reload it and try again.")
_OURS: Final = Said(
    _("Something went wrong in the portal itself."),
    _("Try again. If it happens again, send the reference to an admin, who can find in the log what happened."),
    AN_ADMIN,
)
_BY_STATUS: Final[Mapping[int, Said]] = MappingProxyType(
    {
        400: Said(_("The portal could not read this request."), _GO_BACK, YOU),
        404: Said(
            _("There is no such page."),
            _("Check the address, or start from the portal page."),
            YOU,
        ),
        405: Said(
            _("This address cannot be used this way."),
            _("Start again from the portal page."),
            YOU,
        ),
        413: Said(
            _("That was too large."),
            _("Send less text: no form on this portal needs more than 64 KiB."),
            YOU,
        ),
    }
)


_FILE_TOO_LARGE: Final = Said(
    _("That file was too large."),
    _("Files of up to 8 MiB are taken here. Split it, and import one part after the other."),
    YOU,
)


def explanation_of(status: int, *, takes_files: bool = False) -> Said:
    """Return the words for a status: those of a bad request for any other 4xx, of a mistake of ours for the rest."""
    said = _FILE_TOO_LARGE if status == 413 and takes_files else _BY_STATUS.get(status)
    said = said or (_BY_STATUS[400] if 400 <= status < 500 else _OURS)
    return Said(gettext(said.sentence), gettext(said.remedy), gettext(said.who))
