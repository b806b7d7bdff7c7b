"""Selectors as their columns hold them, and back; equal ones have equal fingerprints."""

import hashlib
from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import Any, cast  # Any: the columns of a row
from uuid import UUID

from app.domain.ledger import Plain, canonical_json
from app.domain.selectors import AccountSet, RolePattern, Selector


def selector_of(id_: UUID, pattern: str, accounts: ReadOnly[str, Any]) -> Selector:
    """Make the value of the columns of a selector; nobody else writes them."""
    kind = accounts["kind"]
    ids = frozenset(UUID(text) for text in accounts.get("ids", ()))
    return Selector(id_, RolePattern(pattern), AccountSet(kind, ids, MappingProxyType(accounts.get("tags", {}))))


def selector_columns(selector: Selector) -> dict[str, Any]:
    """Return the columns of a selector."""
    accounts = accounts_to_store(selector.accounts)
    told = canonical_json({"pattern": selector.pattern.text, "accounts": accounts})
    return {
        "id": selector.id,
        "pattern": selector.pattern.text,
        "accounts": accounts,
        "fingerprint": hashlib.sha256(told.encode()).hexdigest(),
    }


def accounts_to_store(accounts: AccountSet) -> dict[str, Plain]:
    """Write a set of accounts in the one way there is."""
    stored: dict[str, Plain] = {"kind": accounts.kind}
    if accounts.kind == "listed":
        stored["ids"] = cast("list[Plain]", sorted(str(id_) for id_ in accounts.ids))
    if accounts.kind == "tagged":
        stored["tags"] = dict(accounts.tags)
    return stored
