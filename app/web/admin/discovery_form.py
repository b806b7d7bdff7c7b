"""The form that orders a discovery."""

from collections.abc import Mapping as ReadOnly
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
    partition = reading.take("partition", lambda: partition_named(reading.text("partition")))
    name = partition.name if partition else PARTITIONS[0].name
    read_role, external_id = reading.text("read_role"), reading.text("external_id")
    organization_role = reading.text("organization_role")
    settings = DiscoverySettings(
        partition=name,
        read_role=reading.take("read_role", lambda: parse_read_role(read_role)) if read_role else None,
        external_id=reading.take("external_id", lambda: parse_external_id(external_id)) if external_id else None,
        organization_role=reading.take(
            "organization_role", lambda: parse_organization_role(organization_role, partition=name)
        )
        if organization_role
        else None,
        identity_center_roles=reading.is_checked("identity_center_roles"),
    )
    reading.require_no_mistake()
    return settings
