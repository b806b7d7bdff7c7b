"""Joins the directories of the settings that provision people by SCIM."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.refusals import Refusal
from app.domain.scim_refusals import NoSuchDirectory
from app.joints.extras import installed
from app.joints.process import utc_now
from app.services.portal import Scim
from app.settings import Settings
from app.storage.attempts import AttemptStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.ledger import LedgerStore

if TYPE_CHECKING:
    from app.domain.checkups import Well
    from app.domain.provisioning import ScimClient
    from app.services.provisioning.tokens import ScimTokens
    from app.storage.scim_tokens import ScimTokenStore


def require_directory(settings: Settings, name: str) -> str:
    """Return what the ledger calls a directory of the settings; raises NoSuchDirectory."""
    if name not in settings.scim:
        raise NoSuchDirectory(name=name)
    return f"scim:{name}"


def scim_clients_of(settings: Settings) -> "dict[str, ScimClient]":
    """Return the directories that may call, by their source."""
    from app.domain.provisioning import ScimClient  # noqa: PLC0415 - an optional part

    clients = [
        ScimClient(f"scim:{name}", settings.sources.find_issuer(one.provider) or "", one.subject_attribute)
        for name, one in settings.scim.items()
    ]
    return {client.source: client for client in clients}


def scim_of(settings: Settings, *, database: Database, clock: Callable[[], datetime] = utc_now) -> Scim | None:
    """Build what answers directories, None where there are none; raises ExtraNotInstalled."""
    if not settings.scim:
        return None
    # Here and not above: a portal that no directory calls need not hold all this in memory, nor have the extra.
    with installed("scim"):
        from app.scim.server import ScimServer  # noqa: PLC0415 - an optional extra
    from app.services.changes import Scribe  # noqa: PLC0415 - an optional part, as above
    from app.services.provisioning.clients import ScimClients  # noqa: PLC0415 - an optional part
    from app.services.provisioning.groups import ProvisionedGroups  # noqa: PLC0415 - an optional part
    from app.services.provisioning.people import ProvisionedPeople  # noqa: PLC0415 - an optional part
    from app.storage.provisioning import ProvisioningStore  # noqa: PLC0415 - an optional part
    from app.storage.provisioning_registry import ProvisioningRegistry  # noqa: PLC0415 - an optional part
    from app.storage.scim_tokens import ScimTokenStore  # noqa: PLC0415 - an optional part

    scribe, store = Scribe(clock=clock, new_id=new_id), ProvisioningStore(database=database)
    return Scim(
        clients=ScimClients(
            clients=scim_clients_of(settings),
            tokens=ScimTokenStore(database=database),
            attempts=AttemptStore(database=database),
            ledger=LedgerStore(database=database),
            clock=clock,
            new_id=new_id,
        ),
        server=ScimServer(
            attributes=[one.subject_attribute for one in settings.scim.values()],
            changes=ProvisioningRegistry(database=database),
            reads=store,
            people=ProvisionedPeople(scribe=scribe),
            groups=ProvisionedGroups(scribe=scribe),
        ),
        users=store,
    )


def scim_tokens_of(database: Database, *, clock: Callable[[], datetime] = utc_now) -> "ScimTokens":
    """Build what makes and revokes the tokens of directories."""
    from app.services.changes import Scribe  # noqa: PLC0415 - an optional part
    from app.services.provisioning.tokens import ScimTokens  # noqa: PLC0415 - an optional part
    from app.storage.provisioning_registry import ProvisioningRegistry  # noqa: PLC0415 - an optional part

    return ScimTokens(changes=ProvisioningRegistry(database=database), scribe=Scribe(clock=clock, new_id=new_id))


def scim_token_list_of(database: Database) -> "ScimTokenStore":
    """Build what reads the tokens of directories."""
    from app.storage.scim_tokens import ScimTokenStore  # noqa: PLC0415 - an optional part

    return ScimTokenStore(database=database)


def scim_finding_of(database: Database, source: str) -> "Well | Refusal":
    """Say of a directory whether it can call, and when it last has; raises StorageUnavailable."""
    from app.services.provisioning.tokens import found_of  # noqa: PLC0415 - an optional part

    return found_of(source, scim_token_list_of(database).of(source))
