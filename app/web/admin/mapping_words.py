"""Mappings in words: "Group developers may open ReadOnly in Web shop, up to 4 hours, with MFA"."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.conditions import Conditions
from app.domain.drafts import Thing
from app.domain.ledger import Actor
from app.domain.mappings import Mapping
from app.domain.naming import Names, names_wanted
from app.domain.people import LOCAL_SOURCE, Person
from app.domain.selectors import AccountSet
from app.domain.words import _
from app.web.admin.moments import moment_in_words
from app.web.site import portal
from app.web.words import gettext, spoken

_MOST_NAMED: Final = 3
_SOMEBODY: Final = _("somebody who is gone")


def names_for(
    things: Iterable[Thing], *, actors: Iterable[Actor] = (), people: Iterable[UUID] = (), roles: Iterable[UUID] = ()
) -> Names:
    """Look up the names that the words about these need; raises StorageUnavailable.

    A role or an account that is among them, and not stored yet, has its name from there.
    """
    told = tuple(things)
    return portal().lists.names.names_for(names_wanted(told, actors=actors, people=people, roles=roles)).having(told)


def mapping_in_words(mapping: Mapping, names: Names) -> str:
    """Say whom a mapping lets open what, and under which conditions."""
    said = {"subject": subject_in_words(mapping, names), "target": target_in_words(mapping, names)}
    if mapping.target_kind == "portal":
        allowed, denied = _("%(subject)s is %(target)s"), _("%(subject)s is never %(target)s")
    else:
        allowed, denied = _("%(subject)s may open %(target)s"), _("%(subject)s may not open %(target)s")
    sentence = gettext(denied if mapping.effect == "deny" else allowed) % said
    return ", ".join((sentence, *limits_in_words(mapping)))


def subject_in_words(mapping: Mapping, names: Names) -> str:
    """Say who it is about: "Group developers", "Alice Archer (alice)"."""
    if mapping.subject_kind == "group":
        group = names.groups.get(mapping.subject_id)
        words = gettext(_("Group %(name)s")) % {"name": group.name if group else "?"}
        return _told_apart(words, mapping.subject_id, names)
    return named_in_words(mapping.subject_id, names)


def named_in_words(person_id: UUID, names: Names) -> str:
    """Say a person by their id, with who vouches for them where another has the same username."""
    person = names.people.get(person_id)
    return _told_apart(person_in_words(person), person_id, names) if person else gettext(_SOMEBODY)


def usernames_for(people: Iterable[UUID]) -> dict[UUID, str]:
    """Look up usernames by ids, each with who vouches for the person where another has the same."""
    ids = tuple(people)
    names = names_for((), people=ids)
    known = (names.people[id_] for id_ in ids if id_ in names.people)
    return {one.id: _told_apart(one.username.text, one.id, names) for one in known}


def person_in_words(person: Person) -> str:
    """Say a person: the full name, and the username where it differs."""
    if person.display_name.casefold() == person.username.text.casefold():
        return person.username.text
    return f"{person.display_name} ({person.username})"


def actor_in_words(actor: Actor, names: Names) -> str:
    """Say who did something."""
    if actor.kind != "person":
        return gettext(_("%(name)s, on the command line")) % {"name": actor.id}
    return named_in_words(UUID(actor.id), names)


def target_in_words(mapping: Mapping, names: Names) -> str:
    """Say what it leads to."""
    if mapping.target_kind == "portal":
        return gettext(_("an admin of this portal") if mapping.target_id == "admin" else _("an auditor of this portal"))
    if mapping.selector is not None:
        named = {"pattern": mapping.selector.pattern, "accounts": accounts_in_words(mapping.selector.accounts, names)}
        if mapping.selector.pattern.text == "*":
            return gettext(_("every role in %(accounts)s")) % named
        return gettext(_("every role %(pattern)s in %(accounts)s")) % named
    role = names.roles.get(UUID(mapping.target_id))
    return role_in_words(role) if role else "?"


def role_in_words(role: Role) -> str:
    """Say a role and its account."""
    return gettext(_("%(role)s in %(account)s")) % {"role": role.role_arn.name, "account": role.account.name}


def accounts_in_words(accounts: AccountSet, names: Names) -> str:
    """Say which accounts a selector takes."""
    if accounts.kind == "all":
        return gettext(_("all accounts"))
    if accounts.kind == "tagged":
        return gettext(_("the accounts with %(tags)s")) % {"tags": tags_in_words(accounts)}
    known = sorted(_account_name(names.accounts.get(id_)) for id_ in accounts.ids)
    if len(known) <= _MOST_NAMED:
        return ", ".join(known)
    said = {"names": ", ".join(known[:_MOST_NAMED]), "more": len(known) - _MOST_NAMED}
    return gettext(_("%(names)s and %(more)s more accounts")) % said


def each_account_in_words(ids: Iterable[UUID], names: Names) -> str:
    """Say accounts one by one, by name and number: no other account looks like one of them."""
    known = ((names.accounts.get(id_), id_) for id_ in ids)
    told = (f"{account.name} ({account.account_id})" if account else f"? ({id_})" for account, id_ in known)
    return ", ".join(sorted(told))


def tags_in_words(accounts: AccountSet) -> str:
    """Say the tags of a selector."""
    return ", ".join(f"{key}={value}" for key, value in sorted(accounts.tags.items()))


def limits_in_words(mapping: Mapping) -> tuple[str, ...]:
    """Say each condition in a few words."""
    return (*_conditions_in_words(mapping.conditions), *_validity_in_words(mapping))


def _conditions_in_words(conditions: Conditions) -> Iterable[str]:
    if conditions.max_console_duration is not None:
        yield gettext(_("up to %(duration)s")) % {"duration": spoken(conditions.max_console_duration)}
    if conditions.networks:
        networks = ", ".join(map(str, conditions.networks[:_MOST_NAMED]))
        more = ", …" if len(conditions.networks) > _MOST_NAMED else ""
        yield gettext(_("from %(networks)s")) % {"networks": networks + more}
    if conditions.needs_mfa:
        yield gettext(_("with MFA"))
    if conditions.session_policy is not None:
        yield gettext(_("narrowed by a session policy"))
    if conditions.reason is not None:
        ticket = conditions.reason.ticket_pattern
        yield gettext(_("with a ticket %(ticket)s")) % {"ticket": ticket} if ticket else gettext(_("with a reason"))
    if conditions.unknown:
        yield gettext(_("under conditions that this version of Doorstep does not know"))


def _validity_in_words(mapping: Mapping) -> Iterable[str]:
    if mapping.valid_from is not None:
        yield gettext(_("from %(moment)s")) % {"moment": moment_in_words(mapping.valid_from)}
    if mapping.valid_until is not None:
        yield gettext(_("until %(moment)s")) % {"moment": moment_in_words(mapping.valid_until)}


def _account_name(account: Account | None) -> str:
    return account.name if account else "?"


def _told_apart(words: str, id_: UUID, names: Names) -> str:
    source = names.sources.get(id_)
    if source is None:
        return words
    told = gettext(_("this portal")) if source == LOCAL_SOURCE else source
    return gettext(_("%(words)s [known to %(source)s]")) % {"words": words, "source": told}
