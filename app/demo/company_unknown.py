"""What is in the AWS of Cobble & Chain and the portal has not been told of: what "Import from AWS" finds there."""

from collections.abc import Iterator
from typing import Final

from app.demo import company_accounts as account
from app.demo.company_trust import listing_roles, trusting_a_service, trusting_portal, trusting_portal_to_read
from app.demo.company_values import SampleRole

READ_ROLE: Final = "DoorstepReadOnly"
_HOUR: Final = 3600


def unknown_roles() -> tuple[SampleRole, ...]:
    return (*_read_roles(), *_for_people(), *_for_services())


def _read_roles() -> Iterator[SampleRole]:
    """One in each account, but for the sandbox: what somebody put there was emptied away on Sunday."""
    for each in account.sample_accounts():
        if each.account_id != account.SANDBOX:
            yield _role(
                each.account_id,
                READ_ROLE,
                "Lets Doorstep list the roles of this account",
                trust=trusting_portal_to_read(each.account_id),
                inline_policy=listing_roles(),
            )


def _for_people() -> Iterator[SampleRole]:
    dev, network = account.RIDES_DEV, account.NETWORK
    yield _role(dev, "FeatureFlags", "Switch features on and off", trust=trusting_portal(dev), hours=4,
                tags=(("team", "rides"), ("cost-centre", "1170")))  # fmt: skip
    yield _role(network, "FlowLogReader", "Read the flow logs", trust=trusting_portal(network), path="/logs/",
                tags=(("team", "platform"),))  # fmt: skip


def _for_services() -> Iterator[SampleRole]:
    lake, prod, network = account.DATA_LAKE, account.RIDES_PROD, account.NETWORK
    yield _role(lake, "NightlyImport", "Fills the lake at night", trust=trusting_a_service("glue.amazonaws.com"))
    yield _role(prod, "AWSServiceRoleForRDS", "", trust=trusting_a_service("rds.amazonaws.com"),
                path="/aws-service-role/rds.amazonaws.com/")  # fmt: skip
    yield _role(network, "AWSReservedSSO_ViewOnly_5f1c0d8e2a7b4936", "", trust=trusting_a_service("sso.amazonaws.com"),
                path="/aws-reserved/sso.amazonaws.com/eu-central-1/")  # fmt: skip


def _role(
    account_id: str,
    name: str,
    description: str,
    *,
    trust: str,
    path: str = "/",
    hours: int = 1,
    inline_policy: str | None = None,
    tags: tuple[tuple[str, str], ...] = (),
) -> SampleRole:
    partition = account.partition_of_account(account_id)
    return SampleRole(
        role_arn=f"arn:{partition}:iam::{account_id}:role{path}{name}",
        name=name,
        path=path,
        partition=partition,
        account_id=account_id,
        description=description,
        trust_policy=trust,
        managed_policies=(),
        max_session_duration=hours * _HOUR,
        max_console_duration=hours * _HOUR,
        inline_policy=inline_policy,
        tags=tags,
    )
