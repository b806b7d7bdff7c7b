"""The ledger: what happened, by whom, with what outcome; entries are added and never changed."""

import json
import unicodedata
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, Self
from uuid import UUID

BODY_FORMAT: Final = 1
# A click whose outcome is missing after this many seconds was cut off: every click ends within its own limits first.
INTERRUPTED_AFTER: Final = 60

ActorKind = Literal["person", "operator", "portal", "anonymous"]
Outcome = Literal["requested", "succeeded", "refused", "failed"]
Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]
_EMPTY: Final[ReadOnly[str, Plain]] = MappingProxyType({})


class Action(StrEnum):
    """The verbs of the ledger: thing, colon, past participle."""

    CONSOLE_REQUESTED = "console:requested"
    CONSOLE_OPENED = "console:opened"
    CONSOLE_REFUSED = "console:refused"
    CONSOLE_FAILED = "console:failed"
    OFFER_REFUSED = "offer:refused"
    WEB_SESSION_BEGUN = "web-session:begun"
    WEB_SESSION_ENDED = "web-session:ended"
    SIGN_IN_REFUSED = "sign-in:refused"
    LOGOUT_REFUSED = "logout:refused"
    PERSON_ADDED = "person:added"
    PERSON_CHANGED = "person:changed"
    PERSON_DISABLED = "person:disabled"
    PERSON_ENABLED = "person:enabled"
    GROUP_ADDED = "group:added"
    GROUP_RENAMED = "group:renamed"
    GROUP_DISABLED = "group:disabled"
    GROUP_ENABLED = "group:enabled"
    MEMBERSHIP_ADDED = "membership:added"
    MEMBERSHIP_REMOVED = "membership:removed"
    PASSWORD_SET = "password:set"  # noqa: S105 - the name of an action, not a password
    TOTP_ADDED = "totp:added"
    TOTP_REMOVED = "totp:removed"
    PASSKEY_ADDED = "passkey:added"
    PASSKEY_REMOVED = "passkey:removed"
    RECOVERY_CODES_MADE = "recovery-codes:made"
    RECOVERY_CODE_USED = "recovery-code:used"
    SIGN_IN_RESET = "sign-in:reset"
    PROOF_GIVEN = "proof:given"
    PROOF_REFUSED = "proof:refused"
    BREAK_GLASS_ADDED = "break-glass:added"
    BREAK_GLASS_OPENED = "break-glass:opened"
    BREAK_GLASS_DRILLED = "break-glass:drilled"
    BREAK_GLASS_REFUSED = "break-glass:refused"
    BREAK_GLASS_REVIEWED = "break-glass:reviewed"
    BREAK_GLASS_UNSEALED = "break-glass:unsealed"
    BREAK_GLASS_RETIRED = "break-glass:retired"
    NOTICE_SENT = "notice:sent"
    NOTICE_FAILED = "notice:failed"
    SCIM_TOKEN_MADE = "scim-token:made"  # noqa: S105 - the name of an action, not a token
    SCIM_TOKEN_REVOKED = "scim-token:revoked"  # noqa: S105 - the name of an action likewise
    SCIM_REFUSED = "scim:refused"
    ACCOUNT_ADDED = "account:added"
    ROLE_ADDED = "role:added"
    MAPPING_ADDED = "mapping:added"
    MAPPING_CHANGED = "mapping:changed"
    MAPPING_DISABLED = "mapping:disabled"
    MAPPING_ENABLED = "mapping:enabled"
    ACCOUNT_CHANGED = "account:changed"
    ACCOUNT_DISABLED = "account:disabled"
    ACCOUNT_ENABLED = "account:enabled"
    ROLE_CHANGED = "role:changed"
    ROLE_DISABLED = "role:disabled"
    ROLE_ENABLED = "role:enabled"
    PROPOSAL_MADE = "proposal:made"
    PROPOSAL_APPROVED = "proposal:approved"
    PROPOSAL_REJECTED = "proposal:rejected"
    PROPOSAL_WITHDRAWN = "proposal:withdrawn"
    ACCESS_TEST_ADDED = "access-test:added"
    ACCESS_TEST_DISABLED = "access-test:disabled"
    LEDGER_EXPORTED = "ledger:exported"
    CATALOGUE_EXPORTED = "catalogue:exported"
    ROLE_TEST_REQUESTED = "role-test:requested"
    ROLE_TEST_PASSED = "role-test:passed"
    ROLE_TEST_FAILED = "role-test:failed"
    ROLE_TESTS_TURNED_ON = "role-tests:turned-on"
    ROLE_TESTS_TURNED_OFF = "role-tests:turned-off"
    DISCOVERY_REQUESTED = "discovery:requested"
    DISCOVERY_RESUMED = "discovery:resumed"
    DISCOVERY_ENDED = "discovery:ended"
    ACCOUNT_LIST_REQUESTED = "account-list:requested"
    ACCOUNT_LIST_READ = "account-list:read"
    ACCOUNT_LIST_FAILED = "account-list:failed"
    ACCOUNT_LIST_DEFERRED = "account-list:deferred"
    ACCOUNT_SCAN_REQUESTED = "account-scan:requested"
    ACCOUNT_SCAN_COMPLETED = "account-scan:completed"
    ACCOUNT_SCAN_FAILED = "account-scan:failed"
    ACCOUNT_SCAN_DEFERRED = "account-scan:deferred"


CLICK_OUTCOMES: Final = frozenset({Action.CONSOLE_OPENED, Action.CONSOLE_REFUSED, Action.CONSOLE_FAILED})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person (by id), the operator at the command line (by operating-system user), or the portal."""

    kind: ActorKind
    id: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. The columns are for searching; `body` holds the rest and never a secret."""

    id: UUID
    at: datetime
    action: Action
    outcome: Outcome
    actor: Actor
    click_id: UUID | None = None
    person_id: UUID | None = None
    role_arn: str | None = None
    account_id: str | None = None
    mapping_id: UUID | None = None
    mapping_version: int | None = None
    access_key_id: str | None = None
    address: str | None = None
    body: ReadOnly[str, Plain] = field(default_factory=lambda: _EMPTY)

    @property
    def canonical_body(self) -> str:
        """The body as canonical JSON with its format version."""
        return canonical_json({"format": BODY_FORMAT, **self.body})

    def telling(self, **more: Plain) -> Self:
        """Return the entry with more in its body."""
        return replace(self, body={**self.body, **more})


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One entry as the ledger holds it: a newer or older Doorstep may have written it, so nothing is read into it.

    The fields are the columns of `ledger_event`; `body` is the canonical text, byte for byte.
    """

    id: UUID
    at: datetime
    action: str
    outcome: str
    click_id: UUID | None
    actor_kind: str
    actor_id: str
    person_id: UUID | None
    role_arn: str | None
    account_id: str | None
    mapping_id: UUID | None
    mapping_version: int | None
    access_key_id: str | None
    address: str | None
    body: str

    def parsed_body(self) -> dict[str, Plain]:
        """Return the body as JSON-like values."""
        parsed: dict[str, Plain] = json.loads(self.body)
        return parsed


def canonical_json(value: Plain) -> str:
    """Write JSON in one way only: keys sorted, no blanks, no floats, strings in Unicode normal form C.

    The types allow no float; text is kept as it is rather than escaped, so that equal values are equal bytes in UTF-8.
    """
    return json.dumps(_normal(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _normal(value: Plain) -> Plain:
    if isinstance(value, str):
        # A lone surrogate has no bytes in UTF-8.
        return unicodedata.normalize("NFC", value.encode("utf-8", "replace").decode())
    if isinstance(value, list):
        return [_normal(item) for item in value]
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _normal(item) for key, item in value.items()}
    return value
