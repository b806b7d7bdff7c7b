"""The roles of Cobble & Chain: forty that the portal knows, and what is odd about some of them."""

from collections.abc import Iterator
from typing import Final

from app.demo import company_accounts as account
from app.demo.company_trust import trusting_a_stranger, trusting_account, trusting_portal
from app.demo.company_values import SampleRole

_HOUR: Final = 3600
_READ: Final = ("ReadOnlyAccess",)
_POWER: Final = ("PowerUserAccess",)
_ADMIN: Final = ("AdministratorAccess",)
_CONSOLE: Final = "https://eu-central-1.console.aws.amazon.com"


def sample_roles() -> tuple[SampleRole, ...]:
    return (*_shared(), *_rides(), *_payments(), *_data(), *_gov())


def _shared() -> Iterator[SampleRole]:
    yield _role(account.IDENTITY, "IdentityReadOnly", "See users and roles, change nothing", _READ)
    yield _role(account.IDENTITY, "PortalOperator", "Run this portal", _POWER)
    yield _role(account.MANAGEMENT, "OrganizationReader", "See the organization", _READ)
    billing = "https://us-east-1.console.aws.amazon.com/billing/home#/bills"
    yield _role(account.MANAGEMENT, "BillingViewer", "The bills", ("job-function/Billing",), path="/finance/",
                destination=billing)  # fmt: skip
    yield _role(account.MANAGEMENT, "BreakGlassAdministrator", "When nothing else helps", _ADMIN,
                source_identity="required")  # fmt: skip
    yield _role(account.LOG_ARCHIVE, "LogReader", "Read the logs", _READ,
                destination=f"{_CONSOLE}/cloudtrailv2/home?region=eu-central-1#/events")  # fmt: skip
    yield _role(account.LOG_ARCHIVE, "ForensicsInvestigator", "Follow an incident; who you are must be on record",
                ("SecurityAudit",), path="/security/", source_identity="required")  # fmt: skip
    yield _role(account.NETWORK, "NetworkReadOnly", "See routes and gateways", _READ)
    yield _role(account.NETWORK, "NetworkEngineer", "Change routes and gateways",
                ("job-function/NetworkAdministrator",), hours=8)  # fmt: skip
    yield _role(account.NETWORK, "VpnOperator", "The depots' tunnels", _POWER, path="/depots/eu/")
    yield _role(account.SANDBOX, "Tinkerer", "Try anything", _POWER, hours=12)
    yield _role(account.SANDBOX, "Administrator", "Repair what tinkering broke", _ADMIN, hours=4)


def _rides() -> Iterator[SampleRole]:
    dev, staging, prod = account.RIDES_DEV, account.RIDES_STAGING, account.RIDES_PROD
    yield _role(dev, "Developer", "Build and break things", _POWER, hours=12, session_tags=True)
    yield _role(dev, "DeveloperReadOnly", "Look, as a new colleague", _READ,
                trust=trusting_account(dev))  # fmt: skip
    yield _role(dev, "DataMigration", "Move test data", _POWER)
    yield _role(dev, "LoadTester", "Send ten thousand bikes around the block", _POWER, hours=4)
    yield _role(dev, "Administrator", "Everything in development", _ADMIN, hours=4)
    yield _role(staging, "Developer", "Try the next release", _POWER, hours=8)
    yield _role(staging, "ReleaseManager", "Put the next release here", _POWER, hours=8)
    yield _role(staging, "StagingReadOnly", "Look at the next release", _READ)
    yield _role(staging, "Administrator", "Everything in staging", _ADMIN)
    yield _role(prod, "ProductionReadOnly", "Look, do not touch", _READ, hours=4)
    yield _role(prod, "OnCall", "Restart, scale, roll back", _POWER, hours=12,
                destination=f"{_CONSOLE}/cloudwatch/home?region=eu-central-1#alarmsV2:")  # fmt: skip
    yield _role(prod, "DatabaseOperator", "The ride database", ("AmazonRDSFullAccess",),
                destination=f"{_CONSOLE}/rds/home?region=eu-central-1#databases:")  # fmt: skip
    yield _role(prod, "ReleaseManager", "Put a release before the riders", _POWER, path="/release/")
    yield _role(prod, "Administrator", "Everything in production", _ADMIN)
    # The portal believes that it may set a source identity here; the trust policy forgot to say so: AWS refuses.
    yield _role(prod, "LegacyDeploy", "The old way to deploy", _POWER, source_identity="forgotten")


def _payments() -> Iterator[SampleRole]:
    prod = account.PAYMENTS_PROD
    yield _role(prod, "PaymentsReadOnly", "Look at payments, without card numbers", _READ)
    yield _role(prod, "PaymentsOnCall", "Keep the tills open", _POWER, hours=8, external_id="cobble-payments-7c41")
    yield _role(prod, "VendorAudit", "For the card schemes' auditors", ("SecurityAudit",), path="/vendors/audit/",
                external_id="acme:audit/2026=Q4")  # fmt: skip
    yield _role(prod, "PciAuditor", "For our own auditors", ("SecurityAudit",), told_source_identity=False)
    yield _role(prod, "FrozenAdministrator", "Tied to a bastion by mistake: it does not admit the portal", _ADMIN,
                trust=trusting_a_stranger(prod))  # fmt: skip


def _data() -> Iterator[SampleRole]:
    lake = account.DATA_LAKE
    yield _role(lake, "Analyst", "Ask the lake", ("AmazonAthenaFullAccess",), hours=8, session_tags=True,
                destination=f"{_CONSOLE}/athena/home?region=eu-central-1#/query-editor")  # fmt: skip
    yield _role(lake, "DataEngineer", "Fill the lake", _POWER, hours=8)
    yield _role(lake, "DataSteward", "Decide who may ask", ("job-function/DataScientist",), path="/data/governance/")
    yield _role(lake, "DashboardAuthor", "Charts for the cities", _READ)


def _gov() -> Iterator[SampleRole]:
    programs = account.GOV_PROGRAMS
    yield _role(account.GOV_IDENTITY, "GovIdentityReadOnly", "See users and roles in GovCloud", _READ)
    yield _role(programs, "GovReadOnly", "Look at the campuses", _READ)
    destination = "https://us-gov-west-1.console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#Instances:"
    yield _role(programs, "GovOperator", "Keep the campus bikes rolling", _POWER, hours=4, destination=destination)
    yield _role(programs, "GovAdministrator", "Everything on the campuses", _ADMIN, source_identity="required")


def _role(
    account_id: str,
    name: str,
    description: str,
    managed: tuple[str, ...],
    *,
    path: str = "/",
    hours: int = 1,
    external_id: str | None = None,
    source_identity: str = "allowed",
    told_source_identity: bool = True,
    session_tags: bool = False,
    trust: str | None = None,
    destination: str | None = None,
) -> SampleRole:
    usual = trusting_portal(account_id, external_id=external_id, source_identity=source_identity)
    partition = account.partition_of_account(account_id)
    return SampleRole(
        role_arn=_arn(account_id, path, name),
        name=name,
        path=path,
        partition=partition,
        account_id=account_id,
        description=description,
        trust_policy=trust or usual,
        managed_policies=tuple(f"arn:{partition}:iam::aws:policy/{policy}" for policy in managed),
        external_id=external_id,
        max_session_duration=hours * _HOUR,
        max_console_duration=hours * _HOUR,
        source_identity=told_source_identity,
        session_tags=session_tags,
        default_destination=destination,
    )


def _arn(account_id: str, path: str, name: str) -> str:
    return f"arn:{account.partition_of_account(account_id)}:iam::{account_id}:role{path}{name}"
