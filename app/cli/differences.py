"""Says in a terminal what a draft changes, and who gains and who loses what by it."""

from collections.abc import Collection
from collections.abc import Mapping as ReadOnly
from dataclasses import replace
from typing import Final
from uuid import UUID

import click

from app.domain.accounts import Account, Role
from app.domain.drafts import Draft, Thing
from app.domain.effects import Difference
from app.domain.mappings import Mapping
from app.domain.naming import Names, Wanted, names_wanted
from app.domain.occasions import Limit
from app.domain.selectors import AccountSet
from app.services.drafts import Preview
from app.storage.naming import NameStore

_MOST_NAMES: Final = 10
_LIMITS: Final[ReadOnly[Limit, str]] = {
    Limit.ONLY_WITH_MFA: "only with MFA",
    Limit.ONLY_WITHOUT_MFA: "only without MFA",
    Limit.DEPENDS_ON_MFA: "with and without MFA on different occasions",
    Limit.SOME_NETWORKS: "only from some networks",
    Limit.SOME_TIME: "only for some time",
}


def tell_revisions(draft: Draft, store: NameStore) -> None:
    """Print a line for everything that is added, changed, disabled or enabled."""
    things = [revision.after for revision in draft.revisions]
    names = store.names_for(names_wanted(things))
    new_roles = {thing.id: thing for thing in things if isinstance(thing, Role)}
    new_accounts = {thing.id: thing for thing in things if isinstance(thing, Account)}
    told = replace(names, roles={**new_roles, **names.roles}, accounts={**new_accounts, **names.accounts})
    for revision in draft.revisions:
        click.echo(f"{revision.kind:8}  {revision.thing:7}  {_described(revision.after, told)}")


def tell_preview(preview: Preview, store: NameStore) -> None:
    """Print who gains and who loses what, role by role, and the access tests that would break."""
    effects = preview.effects
    if not effects.is_exact:
        click.echo(f"More than {effects.pairs} pairs of a person and a role are concerned: they are not listed.")
    people = {id_ for one in effects.differences for id_ in one.gained | one.lost}
    people |= {test.person_id for test in preview.broken_tests}
    roles = frozenset(test.role_id for test in preview.broken_tests)
    names = store.names_for(Wanted(people=frozenset(people), roles=roles))
    for one in effects.differences:
        target = one.target
        where = f"{target.role_arn} in {target.account.name}" if isinstance(target, Role) else f"portal: {target}"
        sensitive = " (sensitive)" if isinstance(target, Role) and target.account.sensitive else ""
        click.echo(f"{where}{sensitive}")
        for word, who in (("gain", one.gained), ("lose", one.lost)):
            if who:
                click.echo(f"  {len(who)} {word} it: {_listed(who, names)}")
        _tell_limits(one)
    for test in preview.broken_tests:
        person, role = names.people[test.person_id], names.roles[test.role_id]
        expected = "may" if test.expected else "may not"
        click.echo(f"BREAKS the access test: {person.username} {expected} open {role.role_arn}")


def _tell_limits(one: Difference) -> None:
    if one.widened:
        click.echo(f"  {len(one.widened)} could open it on fewer occasions before")
    for limit, words in _LIMITS.items():
        keep = sum(limit in one.limits.get(who, ()) for who in one.gained | one.lost)
        if keep:
            click.echo(f"  {keep} of them can open it {words}")


def _listed(people: Collection[UUID], names: Names) -> str:
    usernames = sorted(names.people[id_].username.text for id_ in people if id_ in names.people)
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
