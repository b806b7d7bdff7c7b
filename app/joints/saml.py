"""Joins the SAML providers of the settings."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.provider_ways import ProviderWay
from app.joints.extras import installed
from app.saml_settings import SamlSettings
from app.settings import Settings

if TYPE_CHECKING:
    from app.identity.saml import SamlProvider
    from app.identity.saml_checkup import SamlCheckup
    from app.identity.saml_client import SamlClient, SamlIdp


def saml_providers_of(settings: Settings, *, clock: Callable[[], datetime]) -> "dict[str, SamlProvider]":
    """Build what speaks to each provider, out of the files that the settings name.

    Raises ExtraNotInstalled or SamlUnusable.
    """
    if not settings.saml:
        return {}
    _require_installed()
    from app.identity.saml import SamlProvider  # noqa: PLC0415 - an optional part

    return {name: SamlProvider(_client(name, one, settings), clock=clock) for name, one in settings.saml.items()}


def saml_checkups_of(settings: Settings, *, clock: Callable[[], datetime]) -> "list[SamlCheckup]":
    """Build what looks over each provider; reads none of their files yet."""
    if not settings.saml:
        return []
    from app.identity.saml_checkup import SamlCheckup  # noqa: PLC0415 - an optional part, as above

    def reading(name: str, one: SamlSettings) -> "Callable[[], SamlClient]":
        return lambda: _client(name, one, settings)

    return [SamlCheckup(_way(name, one), reading(name, one), clock=clock) for name, one in settings.saml.items()]


def _require_installed() -> None:
    """Raise ExtraNotInstalled where the extra is missing."""
    # Here and not above: a portal without such a provider has no such libraries, or need not hold them in memory.
    with installed("saml"):
        import app.identity.saml  # noqa: F401, PLC0415 - an optional part, only tried here


def _way(name: str, one: SamlSettings) -> ProviderWay:
    return ProviderWay("saml", name, one.label)


def _client(name: str, one: SamlSettings, settings: Settings) -> "SamlClient":
    _require_installed()
    from app.identity.saml_client import AttributeNames, SamlClient  # noqa: PLC0415 - an optional part, as above
    from app.identity.saml_metadata import read_own_key  # noqa: PLC0415 - an optional part, as above

    ours = f"{settings.public_url}/sign-in/saml/{name}"
    return SamlClient(
        way=_way(name, one),
        idp=_idp(name, one),
        own=read_own_key(name, key_file=one.key_file, certificate_file=one.certificate_file),
        entity_id=one.own_entity_id or f"{ours}/metadata",
        acs_url=f"{ours}/acs",
        attributes=AttributeNames(
            subject=one.subject_attribute,
            username=one.username_attribute,
            display_name=one.display_name_attribute,
            email=one.email_attribute,
            groups=one.groups_attribute,
            groups_required=one.groups_required == "yes",
        ),
        name_id_format=one.name_id_format,
        contexts=one.contexts,
        mfa_contexts=one.mfa_contexts,
        logout_url=one.logout_url,
    )


def _idp(name: str, one: SamlSettings) -> "SamlIdp":
    from app.identity.saml_client import SamlIdp  # noqa: PLC0415 - an optional part, as above
    from app.identity.saml_metadata import (  # noqa: PLC0415 - an optional part, as above
        read_certificate,
        read_metadata,
        require_usable,
    )

    if one.metadata_file is not None:
        return require_usable(name, read_metadata(name, one.metadata_file, entity_id=one.entity_id))
    idp = SamlIdp(
        entity_id=one.entity_id,
        sso_url=one.sso_url or "",
        certificates=tuple(read_certificate(name, path) for path in one.idp_certificate_files),
    )
    return require_usable(name, idp)
