"""doorstep account, doorstep role, doorstep mapping: what can be opened, and by whom."""

import click

from app.cli.freshness import with_freshness
from app.cli.records import ready_records
from app.cli.saving import Reasons, save, with_reasons
from app.domain.accounts import Account, colour_for, parse_external_id
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Conditions
from app.domain.durations import DEFAULT_MAX_CONSOLE_DURATION, Duration
from app.domain.freshness import Freshness
from app.domain.mappings import SubjectKind
from app.domain.names import parse_name
from app.domain.partitions import partition_named
from app.storage.ids import new_id

_LONGEST = "The longest console, in seconds: 900 to 43200, in steps of 900."


@click.group()
def account() -> None:
    """Manage AWS accounts."""


@account.command("add")
@click.argument("account_id", metavar="ID")
@click.argument("name")
@click.option("--partition", default="aws", show_default=True)
@with_freshness
@with_reasons
def add_account(account_id: str, name: str, partition: str, freshness: Freshness, reasons: Reasons) -> None:
    """Add the AWS account ID (twelve digits) under a NAME that people know."""
    parsed = AccountId.parse(account_id)
    added = Account(new_id(), partition, parsed, parse_name(name), colour=colour_for(parsed), freshness=freshness)
    partition_named(partition)
    save(ready_records(), added, reasons, told=f"{name} ({account_id}) is added.")


@click.group()
def role() -> None:
    """Manage IAM roles."""


@role.command("add")
@click.argument("role_arn")
@click.option("--external-id", help="Sent with AssumeRole; the role's trust policy asks for it.")
@click.option("--max-duration", type=int, default=DEFAULT_MAX_CONSOLE_DURATION, show_default=True, help=_LONGEST)
@click.option("--no-source-identity", is_flag=True, help="For a trust policy without sts:SetSourceIdentity.")
@with_freshness
@with_reasons
def add_role(
    role_arn: str,
    *,
    external_id: str | None,
    max_duration: int,
    no_source_identity: bool,
    freshness: Freshness,
    reasons: Reasons,
) -> None:
    """Add the role ROLE_ARN of an account that is there."""
    records = ready_records()
    added = records.catalogue.new_role(
        RoleArn.parse(role_arn),
        max_console_duration=Duration.of_seconds(max_duration),
        external_id=parse_external_id(external_id) if external_id is not None else None,
        source_identity=not no_source_identity,
        freshness=freshness,
    )
    save(records, added, reasons, told=f"{role_arn} is added. It opens for those whom a mapping leads to it.")


@click.group()
def mapping() -> None:
    """Manage role mappings."""


@mapping.command("add")
@click.argument("role_arn")
@click.option("--person", metavar="U", help="The username of the person who may open the role.")
@click.option("--group", metavar="G", help="The name of the group whose members may open the role.")
@click.option("--max-duration", type=int, help=_LONGEST)
@with_reasons
def add_mapping(
    role_arn: str, person: str | None, group: str | None, max_duration: int | None, reasons: Reasons
) -> None:
    """Let a person or a group open ROLE_ARN, from the next click on."""
    if (person is None) == (group is None):
        raise click.UsageError("say who: either --person or --group")
    kind: SubjectKind = "person" if person is not None else "group"
    longest = Duration.of_seconds(max_duration) if max_duration is not None else None
    records = ready_records()
    added = records.catalogue.new_mapping(
        kind,
        person or group or "",
        RoleArn.parse(role_arn),
        conditions=Conditions(max_console_duration=longest),
    )
    save(records, added, reasons, told=f"{kind} {person or group} may open {role_arn}.")
