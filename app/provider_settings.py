"""What the settings of all ways in share: how a provider may be called, how long it may take, what groups take."""

import re
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, BeforeValidator
from pydantic_settings import NoDecode

from app.setting_values import words_of

# It stands in addresses, in names of environment variables and, behind a colon, in the ledger.
# Behind the same colon stands "mfa" where a provider's proof took more: a provider of that name would be taken for it.
PROVIDER_NAME: Final = re.compile(r"(?!mfa$)[a-z][a-z0-9]{0,31}")
# In seconds: a person waits for words no longer than eight.
LONGEST_TIMEOUT: Final = 7
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(words_of)]
Table = TypeVar("Table", bound=BaseModel)


def provider_names(providers: dict[str, Table]) -> dict[str, Table]:
    """Check what providers are called."""
    for name in providers:
        if not PROVIDER_NAME.fullmatch(name):
            raise ValueError(f"“{name}” cannot be a provider's name: small letters and digits, not “mfa”")
    return providers


def require_place_of_groups(required: str, setting: str, named: str | None) -> None:
    """Raise ValueError where groups are required, and no setting says where a provider names them."""
    if required == "yes" and named is None:
        raise ValueError(f"groups_required needs a {setting}")
