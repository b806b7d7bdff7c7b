"""What a discovery found, against what the portal holds: each difference is an offer that an admin takes or leaves."""

import unicodedata
from collections.abc import Callable, Collection
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from app.domain.accounts import Account, MalformedExternalId, Role, colour_for, parse_external_id
from app.domain.descriptions import LONGEST_DESCRIPTION, is_tag
from app.domain.discovery import DiscoverySettings, FoundAccount, FoundRole
from app.domain.drafts import Revision, Thing, added, changed, disabled
from app.domain.durations import LONGEST, SHORTEST, STEP, Duration

_LONGEST_NAME: Final = 128
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Held:
    """What the portal holds of one account, disabled or not; `account` is None where it does not know it."""

    account: Account | None
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One difference. `key` names it in forms, and `found` is the role in AWS, where it is about one that is there."""

    key: str
    revision: Revision
    found: FoundRole | None = None

    @property
    def names_portal(self) -> bool:
        """Whether the portal could be let into the role."""
        return self.found is not None and self.found.admission.names_portal

    @property
    def is_suggested(self) -> bool:
        """Whether it is a new role that the portal could be let into."""
        return self.revision.kind == "added" and self.names_portal

    @property
    def version(self) -> int:
        """The version of what is held; 0 where nothing is."""
        return self.revision.before.version if self.revision.before else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One account: its offers, the account's own first; and how much of it is the same, or disabled in the portal."""

    found: FoundAccount
    account: Account
    offers: tuple[Offer, ...]
    same: int = 0
    disabled_here: int = 0

    @property
    def is_suggested(self) -> bool:
        """Whether something of it is suggested."""
        return any(one.is_suggested for one in self.offers)

    def suggests(self, offer: Offer) -> bool:
        """Say whether to take an offer unless an admin thinks otherwise: useful roles, and a new account with some."""
        return offer.is_suggested or (offer.revision.thing == "account" and offer.version == 0 and self.is_suggested)

    def revisions(self, taken: Collection[Offer]) -> tuple[Revision, ...]:
        """Return the revisions of the offers that are taken, the account's own first; a new one comes with its roles.

        New roles are in the account as it will be then: selectors judge them by its tags.
        """
        own = [one for one in self.offers if one.revision.thing == "account" and (one in taken or one.version == 0)]
        if not taken:
            return ()
        its = own[0].revision.after if own else self.account
        return (
            *(one.revision for one in own),
            *(_moved(one.revision, its) for one in taken if one not in own),
        )


def key_of(thing: Account | Role) -> str:
    """Return a short name for forms: the account, and of a role a hash of its ARN, which may be long."""
    if isinstance(thing, Account):
        return f"{thing.account_id}-account"
    return f"{thing.role_arn.account_id}-{sha256(thing.role_arn.text.encode()).hexdigest()[:16]}"


def compare(
    found: FoundAccount, held: Held, settings: DiscoverySettings, *, now: datetime, new_id: Callable[[], UUID]
) -> Comparison:
    """Compare an account in AWS with what the portal holds of it.

    AWS is the source of an account's name and tags and of a role's longest duration, and of its description where the
    portal has none. What is disabled in the portal stays so. Only a complete scan makes a role gone.
    """
    account = _account_from(found, held.account, settings.partition, new_id)
    disabled_here = sum(not _is_open(one) for one in (held.account, *held.roles))
    if found.state == "skipped" or not _is_open(held.account):
        return Comparison(found=found, account=account, offers=(), disabled_here=disabled_here)
    its = held.account or account
    offers = [_offer(held.account, account)]
    if found.state == "done":
        offers += _roles_of(found, held, its, new_id)
    if found.state == "done" and settings.read_role is not None:
        offers += [_gone(role, now) for role in _gone_from(held, found, settings)]
    different = tuple(one for one in offers if one.revision.before != _at_version(one.revision))
    same = len(offers) - len(different)
    return Comparison(found=found, account=its, offers=different, same=same, disabled_here=disabled_here)


def readable_tags(tags: ReadOnly[str, str]) -> dict[str, str]:
    """Return the tags that the portal can keep and an admin can write: a key without `=` and no odd blanks."""
    return {key: value for key, value in tags.items() if _is_readable(key, value)}


def _is_readable(key: str, value: str) -> bool:
    return is_tag(key, value) and _one_form(key) == key and _one_form(value) == value


def _account_from(found: FoundAccount, before: Account | None, partition: str, new_id: Callable[[], UUID]) -> Account:
    name = _line(found.name, _LONGEST_NAME) or found.account_id.text
    tags = readable_tags(found.tags)
    if before is not None:
        return replace(before, name=name, tags=tags)
    return Account(
        id=new_id(),
        partition=partition,
        account_id=found.account_id,
        name=name,
        colour=colour_for(found.account_id),
        tags=tags,
    )


def _roles_of(found: FoundAccount, held: Held, account: Account, new_id: Callable[[], UUID]) -> list[Offer]:
    known = {role.role_arn: role for role in held.roles}
    pairs = [(role, known.get(role.role_arn)) for role in sorted(found.scan.roles, key=lambda one: one.role_arn.text)]
    return [
        replace(_offer(before, _role_from(role, before, account, new_id)), found=role)
        for role, before in pairs
        if _is_open(before)
    ]


def _role_from(found: FoundRole, before: Role | None, account: Account, new_id: Callable[[], UUID]) -> Role:
    longest = Duration(min(max(found.max_session_duration // STEP * STEP, SHORTEST), LONGEST))
    description = _line(found.description, LONGEST_DESCRIPTION)
    if before is not None:
        return replace(before, max_console_duration=longest, description=before.description or description)
    return Role(
        id=new_id(),
        account=account,
        role_arn=found.role_arn,
        max_console_duration=longest,
        description=description,
        external_id=_external_id_in(found),
        source_identity=found.admission.source_identity,
    )


def _external_id_in(found: FoundRole) -> str | None:
    """Return the external ID that the trust policy asks for, where it is one that STS takes."""
    external_id = found.admission.external_id
    try:
        return None if external_id is None else parse_external_id(external_id)
    except MalformedExternalId:
        return None


def _gone_from(held: Held, found: FoundAccount, settings: DiscoverySettings) -> list[Role]:
    """Return the roles that are not in AWS any more; those that no discovery looks at stay."""
    there = {role.role_arn for role in found.scan.roles}
    return [
        role
        for role in sorted(held.roles, key=lambda one: one.role_arn.text)
        if role.disabled_at is None and role.role_arn not in there and not settings.leaves_out(role.role_arn)
    ]


def _gone(role: Role, now: datetime) -> Offer:
    return Offer(key=key_of(role), revision=disabled(role, now))


def _offer(before: Account | Role | None, after: Account | Role) -> Offer:
    if before is None:
        return Offer(key=key_of(after), revision=added(after))
    if isinstance(before, Account) and isinstance(after, Account):
        return Offer(key=key_of(after), revision=changed(before, after))
    assert isinstance(before, Role)  # noqa: S101 - for the type checker: both are of one kind
    assert isinstance(after, Role)  # noqa: S101 - for the type checker as well
    return Offer(key=key_of(after), revision=changed(before, after))


def _moved(revision: Revision, account: Thing) -> Revision:
    after = revision.after
    if isinstance(after, Role) and isinstance(account, Account):
        return Revision(revision.before, replace(after, account=account))
    return revision


def _at_version(revision: Revision) -> object:
    before, after = revision.before, revision.after
    return after if before is None else replace(after, version=before.version)


def _is_open(thing: Account | Role | None) -> bool:
    return thing is None or thing.disabled_at is None


def _one_form(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _line(text: str, longest: int) -> str:
    """Make one line of a text: IAM allows line breaks and 1,000 characters."""
    seen = "".join(" " if unicodedata.category(one) in _UNSEEN else one for one in _one_form(text))
    return " ".join(seen.split())[:longest].strip()
