"""The ledger entries of drafts: one for each revision, in words of the thing that changed."""

from collections.abc import Mapping as ReadOnly
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.domain.access_tests import AccessTest
from app.domain.accounts import Account, Role
from app.domain.drafts import Proposal, Revision
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


def entry_of_revision(
    revision: Revision,
    actor: Actor,
    *,
    id_: UUID,
    at: datetime,
    reason: str,
    proposal: Proposal | None,
    broken: tuple[AccessTest, ...],
    despite_tests: str | None,
    without_approval: str | None,
    role: Role | None,
) -> Event:
    """Return the entry of one revision that succeeds with its transaction; `role` is what a mapping leads to."""
    body: dict[str, Plain] = {"reason": reason, "version": revision.after.version}
    if proposal is not None:
        body |= {"proposal_id": str(proposal.id), "made_by": proposal.made_by.id}
    if despite_tests is not None:
        body |= {"despite_tests": despite_tests, "broken_tests": [str(test.id) for test in broken]}
    if without_approval is not None:
        body["without_approval"] = without_approval
    action = _ACTIONS[revision.thing, revision.kind]
    after = revision.after
    if isinstance(after, Mapping):
        return Event(
            id_,
            at,
            action,
            "succeeded",
            actor,
            person_id=after.subject_id if after.subject_kind == "person" else None,
            role_arn=role.role_arn.text if role else None,
            account_id=role.account.account_id.text if role else None,
            mapping_id=after.id,
            mapping_version=after.version,
            body=body | _of_mapping(after),
        )
    account = after if isinstance(after, Account) else after.account
    return Event(
        id_,
        at,
        action,
        "succeeded",
        actor,
        role_arn=None if isinstance(after, Account) else after.role_arn.text,
        account_id=account.account_id.text,
        body=body | {"name": account.name},
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
