"""doorstep account, doorstep role, doorstep mapping: what can be opened, and by whom."""

import click

from app.cli.operator import operator
from app.cli.records import ready_records
from app.domain.accounts import Account, colour_for, parse_external_id
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Conditions
from app.domain.durations import DEFAULT_MAX_CONSOLE_DURATION, Duration
from app.domain.mappings import SubjectKind
from app.domain.names import parse_name
from app.storage.ids import new_id

_LONGEST = "The longest console, in seconds: 900 to 43200, in steps of 900."


@click.group()
def account() -> None:
    """Manage AWS accounts."""


@account.command("add")
@click.argument("account_id", metavar="ID")
@click.argument("name")
@click.option("--partition", default="aws", show_default=True)
def add_account(account_id: str, name: str, partition: str) -> None:
    """Add the AWS account ID (twelve digits) under a NAME that people know."""
    parsed = AccountId.parse(account_id)
    added = Account(new_id(), partition, parsed, parse_name(name), colour=colour_for(parsed))
    ready_records().catalogue.add_account(added, actor=operator())
    click.echo(f"{name} ({account_id}) is added.")


@click.group()
def role() -> None:
    """Manage IAM roles."""


@role.command("add")
@click.argument("role_arn")
@click.option("--external-id", help="Sent with AssumeRole; the role's trust policy asks for it.")
@click.option("--max-duration", type=int, default=DEFAULT_MAX_CONSOLE_DURATION, show_default=True, help=_LONGEST)
@click.option("--no-source-identity", is_flag=True, help="For a trust policy without sts:SetSourceIdentity.")
def add_role(role_arn: str, external_id: str | None, max_duration: int, no_source_identity: bool) -> None:
    """Add the role ROLE_ARN of an account that is there."""
    ready_records().catalogue.add_role(
        RoleArn.parse(role_arn),
        actor=operator(),
        max_console_duration=Duration.of_seconds(max_duration),
        external_id=parse_external_id(external_id) if external_id is not None else None,
        source_identity=not no_source_identity,
    )
    click.echo(f"{role_arn} is added. Nobody may open it until a mapping says so.")


@click.group()
def mapping() -> None:
    """Manage role mappings."""


@mapping.command("add")
@click.argument("role_arn")
@click.option("--person", metavar="U", help="The username of the person who may open the role.")
@click.option("--group", metavar="G", help="The name of the group whose members may open the role.")
@click.option("--max-duration", type=int, help=_LONGEST)
def add_mapping(role_arn: str, person: str | None, group: str | None, max_duration: int | None) -> None:
    """Let a person or a group open ROLE_ARN, from the next click on."""
    if (person is None) == (group is None):
        raise click.UsageError("say who: either --person or --group")
    kind: SubjectKind = "person" if person is not None else "group"
    longest = Duration.of_seconds(max_duration) if max_duration is not None else None
    ready_records().catalogue.add_mapping(
        kind,
        person or group or "",
        RoleArn.parse(role_arn),
        actor=operator(),
        conditions=Conditions(max_console_duration=longest),
    )
    click.echo(f"{kind} {person or group} may open {role_arn}.")
