"""doorstep doctor: reaches every identity provider of the settings, and says in words what is wrong."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from gettext import gettext
from types import MappingProxyType
from typing import Final, Protocol

import click

from app import logs
from app.cli.records import ready_records
from app.cli.words import in_words
from app.domain.checkups import Well
from app.domain.extras import ExtraNotInstalled
from app.domain.provider_ways import ProviderWay
from app.domain.refusals import Refusal
from app.domain.words import _
from app.joints.ldap import ldap_checkups_of
from app.joints.oidc import oidc_checkups_of
from app.joints.process import utc_now
from app.joints.proxy import proxy_checkups_of
from app.joints.saml import saml_checkups_of
from app.joints.scim import scim_finding_of
from app.settings import Settings, load

Finding = Well | Refusal


class Checkup(Protocol):
    """Looks over one provider."""

    @property
    def way(self) -> ProviderWay: ...

    def findings(self) -> Iterable[Finding]: ...


class ChecksUp(Protocol):
    """Builds what looks over the providers of one kind; raises ExtraNotInstalled."""

    def __call__(self, settings: Settings, *, clock: Callable[[], datetime]) -> Sequence[Checkup]: ...


_CHECKUPS_OF: Final[Mapping[str, ChecksUp]] = MappingProxyType(
    {"oidc": oidc_checkups_of, "saml": saml_checkups_of, "ldap": ldap_checkups_of, "proxy": proxy_checkups_of}
)


@click.command()
def doctor() -> None:
    """Look over the settings, the database and every identity provider: certificates, discovery, keys, clock,
    a directory's people.

    Signs nobody in and changes nothing. Ends with exit code 0 where all is well, with 1 where something is not, and
    with 2 where the settings cannot be used.
    """
    logs.configure(level="ERROR")
    settings = load(Settings)
    troubles = _told("settings", (Well(_("Every one of them can be used.")),))
    troubles += _told("database", _database(settings))
    for what, findings in _providers(settings):
        troubles += _told(what, findings)
    for name in settings.scim:
        troubles += _told(f"scim:{name}", _directory(settings, f"scim:{name}"))
    if not (settings.oidc or settings.saml or settings.ldap or settings.proxy):
        click.echo("No identity provider is set: people sign in with local accounts.")
    sys.exit(min(troubles, 1))


def _providers(settings: Settings) -> Iterator[tuple[str, Iterable[Finding]]]:
    """Yield what each provider is called, and what is found of it."""
    for kind, checkups_of in _CHECKUPS_OF.items():
        try:
            checkups = checkups_of(settings, clock=utc_now)
        except ExtraNotInstalled as trouble:
            yield kind, (trouble,)
        else:
            yield from ((f"{one.way.source} ({one.way.label})", one.findings()) for one in checkups)


def _told(what: str, findings: Iterable[Finding]) -> int:
    """Say what is found of something, line by line as it is found, and return how many troubles there are."""
    click.echo(what)
    troubles = 0
    for found in findings:
        if isinstance(found, Well):
            click.echo(f"  well     {gettext(found.sentence) % found.values}")
        else:
            troubles += 1
            click.echo("  trouble  " + in_words(found).replace("\n", "\n           "))
    return troubles


def _directory(settings: Settings, source: str) -> Iterator[Finding]:
    try:
        with closing(ready_records(settings).database) as database:
            yield scim_finding_of(database, source)
    except Refusal as trouble:
        yield trouble


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        ready_records(settings).database.close()
    except Refusal as trouble:
        yield trouble
    else:
        yield Well(_("It can be reached, and has the schema that this version needs."))
