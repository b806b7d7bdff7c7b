"""An account with what a discovery offers of it, as the page shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.domain.accounts import Account, Role
from app.domain.discovery_offers import Comparison, Offer, readable_tags
from app.domain.drafts import Revision, RevisionKind
from app.domain.naming import Names
from app.domain.words import _
from app.web.admin.thing_words import FieldRow, changes_of
from app.web.words import gettext, ngettext, spoken

# Of one account; more than these are offered once some of them are taken.
_MOST_OFFERS: Final = 300
_KINDS: Final[tuple[RevisionKind, ...]] = ("added", "changed", "disabled")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """One box: its name and value in the form, and what it is about."""

    key: str
    version: int
    is_ticked: bool
    kind: str
    is_gone: bool
    title: str
    arn: str
    facts: tuple[str, ...]
    changes: tuple[FieldRow, ...]
    names_portal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One account, its own offer first, then the roles that the portal could be let into."""

    number: str
    name: str
    colour: str
    offers: tuple[OfferRow, ...]
    notes: tuple[str, ...]


def card_of(comparison: Comparison, *, is_ticked: Callable[[Comparison, Offer], bool]) -> Card:
    """Show an account that differs."""
    ordered = sorted(comparison.offers, key=_place)
    return Card(
        number=comparison.found.account_id.text,
        name=comparison.account.name,
        colour=comparison.account.colour,
        offers=tuple(_row(one, is_ticked(comparison, one)) for one in ordered[:_MOST_OFFERS]),
        notes=tuple(_notes(comparison, len(ordered))),
    )


def _place(offer: Offer) -> tuple[bool, bool, int, str]:
    revision = offer.revision
    return revision.thing != "account", not offer.names_portal, _KINDS.index(revision.kind), offer.key


def _row(offer: Offer, is_ticked: bool) -> OfferRow:
    revision = offer.revision
    after = revision.after
    return OfferRow(
        key=offer.key,
        version=offer.version,
        is_ticked=is_ticked,
        kind=_kind_in_words(revision),
        is_gone=revision.kind == "disabled",
        title=after.role_arn.name if isinstance(after, Role) else gettext(_("The account itself")),
        arn=after.role_arn.text if isinstance(after, Role) else "",
        facts=_facts(offer),
        changes=changes_of(revision, Names()) if revision.kind == "changed" else (),
        names_portal=offer.names_portal,
    )


def _kind_in_words(revision: Revision) -> str:
    words = {"added": _("New"), "changed": _("Changed"), "disabled": _("Gone")}
    return gettext(words[revision.kind])


def _facts(offer: Offer) -> tuple[str, ...]:
    after = offer.revision.after
    if offer.revision.kind == "disabled":
        return (gettext(_("It is not in AWS any more: to take this disables it here.")),)
    if isinstance(after, Account):
        return (_tags_in_words(dict(after.tags)),) if offer.version == 0 and after.tags else ()
    if not isinstance(after, Role) or offer.found is None:
        return ()
    told = [after.description] if offer.version == 0 else []
    if offer.version == 0:
        told.append(gettext(_("up to %(longest)s")) % {"longest": spoken(after.max_console_duration)})
    if offer.version == 0 and after.external_id:
        told.append(gettext(_("with an external ID")))
    return tuple(filter(None, (*told, _tags_in_words(dict(offer.found.tags or {})))))


def _tags_in_words(tags: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(tags.items()))


def _notes(comparison: Comparison, offers: int) -> list[str]:
    found, notes = comparison.found, []
    if found.state == "waiting":
        notes.append(gettext(_("Its roles have not been read yet.")))
    if found.state == "failed":
        notes.append(gettext(_("Its roles could not be read: nothing of it counts as gone.")))
    if comparison.disabled_here:
        notes.append(
            ngettext(
                "%(number)s thing is disabled here and stays so.", "%(number)s things are disabled here and stay so.",
                comparison.disabled_here,
            )
        )  # fmt: skip
    unreadable = sorted(set(found.tags) - set(readable_tags(found.tags)))
    if unreadable:
        said = {"tags": ", ".join(repr(key) for key in unreadable)}
        notes.append(gettext(_("Tags that the portal cannot keep are left out: %(tags)s")) % said)
    if offers > _MOST_OFFERS:
        notes.append(gettext(_("There is more in this account: it is offered once some of this is taken.")))
    return notes
