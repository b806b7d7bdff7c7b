"""Stands for what speaks SCIM, where a test is about the web beside it."""

from uuid import UUID

from app.domain.clicks import Visit
from app.domain.provisioning import ProvisionedUser, ScimAnswer, ScimCall, ScimClient
from app.domain.scim_refusals import TokenNotKnown
from app.services.portal import Scim


class Directories:
    """Lets nobody in, and says what it was told of people."""

    def __init__(self, *known: ProvisionedUser) -> None:
        self._known = known

    def require(self, token: str | None, *, visit: Visit) -> ScimClient:
        """Let nobody in."""
        raise TokenNotKnown

    def answer(self, call: ScimCall, client: ScimClient) -> ScimAnswer:
        """Nobody gets here."""
        raise NotImplementedError

    def known_to(self, person_id: UUID) -> tuple[ProvisionedUser, ...]:
        """Say how somebody is known."""
        return tuple(user for user in self._known if user.person_id == person_id)


def scim_with(*known: ProvisionedUser) -> Scim:
    """What a portal has whose directories know these people."""
    directories = Directories(*known)
    return Scim(clients=directories, server=directories, users=directories)
