"""The form that orders a discovery."""

from collections.abc import Mapping as ReadOnly
from functools import partial
from typing import Final

from app.domain.accounts import parse_external_id
from app.domain.discovery import DEFAULT_READ_ROLE, DiscoverySettings, parse_organization_role, parse_read_role
from app.domain.partitions import PARTITIONS, partition_named
from app.web.admin.reading import Reading

DEFAULTS: Final = (("partition", PARTITIONS[0].name), ("read_role", DEFAULT_READ_ROLE))
PARTITION_CHOICES: Final = tuple((partition.name, partition.name) for partition in PARTITIONS)


def settings_in(fields: ReadOnly[str, str]) -> DiscoverySettings:
    """Read the form; raises FieldErrors."""
    reading = Reading(fields)
    partition = reading.parsed("partition", partition_named)
    name = partition.name if partition else PARTITIONS[0].name
    settings = DiscoverySettings(
        partition=name,
        read_role=reading.optional("read_role", parse_read_role),
        external_id=reading.optional("external_id", parse_external_id),
        organization_role=reading.optional("organization_role", partial(parse_organization_role, partition=name)),
        identity_center_roles=reading.is_checked("identity_center_roles"),
    )
    reading.require_no_mistake()
    return settings
