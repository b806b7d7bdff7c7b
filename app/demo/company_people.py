"""The people of Cobble & Chain, their groups, and who is mapped to what."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from app.demo import company_accounts as account
from app.demo.company_values import SampleGroup, SampleMapping, SamplePerson, SampleRole

_DOMAIN: Final = "cobbleandchain.example"
# 70 characters, five of them beyond what a role session name may hold.
_LONG_USERNAME: Final = "maximiliane-theodora.o'connor żółkiewska+streetsides@cobbleandchain.eu"


def sample_people() -> tuple[SamplePerson, ...]:
    return (
        _person("alice", "Alice Achterberg", "a developer: many roles, some in production"),
        _person("bob", "Bob Baptiste", "another developer, on call, with one role denied"),
        _person("charlie", "Charlie Castellanos", "nobody mapped him to anything"),
        _person("ada", "Ada Abiola", "the admin"),
        _person("oliver", "Oliver Oyelaran", "the auditor"),
        _person("erin", "Erin Eklund", "on call in production"),
        _person("farid", "Farid Farahani", "an analyst: the data lake, nothing else"),
        _person("grace", "Grace Goldberg", "payments, with external IDs"),
        _person("hiro", "Hiro Hayashi", "a contractor whose mapping has ended"),
        _person("ines", "Inês Igreja", "left the company: disabled", disabled=True),
        _person("wendy", "Wendy Walker", "works in GovCloud"),
        SamplePerson(
            username=_LONG_USERNAME,
            display_name="Maximiliane Theodora O'Connor Żółkiewska",
            email=f"maximiliane@{_DOMAIN}",
            about="her username is too long and too odd for a role session name",
        ),
    )


def sample_groups() -> tuple[SampleGroup, ...]:
    return (
        SampleGroup(name="developers", members=("alice", "bob", "ines", _LONG_USERNAME)),
        SampleGroup(name="on-call", members=("bob", "erin")),
        SampleGroup(name="data", members=("farid",)),
        SampleGroup(name="payments", members=("grace",)),
        SampleGroup(name="platform", members=("ada", "erin")),
        SampleGroup(name="government", members=("wendy",)),
        SampleGroup(name="finance", members=("oliver",)),
        SampleGroup(name="contractors", members=("hiro",)),
    )


def sample_mappings(roles: Sequence[SampleRole]) -> tuple[SampleMapping, ...]:
    return (*_portal(), *_groups(roles), *_people(roles))


def _portal() -> Iterator[SampleMapping]:
    yield SampleMapping(subject_kind="person", subject="ada", target_kind="portal", target="admin")
    yield SampleMapping(subject_kind="person", subject="oliver", target_kind="portal", target="auditor")


def _groups(roles: Sequence[SampleRole]) -> Iterator[SampleMapping]:
    wanted: dict[str, list[tuple[str, str]]] = {
        "developers": [
            (account.RIDES_DEV, "Developer"),
            (account.RIDES_DEV, "DeveloperReadOnly"),
            (account.RIDES_STAGING, "Developer"),
            (account.RIDES_PROD, "ProductionReadOnly"),
            (account.SANDBOX, "Tinkerer"),
        ],
        "on-call": [
            (account.RIDES_PROD, "OnCall"),
            (account.RIDES_PROD, "DatabaseOperator"),
            (account.RIDES_PROD, "LegacyDeploy"),
            (account.NETWORK, "NetworkReadOnly"),
        ],
        "data": [(account.DATA_LAKE, name) for name in ("Analyst", "DataEngineer", "DashboardAuthor")],
        "payments": [
            (account.PAYMENTS_PROD, name)
            for name in ("PaymentsReadOnly", "PaymentsOnCall", "VendorAudit", "FrozenAdministrator")
        ],
        "platform": [
            (account.IDENTITY, "PortalOperator"),
            (account.IDENTITY, "IdentityReadOnly"),
            (account.MANAGEMENT, "OrganizationReader"),
            (account.MANAGEMENT, "BreakGlassAdministrator"),
            (account.LOG_ARCHIVE, "LogReader"),
            (account.NETWORK, "NetworkEngineer"),
            (account.NETWORK, "VpnOperator"),
            (account.RIDES_PROD, "Administrator"),
            (account.SANDBOX, "Administrator"),
        ],
        "government": [
            (account.GOV_IDENTITY, "GovIdentityReadOnly"),
            (account.GOV_PROGRAMS, "GovReadOnly"),
            (account.GOV_PROGRAMS, "GovOperator"),
        ],
        "finance": [(account.MANAGEMENT, "BillingViewer")],
    }
    for group, targets in wanted.items():
        for account_id, name in targets:
            yield SampleMapping(subject_kind="group", subject=group, target=_arn(roles, account_id, name))


def _people(roles: Sequence[SampleRole]) -> Iterator[SampleMapping]:
    on_call = _arn(roles, account.RIDES_PROD, "OnCall")
    yield SampleMapping(subject_kind="person", subject="alice", target=on_call, max_console_duration=3600)
    load_tester = _arn(roles, account.RIDES_DEV, "LoadTester")
    yield SampleMapping(subject_kind="person", subject="alice", target=load_tester)
    yield SampleMapping(subject_kind="person", subject="hiro", target=load_tester, valid_until=-timedelta(days=3))
    # Bob is on call, and still kept from the old way to deploy: a deny wins.
    legacy = _arn(roles, account.RIDES_PROD, "LegacyDeploy")
    yield SampleMapping(effect="deny", subject_kind="person", subject="bob", target=legacy)
    pci = _arn(roles, account.PAYMENTS_PROD, "PciAuditor")
    yield SampleMapping(subject_kind="person", subject="oliver", target=pci, valid_until=timedelta(days=30))
    release = _arn(roles, account.RIDES_PROD, "ReleaseManager")
    yield SampleMapping(subject_kind="person", subject="erin", target=release, valid_from=timedelta(days=7))


def _arn(roles: Sequence[SampleRole], account_id: str, name: str) -> str:
    return next(role.role_arn for role in roles if (role.account_id, role.name) == (account_id, name))


def _person(username: str, display_name: str, about: str, *, disabled: bool = False) -> SamplePerson:
    return SamplePerson(
        username=username,
        display_name=display_name,
        email=f"{username}@{_DOMAIN}",
        about=about,
        disabled=disabled,
    )
