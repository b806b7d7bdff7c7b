"""doorstep admin, doorstep person: people with local accounts."""

from typing import Final

import click

from app.cli.operator import operator, password_hash_from
from app.cli.records import ready_records
from app.cli.running import told_in_lines
from app.domain.drafts import parse_reason
from app.domain.names import parse_name
from app.domain.people import Principal, Username
from app.services.local_accounts.tries import account_key_of

_password_stdin: Final = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")

_without_approval: Final = click.option(
    "--without-approval", metavar="REASON", help="Do without the second admin, for this reason."
)


@click.group()
def admin() -> None:
    """Manage admins."""


@admin.command("create")
@click.argument("username")
@_password_stdin
@_without_approval
def create_admin(username: str, password_stdin: bool, without_approval: str | None) -> None:
    """Make USERNAME an admin with a local account; the first admin comes from here.

    Somebody who is there already becomes an admin, and gets the new password.
    """
    records = ready_records()
    name = Username.parse(username)
    password_hash = password_hash_from(standard_input=password_stdin)
    person = records.people.make_admin(
        name, actor=operator(), password_hash=password_hash, without_approval=without_approval
    )
    click.echo(f"{person.username} is an admin. {_in_cloudtrail(person)}")


@click.group()
def person() -> None:
    """Manage people."""


@person.command("add")
@click.argument("username")
@click.option("--group", "groups", multiple=True, metavar="G", help="A local group to join; it begins if it is new.")
@_password_stdin
@_without_approval
def add_person(username: str, groups: tuple[str, ...], password_stdin: bool, without_approval: str | None) -> None:
    """Add USERNAME with a local account. Without a password they cannot sign in locally."""
    records = ready_records()
    name = Username.parse(username)
    password_hash = password_hash_from(standard_input=True) if password_stdin else None
    names = tuple(parse_name(group) for group in groups)
    added = records.people.add(
        name, actor=operator(), groups=names, password_hash=password_hash, without_approval=without_approval
    )
    click.echo(f"Added {added.username}. {_in_cloudtrail(added)}")


@person.command("password")
@click.argument("username")
@_password_stdin
def set_password(username: str, password_stdin: bool) -> None:
    """Give USERNAME a new password, and end their web sessions."""
    records = ready_records()
    name = Username.parse(username)
    password_hash = password_hash_from(standard_input=password_stdin)
    principal = records.people.set_password(name, password_hash, actor=operator())
    # They may have forgotten the old one, and tried.
    records.attempts.forget(account_key_of(name.local_subject))
    click.echo(f"{principal.username} has a new password, and has to sign in again.")


@person.command("reset-sign-in")
@click.argument("username")
@click.option("--reason", required=True, metavar="WHY", help="Why; it stands in the ledger.")
def reset_sign_in(username: str, reason: str) -> None:
    """Let the authenticator app and the recovery codes of USERNAME count no more, and end their web sessions.

    For somebody who has lost both: their password alone lets them in again.
    """
    principal = ready_records().resets.by_operator(
        Username.parse(username), actor=operator(), reason=parse_reason(reason)
    )
    click.echo(f"{principal.username} signs in with the password alone, until they add a second factor again.")


@person.command("disable")
@click.argument("username")
@click.option("--reason", required=True, metavar="WHY", help="Why; it stands in the ledger.")
def disable_person(username: str, reason: str) -> None:
    """Shut USERNAME out from the next click on, and list the consoles of theirs that may still run.

    With what to paste at AWS so that nothing more can be done in them: Doorstep cannot end a console. Somebody whom a
    directory has disabled is then disabled by you as well, and it lets them in no more.
    """
    records = ready_records()
    disabled = records.people.disable(Username.parse(username), actor=operator(), reason=parse_reason(reason))
    click.echo(f"{disabled.username} is disabled: signed out everywhere, and opens nothing any more.")
    now = records.clock()
    for line in told_in_lines(records.running.find("person", disabled.id, now), disabled.role_session_name):
        click.echo(line)


def _in_cloudtrail(person: Principal) -> str:
    return f"CloudTrail will show them as “{person.role_session_name}”."
