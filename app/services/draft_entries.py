"""The ledger entries of drafts: one for each revision, in words of the thing that changed."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.access_tests import AccessTest
from app.domain.accounts import Account, Role
from app.domain.drafts import Proposal, Revision, Thing
from app.domain.freshness import NOTHING_ASKED
from app.domain.ledger import Action, Actor, Event, Plain
from app.domain.mappings import Mapping
from app.domain.selectors import AccountSet

_ACTIONS: Final[ReadOnly[tuple[str, str], Action]] = MappingProxyType(
    {
        ("mapping", "added"): Action.MAPPING_ADDED,
        ("mapping", "changed"): Action.MAPPING_CHANGED,
        ("mapping", "disabled"): Action.MAPPING_DISABLED,
        ("mapping", "enabled"): Action.MAPPING_ENABLED,
        ("account", "added"): Action.ACCOUNT_ADDED,
        ("account", "changed"): Action.ACCOUNT_CHANGED,
        ("account", "disabled"): Action.ACCOUNT_DISABLED,
        ("account", "enabled"): Action.ACCOUNT_ENABLED,
        ("role", "added"): Action.ROLE_ADDED,
        ("role", "changed"): Action.ROLE_CHANGED,
        ("role", "disabled"): Action.ROLE_DISABLED,
        ("role", "enabled"): Action.ROLE_ENABLED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """One save of a draft: who saves when and why, what it answers, and what it does without, for which reason.

    `broken` are the access tests that it breaks.
    """

    actor: Actor
    at: datetime
    reason: str
    proposal: Proposal | None = None
    broken: tuple[AccessTest, ...] = ()
    despite_tests: str | None = None
    without_approval: str | None = None

    @property
    def author(self) -> Actor:
        """Whose change it is: that of whoever proposed it, where somebody did."""
        return self.proposal.made_by if self.proposal else self.actor


def entry_of_revision(revision: Revision, saving: Saving, *, id_: UUID, role: Role | None) -> Event:
    """Return the entry of one revision that succeeds with its transaction; `role` is what a mapping leads to."""
    after, action = revision.after, _ACTIONS[revision.thing, revision.kind]
    body = {"version": after.version} | _of_saving(saving)
    entry = Event(id_, saving.at, action, "succeeded", saving.actor, body=body)
    if isinstance(after, Mapping):
        return _about_mapping(entry, after, role)
    entry = entry.telling(**_of_freshness(revision.before, after))
    if isinstance(after, Account):
        return _about_account(entry, after)
    return replace(_about_account(entry, after.account), role_arn=after.role_arn.text)


def _of_saving(saving: Saving) -> dict[str, Plain]:
    told: dict[str, Plain] = {"reason": saving.reason}
    if saving.proposal is not None:
        told |= {"proposal_id": str(saving.proposal.id), "made_by": saving.proposal.made_by.id}
    if saving.despite_tests is not None:
        told |= {"despite_tests": saving.despite_tests, "broken_tests": [str(test.id) for test in saving.broken]}
    if saving.without_approval is not None:
        told["without_approval"] = saving.without_approval
    return told


def _of_freshness(before: Thing | None, after: Account | Role) -> dict[str, Plain]:
    """Return how fresh a proof and a provider's word have to be from now on, where that is new or changes."""
    known = before.freshness if isinstance(before, Account | Role) else NOTHING_ASKED
    if known == after.freshness:
        return {}
    return {
        "proof_minutes": [known.proof_minutes, after.freshness.proof_minutes],
        "groups_hold_hours": [known.groups_hold_hours, after.freshness.groups_hold_hours],
    }


def _about_account(entry: Event, account: Account) -> Event:
    return replace(entry, account_id=account.account_id.text, body={**entry.body, "name": account.name})


def _about_mapping(entry: Event, mapping: Mapping, role: Role | None) -> Event:
    return replace(
        entry,
        person_id=mapping.subject_id if mapping.subject_kind == "person" else None,
        role_arn=role.role_arn.text if role else None,
        account_id=role.account.account_id.text if role else None,
        mapping_id=mapping.id,
        mapping_version=mapping.version,
        body={**entry.body, **_of_mapping(mapping)},
    )


def _of_mapping(mapping: Mapping) -> dict[str, Plain]:
    told: dict[str, Plain] = {
        "effect": mapping.effect,
        "subject_kind": mapping.subject_kind,
        "subject_id": str(mapping.subject_id),
        "target": f"{mapping.target_kind}:{mapping.target_id}",
    }
    if mapping.selector is not None:
        told |= {"pattern": mapping.selector.pattern.text} | _of_accounts(mapping.selector.accounts)
    return told


def _of_accounts(accounts: AccountSet) -> dict[str, Plain]:
    """Return which accounts a selector takes: without this an entry says only how their roles are called."""
    if accounts.kind == "tagged":
        return {"accounts": accounts.kind, "tags": dict(accounts.tags)}
    if accounts.kind == "listed":
        return {"accounts": accounts.kind, "account_row_ids": [*sorted(map(str, accounts.ids))]}
    return {"accounts": accounts.kind}
