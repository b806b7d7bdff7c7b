"""What the diagnostic message of a refused bind says of somebody's account, where a directory says it there."""

import re
from collections.abc import Mapping
from typing import Final

from app.domain.directory_refusals import (
    DirectoryAccountDisabled,
    DirectoryAccountExpired,
    DirectoryAccountLocked,
    DirectoryNotHere,
    DirectoryPasswordExpired,
    DirectoryPasswordWrong,
)
from app.domain.provider_refusals import NotVouchedFor
from app.identity.ldap_client import LdapClient

# Microsoft's own error behind `data`, in hexadecimal: ERROR_INVALID_LOGON_HOURS and its neighbours in WinError.h.
_STATES: Final[Mapping[str, type[NotVouchedFor]]] = {
    "530": DirectoryNotHere,
    "531": DirectoryNotHere,
    "532": DirectoryPasswordExpired,
    "533": DirectoryAccountDisabled,
    "701": DirectoryAccountExpired,
    "773": DirectoryPasswordExpired,
    "775": DirectoryAccountLocked,
}
_DATA: Final = re.compile(r"\bdata ([0-9a-f]{3})\b")


def password_refusal(diagnostic: str, client: LdapClient) -> NotVouchedFor:
    """Return why a directory did not take a password, as far as its diagnostic message says."""
    found = _DATA.search(diagnostic) if client.is_active_directory else None
    return _STATES.get(found[1] if found else "", DirectoryPasswordWrong)(provider=client.way.label)
