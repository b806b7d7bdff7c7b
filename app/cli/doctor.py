"""doorstep doctor: reaches every identity provider of the settings, and says in words what is wrong."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from gettext import gettext

import click

from app import logs
from app.cli.records import ready_records
from app.cli.words import in_words
from app.domain.checkups import Well
from app.domain.refusals import Refusal
from app.domain.words import _
from app.joints.ldap import ldap_checkups_of
from app.joints.oidc import oidc_checkups_of
from app.joints.process import utc_now
from app.joints.proxy import proxy_checkups_of
from app.joints.saml import saml_checkups_of
from app.joints.scim import scim_finding_of
from app.settings import Settings, load


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
    for checkup in oidc_checkups_of(settings, clock=utc_now):
        troubles += _told(f"{checkup.way.source} ({checkup.way.label})", checkup.findings())
    for saml_checkup in saml_checkups_of(settings, clock=utc_now):
        troubles += _told(f"{saml_checkup.way.source} ({saml_checkup.way.label})", saml_checkup.findings())
    for ldap_checkup in ldap_checkups_of(settings, clock=utc_now):
        troubles += _told(f"{ldap_checkup.way.source} ({ldap_checkup.way.label})", ldap_checkup.findings())
    for proxy_checkup in proxy_checkups_of(settings, clock=utc_now):
        troubles += _told(f"{proxy_checkup.way.source} ({proxy_checkup.way.label})", proxy_checkup.findings())
    for name in settings.scim:
        troubles += _told(f"scim:{name}", _directory(settings, f"scim:{name}"))
    if not (settings.oidc or settings.saml or settings.ldap or settings.proxy):
        click.echo("No identity provider is set: people sign in with local accounts.")
    sys.exit(min(troubles, 1))


def _told(what: str, findings: Iterable[Well | Refusal]) -> int:
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


def _directory(settings: Settings, source: str) -> Iterator[Well | Refusal]:
    try:
        with closing(ready_records(settings).database) as database:
            yield scim_finding_of(database, source)
    except Refusal as trouble:
        yield trouble


def _database(settings: Settings) -> Iterator[Well | Refusal]:
    try:
        ready_records(settings).database.close()
    except Refusal as trouble:
        yield trouble
    else:
        yield Well(_("It can be reached, and has the schema that this version needs."))
