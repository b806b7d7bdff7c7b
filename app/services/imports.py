"""Turn what a file says into a draft: names become things, and only what differs becomes a revision."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.accounts import Account
from app.domain.arns import RoleArn
from app.domain.drafts import Draft, Revision, added, changed, disabled
from app.domain.interchange import (
    Flaw,
    Holdings,
    ImportRefused,
    NamedSelector,
    SubjectName,
    Written,
    WrittenAccount,
    WrittenMapping,
    WrittenRole,
    chosen_by,
    said_by,
)
from app.domain.mappings import Mapping, SubjectKind
from app.domain.names import shown
from app.domain.selectors import AccountSet, Selector


class ReadsHoldings(Protocol):
    """Reads everything at one moment; raises StorageUnavailable."""

    def holdings(self) -> Holdings: ...


class Imports:
    """Compares files with what the portal holds."""

    def __init__(self, *, reader: ReadsHoldings, clock: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self._reader = reader
        self._clock = clock
        self._new_id = new_id

    def draft_of(self, written: Written, *, reason: str, prune: bool = False) -> Draft:
        """Return the draft that brings the portal to what a file says; raises ImportRefused or StorageUnavailable.

        What the file does not name is left alone; with `prune` it is disabled.
        """
        drafting = _Drafting(self._reader.holdings(), now=self._clock(), new_id=self._new_id, flaws=written.flaws)
        drafting.take(written)
        if drafting.flaws:
            raise ImportRefused(flaws=tuple(sorted(drafting.flaws)))
        if prune:
            drafting.prune()
        return Draft(tuple(drafting.revisions), reason)


class _Drafting:
    """One comparison of a file with the portal."""

    def __init__(
        self, now_held: Holdings, *, now: datetime, new_id: Callable[[], UUID], flaws: tuple[Flaw, ...]
    ) -> None:
        self.flaws = list(flaws)
        self.revisions: list[Revision] = []
        self._held = now_held
        self._now = now
        self._new_id = new_id
        self._accounts = {(one.partition, one.account_id.text): one for one in now_held.accounts}
        self._roles = {one.role_arn.text: one for one in now_held.roles}
        self._mappings = {one.id: one for one in now_held.mappings}
        self._same = {said_by(one): one for one in now_held.mappings if one.disabled_at is None}
        self._subjects = _subjects_of(now_held)
        self._named: dict[UUID | tuple[str, ...], int] = {}

    def take(self, written: Written) -> None:
        """Compare everything, in the order in which it can be stored."""
        for account in written.accounts:
            self._take_account(account)
        for role in written.roles:
            self._take_role(role)
        for mapping in written.mappings:
            self._take_mapping(mapping)

    def prune(self) -> None:
        """Disable what the file did not name: mappings first, then roles, then accounts."""
        for mapping in self._held.mappings:
            if mapping.disabled_at is None and mapping.id not in self._named:
                self.revisions.append(disabled(mapping, self._now))
        for role in self._held.roles:
            if role.disabled_at is None and ("role", role.role_arn.text) not in self._named:
                self.revisions.append(disabled(role, self._now))
        for account in self._held.accounts:
            if account.disabled_at is None and ("account", *_key_of(account)) not in self._named:
                self.revisions.append(disabled(account, self._now))

    def _flaw(self, line: int, what: str, remedy: str) -> None:
        self.flaws.append(Flaw(line, what, remedy))

    def _is_new(self, key: UUID | tuple[str, ...], line: int, what: str) -> bool:
        """Note what a line names; a second line that names the same is a flaw."""
        first = self._named.setdefault(key, line)
        if first != line:
            self._flaw(line, f"{what} is in line {first} already.", "Keep one of the two.")
        return first == line

    def _disabled_at(self, before: datetime | None, is_disabled: bool) -> datetime | None:  # noqa: FBT001 - as the file says
        return (before or self._now) if is_disabled else None

    def _take_account(self, written: WrittenAccount) -> None:
        account, key = written.account, _key_of(written.account)
        if not self._is_new(("account", *key), written.line, f"The account {account.account_id}"):
            return
        known = self._accounts.get(key)
        at = self._disabled_at(known.disabled_at if known else None, written.disabled)
        if known is None:
            self._accounts[key] = replace(account, id=self._new_id(), disabled_at=at)
            self.revisions.append(added(self._accounts[key]))
            return
        after = replace(account, id=known.id, version=known.version, disabled_at=at)
        if after != known:
            self.revisions.append(changed(known, after))
            self._accounts[key] = replace(after, version=known.version + 1)

    def _take_role(self, written: WrittenRole) -> None:
        arn = written.role.role_arn
        if not self._is_new(("role", arn.text), written.line, f"The role {arn}"):
            return
        account = self._accounts.get(_key_of(written.role.account))
        if account is None:
            self._flaw(written.line, f"There is no account {arn.account_id}.", "Add it to the accounts of the file.")
            return
        known = self._roles.get(arn.text)
        at = self._disabled_at(known.disabled_at if known else None, written.disabled)
        if known is None:
            self._roles[arn.text] = replace(written.role, id=self._new_id(), account=account, disabled_at=at)
            self.revisions.append(added(self._roles[arn.text]))
            return
        after = replace(written.role, id=known.id, version=known.version, account=known.account, disabled_at=at)
        if after != known:
            self.revisions.append(changed(known, replace(after, account=account)))

    def _take_mapping(self, written: WrittenMapping) -> None:
        known = self._mappings.get(written.id) if written.id else None
        subject = self._subject(written, known)
        target = self._target(written, known)
        if subject is None or target is None:
            return
        kind, subject_id = subject
        wanted = replace(
            target,
            id=written.id or self._new_id(),
            effect=written.effect,
            subject_kind=kind,
            subject_id=subject_id,
            conditions=written.conditions,
            valid_from=written.valid_from,
            valid_until=written.valid_until,
        )
        if known is None and not written.disabled:
            known = self._same.get(said_by(wanted))
        if self._is_new(known.id if known else wanted.id, written.line, "This mapping"):
            self._compare(written, known, wanted)

    def _compare(self, written: WrittenMapping, known: Mapping | None, wanted: Mapping) -> None:
        at = self._disabled_at(known.disabled_at if known else None, written.disabled)
        if known is None:
            self._same[said_by(wanted)] = wanted
            self._add_mapping(written, replace(wanted, disabled_at=at))
        elif said_by(known) != said_by(wanted) or known.disabled_at != at:
            self._refuse_unknown(written, known)
            self.revisions.append(changed(known, replace(wanted, disabled_at=at)))

    def _add_mapping(self, written: WrittenMapping, mapping: Mapping) -> None:
        self._refuse_unknown(written, None)
        self.revisions.append(added(mapping))

    def _refuse_unknown(self, written: WrittenMapping, known: Mapping | None) -> None:
        unknown = written.conditions.unknown
        if unknown and (known is None or known.conditions != written.conditions):
            what = f"This version does not know the conditions {', '.join(map(shown, sorted(unknown)))}."
            self._flaw(written.line, what, "Import the file with the newer Doorstep, or take the mapping out.")

    def _subject(self, written: WrittenMapping, known: Mapping | None) -> tuple[SubjectKind, UUID] | None:
        found = [key for name in self._keys_of(written.subject) for key in self._subjects[name]]
        same = [key for key in found if known is not None and key[1] == known.subject_id]
        if len(found) == 1 or same:
            return (same or found)[0]
        called = shown(written.subject.name or written.subject.external_id or "")
        kind = written.subject.kind or "person or group"
        if found:
            self._flaw(written.line, f"Several have the name “{called}”.", "Name a group by source and external_id.")
        else:
            self._flaw(written.line, f"There is no {kind} called “{called}”.", "Add it first, or correct the name.")
        return None

    def _keys_of(self, subject: SubjectName) -> tuple[tuple[str, ...], ...]:
        if subject.source is not None and subject.external_id is not None:
            return (("group", subject.source, subject.external_id),)
        kinds = (subject.kind,) if subject.kind else ("person", "group")
        return tuple((kind, subject.name) for kind in kinds)

    def _target(self, written: WrittenMapping, known: Mapping | None) -> Mapping | None:
        """Return a mapping of which only the target counts."""
        blank = Mapping(self._new_id(), "allow", "person", self._new_id(), "portal", "")
        target = written.target
        if isinstance(target, RoleArn):
            role = self._roles.get(target.text)
            if role is None:
                self._flaw(written.line, f"There is no role {target}.", "Add it to the roles of the file.")
                return None
            return replace(blank, target_kind="role", target_id=str(role.id))
        if not isinstance(target, NamedSelector):
            return replace(blank, target_id=target)
        selector = self._selector(written.line, target)
        if selector is None:
            return None
        if known is not None and known.selector is not None and chosen_by(known.selector) == chosen_by(selector):
            selector = known.selector
        return replace(blank, target_kind="selector", target_id=str(selector.id), selector=selector)

    def _selector(self, line: int, named: NamedSelector) -> Selector | None:
        missing = sorted(key for key in named.listed if key not in self._accounts)
        for _partition, account_id in missing:
            self._flaw(line, f"There is no account {account_id}.", "Add it to the accounts of the file.")
        if missing:
            return None
        accounts = AccountSet("all")
        if named.listed:
            accounts = AccountSet.listed(frozenset(self._accounts[key].id for key in named.listed))
        elif named.tags:
            accounts = AccountSet.tagged(dict(named.tags))
        return Selector(self._new_id(), named.pattern, accounts)


def _key_of(account: Account) -> tuple[str, str]:
    return account.partition, account.account_id.text


def _subjects_of(held: Holdings) -> defaultdict[tuple[str, ...], list[tuple[SubjectKind, UUID]]]:
    found: defaultdict[tuple[str, ...], list[tuple[SubjectKind, UUID]]] = defaultdict(list)
    for person in held.people:
        found["person", person.username.text].append(("person", person.id))
    for group in held.groups:
        found["group", group.name].append(("group", group.id))
        found["group", group.source, group.external_id].append(("group", group.id))
    return found
