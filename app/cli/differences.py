"""Says in a terminal what a draft changes, and who gains and who loses what by it."""

import json
from collections.abc import Collection, Iterator
from collections.abc import Mapping as ReadOnly
from typing import Final
from uuid import UUID

import click

from app.domain.accounts import Account, Role
from app.domain.drafts import Draft, Revision, Thing
from app.domain.effects import MOST_PAIRS, Difference
from app.domain.interchange import NamedMapping
from app.domain.ledger import Plain
from app.domain.mappings import Mapping
from app.domain.naming import Names, Wanted, names_wanted
from app.domain.occasions import Limit
from app.domain.selectors import AccountSet
from app.domain.terms import Term
from app.files.catalogue_writer import Record, record_of
from app.services.drafts import Preview
from app.storage.naming import NameStore

_MOST_NAMES: Final = 10
# What the line of a new mapping says already.
_IN_THE_SENTENCE: Final = frozenset({"id", "effect", "person", "group", "role", "roles", "portal"})
_GAINED: Final[ReadOnly[Limit, str]] = {
    Limit.ONLY_WITH_MFA: "can open it only with MFA",
    Limit.ONLY_WITHOUT_MFA: "can open it only without MFA",
    Limit.DEPENDS_ON_MFA: "can open it with and without MFA on different occasions",
    Limit.SOME_NETWORKS: "can open it only from some networks",
    Limit.SOME_TIME: "can open it only for some time",
}
_LOST: Final[ReadOnly[Limit, str]] = {
    Limit.ONLY_WITH_MFA: "can still open it with MFA",
    Limit.ONLY_WITHOUT_MFA: "can still open it without MFA",
    Limit.DEPENDS_ON_MFA: "can still open it, with and without MFA on different occasions",
    Limit.SOME_NETWORKS: "can still open it from some networks",
    Limit.SOME_TIME: "can still open it for some time",
}
_EASED: Final[ReadOnly[Term, str]] = {
    Term.NO_SESSION_POLICY: "can open it without a session policy from now on",
    Term.SESSION_POLICY: "can open it with another session policy from now on",
    Term.DURATION: "can open it for longer than before",
    Term.NO_REASON: "can open it without a reason from now on",
    Term.PROOF: "can open it with an older proof than before, or with none",
    Term.GROUPS_HOLD: "may open it longer than before on their provider's word",
}
_TIGHTENED: Final[ReadOnly[Term, str]] = {
    Term.NO_SESSION_POLICY: "can open it with a session policy only",
    Term.SESSION_POLICY: "cannot open it with the session policy of before",
    Term.DURATION: "cannot open it for as long as before",
    Term.NO_REASON: "can open it with a reason only",
    Term.PROOF: "can open it with a fresher proof than before only",
    Term.GROUPS_HOLD: "may open it less long than before on their provider's word",
}


def tell_revisions(draft: Draft, store: NameStore) -> None:
    """Print a line for everything that is added, changed, disabled or enabled."""
    things = [thing for one in draft.revisions for thing in (one.before, one.after) if thing is not None]
    names = store.names_for(names_wanted(things)).having(things)
    for revision in draft.revisions:
        click.echo(f"{revision.kind:8}  {revision.thing:7}  {_described(revision.after, names)}")
        for line in _fields_of(revision, names):
            click.echo(f"{'':10}{line}")


def _fields_of(revision: Revision, names: Names) -> Iterator[str]:
    """Tell the fields that differ, in the words of the file; of a new mapping its conditions."""
    after = _record_of(revision.after, names)
    before = {} if revision.before is None else _record_of(revision.before, names)
    for name in dict.fromkeys((*before, *after)):
        if revision.before is not None and before.get(name) != after.get(name):
            yield f"{name}: {_as_written(before.get(name))} → {_as_written(after.get(name))}"
        if revision.before is None and revision.thing == "mapping" and name not in _IN_THE_SENTENCE:
            yield f"{name}: {_as_written(after[name])}"


def _record_of(thing: Thing, names: Names) -> Record:
    return record_of(NamedMapping(thing, names) if isinstance(thing, Mapping) else thing)


def _as_written(value: Plain) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def tell_preview(preview: Preview, store: NameStore) -> None:
    """Print who gains and who loses what, role by role, and the access tests that would break."""
    effects = preview.effects
    if not effects.is_exact and not effects.pairs:
        click.echo("The mappings of one role name so many networks and times that nothing can be weighed.")
    elif not effects.is_exact:
        told = f"about {effects.pairs:,}. They are not listed."
        click.echo(f"More than {MOST_PAIRS:,} pairs of a person and a role are concerned: {told}")
    people = {id_ for one in effects.differences for id_ in one.gained | one.lost | one.on_other_terms}
    people |= {test.person_id for test in preview.broken_tests}
    roles = frozenset(test.role_id for test in preview.broken_tests)
    names = store.names_for(Wanted(people=frozenset(people), roles=roles))
    for one in effects.differences:
        _tell_difference(one, names)
    for test in preview.broken_tests:
        person, role = names.people[test.person_id], names.roles[test.role_id]
        expected = "may" if test.expected else "may not"
        click.echo(f"BREAKS the access test: {person.username} {expected} open {role.role_arn}")


def _tell_difference(one: Difference, names: Names) -> None:
    target = one.target
    where = f"{target.role_arn} in {target.account.name}" if isinstance(target, Role) else f"portal: {target}"
    sensitive = " (sensitive)" if isinstance(target, Role) and target.account.sensitive else ""
    click.echo(f"{where}{sensitive}")
    if one.gained:
        click.echo(f"  {len(one.gained)} gain it: {_listed(one.gained, names)}")
    if one.widened:
        click.echo(f"  {len(one.widened)} of them could open it on fewer occasions before")
    _tell_limits(one, one.gained, _GAINED)
    if one.lost:
        click.echo(f"  {len(one.lost)} lose it: {_listed(one.lost, names)}")
    _tell_limits(one, one.lost, _LOST)
    _tell_terms(one, names)


def _tell_limits(one: Difference, people: frozenset[UUID], words: ReadOnly[Limit, str]) -> None:
    for limit, said in words.items():
        count = sum(limit in one.limits.get(who, ()) for who in people)
        if count:
            click.echo(f"  {count} of them {said}")


def _tell_terms(one: Difference, names: Names) -> None:
    for words, some in ((_EASED, one.eased), (_TIGHTENED, one.tightened)):
        for term, who in some.items():
            click.echo(f"  {len(who)} {words[term]}: {_listed(who, names)}")


def _listed(people: Collection[UUID], names: Names) -> str:
    usernames = sorted(found for found in map(names.username_of, people) if found is not None)
    more = len(people) - len(usernames[:_MOST_NAMES])
    return ", ".join(usernames[:_MOST_NAMES]) + (f" and {more} more" if more else "")


def _described(thing: Thing, names: Names) -> str:
    if isinstance(thing, Account):
        return f"{thing.account_id} {thing.name}"
    if isinstance(thing, Role):
        return thing.role_arn.text
    return f"{thing.effect} {_subject(thing, names)} → {_target(thing, names)}"


def _subject(mapping: Mapping, names: Names) -> str:
    if mapping.subject_kind == "person":
        person = names.people.get(mapping.subject_id)
        return f"person {person.username if person else mapping.subject_id}"
    group = names.groups.get(mapping.subject_id)
    return f"group {group.name if group else mapping.subject_id}"


def _target(mapping: Mapping, names: Names) -> str:
    if mapping.selector is not None:
        return f"roles {mapping.selector.pattern} in {_accounts(mapping.selector.accounts, names)}"
    if mapping.target_kind == "portal":
        return f"portal: {mapping.target_id}"
    role = names.roles.get(UUID(mapping.target_id))
    return role.role_arn.text if role else mapping.target_id


def _accounts(accounts: AccountSet, names: Names) -> str:
    if accounts.kind == "all":
        return "all accounts"
    if accounts.kind == "tagged":
        return "accounts with " + ", ".join(f"{key}={value}" for key, value in sorted(accounts.tags.items()))
    known = [names.accounts.get(id_) for id_ in accounts.ids]
    return ", ".join(sorted(one.account_id.text if one else "?" for one in known))
