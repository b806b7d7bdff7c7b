"""What an entry of a directory says: of a person or a group, by which identifier, and whether it still counts."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.directory_refusals import DirectoryAccountDisabled, DirectoryAccountExpired, DirectoryAttributeWrong
from app.domain.names import is_legible
from app.domain.people import MalformedEmail, MalformedUsername, Username, parse_email
from app.domain.vouching import VouchedGroup
from app.identity.ldap_client import LdapClient

# MS-ADTS 2.2.16, userAccountControl: ADS_UF_ACCOUNTDISABLE.
_DISABLED: Final = 0x2
# MS-ADA1, accountExpires: intervals of 100 ns since 1601; both of these mean never.
_SINCE: Final = datetime(1601, 1, 1, tzinfo=UTC)
_NEVER: Final = frozenset({0, 0x7FFF_FFFF_FFFF_FFFF})
# draft-behera-ldap-password-policy-10, section 5.3.3: locked until an administrator unlocks it.
_LOCKED_FOR_GOOD: Final = "000001010000Z"
STATES: Final = ("userAccountControl", "accountExpires", "pwdAccountLockedTime")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that was found; no two spellings of an attribute's name differ by case alone."""

    dn: str
    attributes: Mapping[str, Sequence[bytes]] = field(repr=False)

    @classmethod
    def of(cls, dn: str, attributes: Mapping[str, Sequence[bytes]]) -> "Entry":
        return cls(dn, {name.lower(): values for name, values in attributes.items()})

    def raw(self, name: str) -> bytes | None:
        """Return the first value of an attribute."""
        return next(iter(self.attributes.get(name.lower(), ())), None)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return every value of an attribute that is text, in Unicode normal form C."""
        values = self.attributes.get(name.lower(), ())
        return tuple(unicodedata.normalize("NFC", value.decode("utf-8", "replace")).strip() for value in values)

    def text(self, name: str) -> str | None:
        """Return the first of them."""
        return next(iter(self.texts(name)), None)


def id_of(entry: Entry, client: LdapClient, *, whom: str) -> str:
    """Return the identifier that stays, the same in every spelling of it; raises DirectoryAttributeWrong.

    Active Directory stores the first three parts of a UUID little-endian. Source: MS-DTYP 2.3.4.2.
    """
    value, name = entry.raw(client.id_attribute), client.id_attribute
    try:
        if client.is_active_directory:
            return str(UUID(bytes_le=value or b""))
        return str(UUID((value or b"").decode("ascii")))
    except ValueError as error:
        raise DirectoryAttributeWrong(provider=client.way.label, attribute=name, whom=whom) from error


def id_filter(subject: str, client: LdapClient) -> str:
    """Return the filter that finds an entry by its identifier; raises ValueError for what is none."""
    id_ = UUID(subject)
    if client.is_active_directory:
        escaped = "".join(rf"\{byte:02x}" for byte in id_.bytes_le)
        return f"({client.id_attribute}={escaped})"
    return f"({client.id_attribute}={id_})"


def is_called(entry: Entry, typed: Username, client: LdapClient) -> bool:
    """Say whether a directory calls somebody what was typed, whatever the case, and to the letter otherwise."""
    return any(Username(text).local_subject == typed.local_subject for text in entry.texts(client.people.username))


def username_of(entry: Entry, client: LdapClient) -> Username:
    """Return what the directory calls somebody; raises DirectoryAttributeWrong."""
    name = client.people.username
    try:
        return Username.parse(entry.text(name) or "")
    except MalformedUsername as error:
        raise DirectoryAttributeWrong(provider=client.way.label, attribute=name, whom="you") from error


def display_name_of(entry: Entry, client: LdapClient) -> str | None:
    """Return the name that people read, None where there is none that they could."""
    return next((text for text in entry.texts(client.people.display_name) if is_legible(text)), None)


def email_of(entry: Entry, client: LdapClient) -> str | None:
    """Return the first address that looks like one."""
    for text in entry.texts(client.people.email):
        try:
            return parse_email(text)
        except MalformedEmail:
            continue
    return None


def group_of(entry: Entry, client: LdapClient) -> VouchedGroup:
    """Return a group, called by its identifier where it has no name that people could read.

    None is left out: a deny may rest on it. Raises DirectoryAttributeWrong.
    """
    name = next((text for text in entry.texts(client.groups.name) if is_legible(text)), None)
    return VouchedGroup.parse(id_of(entry, client, whom="a group"), name)


def require_in_force(entry: Entry, client: LdapClient, now: datetime) -> None:
    """Raise DirectoryAccountDisabled or DirectoryAccountExpired for whom the directory itself lets in no more."""
    provider = client.way.label
    control, expires = _number(entry.text("userAccountControl")), _number(entry.text("accountExpires"))
    if control & _DISABLED or entry.text("pwdAccountLockedTime") == _LOCKED_FOR_GOOD:
        raise DirectoryAccountDisabled(provider=provider)
    if expires not in _NEVER and now - _SINCE >= timedelta(microseconds=expires // 10):
        raise DirectoryAccountExpired(provider=provider)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
