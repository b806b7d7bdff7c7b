"""One comparison of a file with the portal: what is added, changed and disabled, and what stands in the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.accounts import Account, Role, colour_for
from app.domain.arns import RoleArn
from app.domain.drafts import Revision, ThingKind, added, changed, disabled
from app.domain.durations import DEFAULT_MAX_CONSOLE_DURATION, Duration
from app.domain.interchange import (
    Flaw,
    Holdings,
    NamedSelector,
    Written,
    WrittenAccount,
    WrittenMapping,
    WrittenRole,
    chosen_by,
    said_by,
)
from app.domain.mappings import Mapping, SubjectKind
from app.domain.names import shown
from app.domain.selectors import Selector
from app.services.import_names import AccountKey, Subject, SubjectNames, Unknown, selector_of

_ORDER: Final[tuple[ThingKind, ...]] = ("account", "role", "mapping")


class Drafting:
    """Collects the revisions that bring the portal to what a file says, in the order in which they can be stored."""

    def __init__(self, held: Holdings, written: Written, *, now: datetime, new_id: Callable[[], UUID]) -> None:
        self.flaws = list(written.flaws)
        self.left_out = list(written.left_out)
        self.revisions: list[Revision] = []
        self.implied_accounts = 0
        self.implied_roles = 0
        self.taken_for: dict[SubjectKind, set[str]] = {"person": set(), "group": set()}
        self._held = held
        self._written = written
        self._now = now
        self._new_id = new_id
        self._accounts = {_key_of(one): one for one in held.accounts}
        self._roles = {one.role_arn.text: one for one in held.roles}
        self._mappings = {one.id: one for one in held.mappings}
        self._same = {said_by(one): one for one in held.mappings if one.disabled_at is None}
        self._subjects = SubjectNames(held)
        self._named: dict[UUID | tuple[str, ...], int] = {}

    def take_everything(self) -> None:
        """Compare accounts, then roles, then mappings."""
        for account in self._written.accounts:
            self._take_account(account)
        for role in self._written.roles:
            self._take_role(role)
        for mapping in self._written.mappings:
            self._take_mapping(mapping)
        # What mappings imply comes before them: many of one kind are quickly stored.
        self.revisions.sort(key=lambda revision: _ORDER.index(revision.thing))

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
            self._add_account(replace(account, id=self._new_id(), disabled_at=at))
            return
        after = replace(account, id=known.id, version=known.version, disabled_at=at)
        if after != known:
            self.revisions.append(changed(known, after))
            self._accounts[key] = replace(after, version=known.version + 1)

    def _add_account(self, account: Account) -> Account:
        self._accounts[_key_of(account)] = account
        self.revisions.append(added(account))
        return account

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
            self._add_role(replace(written.role, id=self._new_id(), account=account, disabled_at=at))
            return
        after = replace(written.role, id=known.id, version=known.version, account=known.account, disabled_at=at)
        if after != known:
            self.revisions.append(changed(known, replace(after, account=account)))

    def _add_role(self, role: Role) -> Role:
        self._roles[role.role_arn.text] = role
        self.revisions.append(added(role))
        return role

    def _take_mapping(self, written: WrittenMapping) -> None:
        known = self._mappings.get(written.id) if written.id else None
        subject = self._subject(written, known)
        # A stranger's role is not added: nobody would be mapped to it.
        target = self._target(written, known, is_implied=self._written.implies_roles and subject is not None)
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
            self._refuse_unknown(written, None)
            self.revisions.append(added(replace(wanted, disabled_at=at)))
        elif said_by(known) != said_by(wanted) or known.disabled_at != at:
            self._refuse_unknown(written, known)
            self.revisions.append(changed(known, replace(wanted, disabled_at=at)))

    def _refuse_unknown(self, written: WrittenMapping, known: Mapping | None) -> None:
        unknown = written.conditions.unknown
        if unknown and (known is None or known.conditions != written.conditions):
            what = f"This version does not know the conditions {', '.join(map(shown, sorted(unknown)))}."
            self._flaw(written.line, what, "Import the file with the newer Doorstep, or take the mapping out.")

    def _subject(self, written: WrittenMapping, known: Mapping | None) -> Subject | None:
        found = self._subjects.find(written, known)
        if isinstance(found, Unknown):
            remarks = self.left_out if self._written.passes_over_strangers else self.flaws
            remarks.append(Flaw(written.line, found.what, found.remedy))
            return None
        if written.subject.kind is None:
            self.taken_for[found[0]].add(written.subject.name)
        name = self._subjects.other_name_of(written, found)
        if name is not None:
            what = f"The group that the file calls “{shown(written.subject.name)}” is called “{shown(name)}” here."
            self.left_out.append(Flaw(written.line, what, "It keeps that name: groups are named where they come from."))
        return found

    def _target(self, written: WrittenMapping, known: Mapping | None, *, is_implied: bool) -> Mapping | None:
        """Return a mapping of which only the target counts."""
        blank = Mapping(self._new_id(), "allow", "person", self._new_id(), "portal", "")
        target = written.target
        if isinstance(target, RoleArn):
            role = self._roles.get(target.text) or (self._imply(target) if is_implied else None)
            if role is not None:
                return replace(blank, target_kind="role", target_id=str(role.id))
            if not self._written.implies_roles:
                self._flaw(written.line, f"There is no role {target}.", "Add it to the roles of the file.")
            return None
        if not isinstance(target, NamedSelector):
            return replace(blank, target_id=target)
        selector = self._selector(written.line, target)
        if selector is None:
            return None
        if known is not None and known.selector is not None and chosen_by(known.selector) == chosen_by(selector):
            selector = known.selector
        return replace(blank, target_kind="selector", target_id=str(selector.id), selector=selector)

    def _imply(self, arn: RoleArn) -> Role:
        """Add a role with what its ARN says, and its account likewise: called by its number until somebody names it."""
        account = self._accounts.get((arn.partition, arn.account_id.text))
        if account is None:
            self.implied_accounts += 1
            colour = colour_for(arn.account_id)
            account = self._add_account(
                Account(self._new_id(), arn.partition, arn.account_id, arn.account_id.text, colour=colour)
            )
        self.implied_roles += 1
        return self._add_role(Role(self._new_id(), account, arn, Duration(DEFAULT_MAX_CONSOLE_DURATION)))

    def _selector(self, line: int, named: NamedSelector) -> Selector | None:
        missing = sorted(key for key in named.listed if key not in self._accounts)
        for _partition, account_id in missing:
            self._flaw(line, f"There is no account {account_id}.", "Add it to the accounts of the file.")
        return None if missing else selector_of(named, self._accounts, self._new_id())


def _key_of(account: Account) -> AccountKey:
    return account.partition, account.account_id.text
