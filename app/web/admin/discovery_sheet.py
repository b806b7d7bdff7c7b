"""The form in which an admin takes over what a discovery found: boxes, and the draft of those that are ticked."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from flask import render_template, url_for

from app.domain.arns import AccountId
from app.domain.discovery import Discovery
from app.domain.discovery_offers import Comparison, Offer, key_of
from app.domain.drafts import Draft, Revision, StaleEdit, Thing
from app.domain.mappings import Mapping
from app.domain.refusals import AN_ADMIN, Malformed
from app.domain.words import _
from app.web.admin.discovery_cards import Card, card_of
from app.web.admin.drafts import Posted
from app.web.admin.reading import FieldErrors
from app.web.site import portal
from app.web.words import gettext, translated

BOX: Final = "take-"
# What one save takes at most: the rest is there for the next.
MOST_AT_ONCE: Final = 500
_OFFERS_A_PAGE: Final = 100
_ACCOUNT_DIGITS: Final = 12


class NothingTaken(Malformed):
    code = "nothing-taken"
    sentence = _("Nothing is ticked.")
    remedy = _("Tick what the portal should take over from AWS.")
    who = AN_ADMIN


class NotOfferedAnyMore(Malformed):
    code = "not-offered-any-more"
    sentence = _("%(count)s of the things that you ticked are not offered any more: somebody saved them, or the "
                 "account was scanned again.")  # fmt: skip
    remedy = _("They are not on this page now; look at what is left and go on.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class FindingsSheet:
    """What is ticked: `scope` says whether all that is suggested, and `after` which page of accounts it is on."""

    posted: Posted
    order: Discovery
    first: str = ""
    can_be_edited: bool = True
    remarks: None = None

    @property
    def action(self) -> str:
        return url_for("admin_discovery.take", discovery_id=self.order.id)

    @property
    def home(self) -> str:
        return url_for("admin_discovery.show_findings", discovery_id=self.order.id)

    @property
    def after(self) -> str:
        """The number of the last account on the page before; empty for the first page."""
        text = self.posted.fields.get("after", "")
        return text if text.isascii() and text.isdigit() and len(text) == _ACCOUNT_DIGITS else ""

    def draft(self) -> Draft:
        """Return the draft of what is ticked; raises FieldErrors, StaleEdit or StorageUnavailable."""
        if self.posted.fields.get("scope") == "suggested":
            revisions = portal().discovering.findings.suggested(self.order, most=MOST_AT_ONCE)
        else:
            revisions = tuple(self._ticked())
        if not revisions:
            raise _mistake(NothingTaken())
        ordered = sorted(revisions, key=lambda one: _key(one.after) != self.first)
        return Draft(tuple(ordered), self.posted.fields.get("reason", ""))

    def on_top_of(self, current: Thing) -> "FindingsSheet":
        """Return the form as if it had been begun with what holds now: that thing comes first."""
        key = _key(current)
        return replace(self, posted=self.posted.having(**{BOX + key: str(current.version)}), first=key)

    def page(self, errors: ReadOnly[str, str]) -> str:
        """Return the page of accounts that it is on; raises StorageUnavailable."""
        cards, last = self._cards()
        return render_template(
            "admin/discovery/findings.html",
            sheet=self,
            order=self.order,
            cards=cards,
            errors=errors,
            most=MOST_AT_ONCE,
            next_page=None if last is None else url_for(
                "admin_discovery.show_findings", discovery_id=self.order.id, after=last
            ),
        )  # fmt: skip

    def _ticked(self) -> Iterable[Revision]:
        ticked = {name.removeprefix(BOX): value for name, value in self.posted.fields.items() if name.startswith(BOX)}
        numbers = sorted({key[:_ACCOUNT_DIGITS] for key in ticked})
        known = [AccountId(number) for number in numbers if number.isascii() and number.isdigit()]
        found = portal().discovering.findings.of_accounts(self.order, known)
        offers = {offer.key: offer for one in found.values() for offer in one.offers}
        missing = [key for key in ticked if key not in offers]
        if missing:
            raise _mistake(NotOfferedAnyMore(count=len(missing)))
        for key, version in ticked.items():
            _require_version(offers[key], version)
        for number, keys in groupby(sorted(ticked), key=lambda key: key[:_ACCOUNT_DIGITS]):
            yield from found[AccountId(number)].revisions([offers[key] for key in keys])

    def _cards(self) -> tuple[tuple[Card, ...], str | None]:
        """Return whole accounts until there are offers enough for a page, and the number to go on after."""
        cards: list[Card] = []
        offers = 0
        for one in portal().discovering.findings.comparisons(self.order, after=self.after or None):
            if offers >= _OFFERS_A_PAGE:
                return tuple(cards), cards[-1].number
            if one.offers:
                cards.append(card_of(one, is_ticked=self._is_ticked))
                offers += len(cards[-1].offers)
        return tuple(cards), None

    def _is_ticked(self, comparison: Comparison, offer: Offer) -> bool:
        if "sent" in self.posted.fields:
            return BOX + offer.key in self.posted.fields
        return comparison.suggests(offer)


def _require_version(offer: Offer, version: str) -> None:
    before = offer.revision.before
    if before is not None and version != str(offer.version):
        raise StaleEdit(current=before)


def _key(thing: Thing) -> str:
    return "" if isinstance(thing, Mapping) else key_of(thing)


def _mistake(refusal: Malformed) -> FieldErrors:
    said = translated(refusal)
    return FieldErrors({"take": gettext(f"{said.sentence} {said.remedy}")})
