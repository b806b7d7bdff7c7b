"""Opens the changes that SCIM makes; apart from the registry, so that only a portal with SCIM holds them in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.storage.provisioning import ProvisioningChange
from app.storage.registry import Registry
from app.storage.scim_tokens import TokenChange


class ProvisioningRegistry(Registry):
    """The registry of a portal that directories call."""

    @contextmanager
    def provisioning_change(self) -> Iterator[ProvisioningChange]:
        """Give likewise a change of what directories say of people and groups."""
        with self._turn() as connection:
            yield ProvisioningChange(connection=connection)

    @contextmanager
    def token_change(self) -> Iterator[TokenChange]:
        """Give likewise a change of the tokens with which directories call."""
        with self._turn() as connection:
            yield TokenChange(connection=connection)
