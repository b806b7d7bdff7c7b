"""The mappings that would all admit to a role, for the person to choose among."""

from dataclasses import dataclass

from app.domain.clicks import ConsoleOffer
from app.domain.mappings import Mapping
from app.domain.words import _
from app.web.words import gettext, spoken


@dataclass(frozen=True, slots=True)
class OfferChoice:
    """One mapping to open a role through, in words."""

    mapping_id: str
    words: str
    chosen: bool


def choices_among(offer: ConsoleOffer) -> tuple[OfferChoice, ...]:
    """Return the mappings to choose among: none where there is only one."""
    if len(offer.grant.offers) < 2:
        return ()
    return tuple(
        OfferChoice(str(mapping.id), _words_of(mapping, offer), mapping.id == offer.grant.mapping_id)
        for mapping in offer.grant.offers
    )


def _words_of(mapping: Mapping, offer: ConsoleOffer) -> str:
    narrowed = mapping.conditions.session_policy is not None
    through = _("through a group") if mapping.subject_kind == "group" else _("given to you")
    parts = [
        gettext(_("up to %(duration)s")) % {"duration": spoken(mapping.longest_for(offer.grant.role))},
        gettext(_("narrowed by a session policy")) if narrowed else "",
        gettext(_("with a reason")) if mapping.conditions.reason else "",
        gettext(through),
    ]
    return ", ".join(part for part in parts if part)
