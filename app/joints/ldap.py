"""Joins the directories of the settings."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.provider_ways import ProviderWay
from app.identity.ldap_client import GroupTree, LdapClient, LdapServer, PeopleTree
from app.joints.extras import installed
from app.ldap_settings import LdapSettings, directory_url, port_of
from app.services.provider_sign_in import ProviderSignIns
from app.services.renewed_words import RenewedWords
from app.services.web_session_ends import WebSessionEnds
from app.settings import Settings
from app.storage.access import AccessStore
from app.storage.arrivals import ArrivalStore
from app.storage.engine import Database

if TYPE_CHECKING:
    from app.identity.ldap import LdapDirectory
    from app.identity.ldap_checkup import LdapCheckup


def ldap_directories_of(settings: Settings, *, clock: Callable[[], datetime]) -> "dict[str, LdapDirectory]":
    """Build what speaks to each directory; reaches none of them yet. Raises ExtraNotInstalled."""
    if not settings.ldap:
        return {}
    # Here and not above: a portal without a directory need not have its library.
    with installed("ldap"):
        from app.identity.ldap import LdapDirectory  # noqa: PLC0415 - an optional extra

    return {name: LdapDirectory(_client(name, one), clock=clock) for name, one in settings.ldap.items()}


def ldap_checkups_of(settings: Settings, *, clock: Callable[[], datetime]) -> "list[LdapCheckup]":
    """Build what looks over each directory; reaches none of them yet. Raises ExtraNotInstalled."""
    if not settings.ldap:
        return []
    with installed("ldap"):
        from app.identity.ldap_checkup import LdapCheckup  # noqa: PLC0415 - an optional extra, as above

    return [LdapCheckup(_client(name, one), clock=clock) for name, one in settings.ldap.items()]


def renewed_words_of(
    database: Database,
    directories: "Mapping[str, LdapDirectory]",
    keeps: ProviderSignIns,
    ends: WebSessionEnds,
    *,
    otherwise: timedelta,
    clock: Callable[[], datetime],
) -> RenewedWords:
    """Build what asks directories again at clicks; `otherwise` is how long a word holds where a role says nothing."""
    return RenewedWords(
        directories={directory.way.source: directory for directory in directories.values()},
        access=AccessStore(database=database),
        subjects=ArrivalStore(database=database),
        keeps=keeps,
        ends=ends,
        clock=clock,
        otherwise=otherwise,
    )


def _client(name: str, one: LdapSettings) -> LdapClient:
    urls = [directory_url(url) for url in one.urls]
    return LdapClient(
        way=ProviderWay("ldap", name, one.label),
        servers=tuple(LdapServer(url.hostname or "", port_of(url), url.scheme == "ldap") for url in urls),
        ca_bundle=one.ca_bundle,
        bind_dn=one.bind_dn,
        bind_password=one.bind_password.get_secret_value(),
        is_active_directory=one.kind == "active-directory",
        people=PeopleTree(
            base=one.people_base,
            filter=one.people_filter,
            username=one.username_attribute,
            display_name=one.display_name_attribute,
            email=one.email_attribute,
        ),
        groups=GroupTree(
            how=one.groups_from,
            base=one.group_base or one.people_base,
            filter=one.group_filter,
            name=one.group_name_attribute,
            member=one.member_attribute,
            nested=one.nested_groups == "yes",
            required=one.groups_required == "yes",
        ),
        timeout=one.timeout,
        at_once=one.at_once,
    )
