"""doorstep url: one login URL by the same way as a click, for a person, in the operator's name."""

import click

from app.cli.operator import operator
from app.cli.records import ready_records
from app.domain.arns import RoleArn
from app.domain.clicks import Visit, Wanted
from app.domain.destinations import Destination
from app.domain.durations import Duration
from app.domain.partitions import partition_named
from app.domain.people import Principal, Username
from app.joints.aws import consoles_of
from app.joints.records import Records
from app.services.changes import NoSuchPerson, SeveralPeople
from app.settings import UrlSettings, load
from app.storage.ids import new_id
from app.storage.naming import NameStore


@click.command()
@click.argument("role_arn")
@click.option("--person", required=True, metavar="USERNAME", help="In whose name; their mappings decide.")
@click.option("--destination", help="The console page to land on.")
@click.option("--duration", metavar="SECONDS", help="The console duration.")
def url(role_arn: str, person: str, destination: str | None, duration: str | None) -> None:
    """Print a login URL for ROLE_ARN. It is a secret, good for 15 minutes; the ledger names you and the person."""
    settings = load(UrlSettings)
    records = ready_records(settings)
    parsed = RoleArn.parse(role_arn)
    wanted = Wanted(
        role_arn=parsed,
        destination=Destination.parse(destination, partition=partition_named(parsed.partition))
        if destination
        else None,
        duration=Duration.parse(duration) if duration else None,
    )
    consoles = consoles_of(settings, database=records.database, ledger=records.ledger, public_url=settings.public_url)
    principal = _principal(records, Username.parse(person))
    visit = Visit(id=new_id(), user_agent="doorstep url")
    click.echo(f"Reference: {visit.id}", err=True)
    opened = consoles.open(principal, wanted, actor=operator(), visit=visit)
    click.echo(f"Open for {opened.console_duration}. Whoever has this address has the console:", err=True)
    click.echo(opened.login_url.url)


def _principal(records: Records, username: Username) -> Principal:
    """Return the one who is called so: of several, of a provider and here, it is nobody's guess who is meant."""
    principal = records.local_accounts.find_principal(username.local_subject)
    if principal is None:
        raise NoSuchPerson(username=username)
    if len(NameStore(database=records.database).people_named(principal.username.text)) > 1:
        raise SeveralPeople(username=username)
    return principal
