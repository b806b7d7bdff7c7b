"""Passkeys: keys on people's devices that answer for them, and what the portal keeps of each."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.names import is_legible
from app.domain.refusals import THE_OPERATOR, Conflict, Malformed
from app.domain.words import _

MOST_PASSKEYS: Final = 10
LONGEST_PASSKEY_NAME: Final = 60


class MalformedPasskeyName(Malformed):
    code = "malformed-passkey-name"
    sentence = _("A passkey needs a name by which you know it.")
    remedy = _("Take 1 to %(longest)s characters, such as “Work laptop” or “Blue security key”.")


class PasskeysImpossible(Conflict):
    code = "passkeys-impossible"
    sentence = _("Passkeys do not work at the address of this portal.")
    remedy = _("Browsers allow them at https addresses with a host name, and at http://localhost. "
               "Set DOORSTEP_PUBLIC_URL to such an address.")  # fmt: skip
    who = THE_OPERATOR


class TooManyPasskeys(Conflict):
    code = "too-many-passkeys"
    sentence = _("You have %(most)s passkeys, and no more fit.")
    remedy = _("Remove one that you do not use any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """What a browser gives when a passkey was made. `public_key` is a COSE key (RFC 9052) in CBOR.

    `sign_count` is 0 where the passkey counts nothing; `transports` are hints for browsers.
    """

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey of a local account."""

    id: UUID
    identity_id: UUID
    name: str
    made: NewPasskey
    added_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """What a browser brings from a passkey, in JSON, and the token of the challenge that it answers: secrets both."""

    text: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskedPasskey:
    """A passkey that is asked for: the options for the browser, in JSON, and the token of the challenge in them."""

    options: str
    token: str = field(repr=False)


def parse_passkey_name(text: str) -> str:
    """Read the name of a passkey; raises MalformedPasskeyName."""
    normal = unicodedata.normalize("NFC", text.strip())
    if not is_legible(normal, longest=LONGEST_PASSKEY_NAME):
        raise MalformedPasskeyName(longest=LONGEST_PASSKEY_NAME)
    return normal
