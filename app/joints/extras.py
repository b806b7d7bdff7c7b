"""Reaches the optional extras, and says which one is missing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from app.domain.extras import ExtraNotInstalled

Extra = Literal["ldap", "saml", "scim"]


@contextmanager
def installed(extra: Extra) -> Iterator[None]:
    """Import what an extra brings within this; raises ExtraNotInstalled."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ExtraNotInstalled(what=extra.upper(), extra=extra) from error
