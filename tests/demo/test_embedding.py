"""The embedded AWS as an object: where it listens, what it holds, and that it leaves nothing behind."""

import re
import threading
import time
from collections import Counter
from dataclasses import replace

import pytest
import requests

from app.demo.aws import EmbeddedAws
from app.demo.company import SampleRole, sample_company
from app.demo.regions import partition_named
from tests.demo.callers import administrator_keys, assume, attempt, client, iam, portal_keys, sts, task_keys
from tests.fixtures.aws import Clock
from tests.fixtures.ports import free_port

COLOURS = {"red", "orange", "amber", "yellow", "lime", "green", "teal", "cyan", "blue", "indigo", "violet", "pink"}


def test_nobody_else_can_reach_it() -> None:
    with pytest.raises(ValueError, match="loopback only"):
        EmbeddedAws(host="0.0.0.0").start()  # noqa: S104 - the refusal is what is tested


def test_a_taken_port_is_said_and_nothing_stays_open(aws: EmbeddedAws) -> None:
    taken, free = int(aws.console_url.rpartition(":")[2]), free_port()

    with pytest.raises(OSError, match="in use"):
        EmbeddedAws(api_port=free, console_port=taken).start()

    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{free}", timeout=2)


def test_it_listens_where_it_is_told_to() -> None:
    ports = [free_port() for _ in range(3)]
    with EmbeddedAws(api_port=ports[0], signin_port=ports[1], console_port=ports[2], public_host="127.0.0.1") as aws:
        urls = [aws.api_url, aws.signin_url, aws.console_url]

        statuses = [requests.get(url, timeout=5).status_code for url in urls]

    assert urls == [f"http://127.0.0.1:{port}" for port in ports]
    assert statuses == [403, 200, 200]


def test_it_leaves_no_thread_and_no_open_connection_behind() -> None:
    before = set(threading.enumerate())
    with EmbeddedAws() as aws, requests.Session() as session:
        session.get(aws.signin_url, timeout=5)
        url = aws.signin_url
        during = set(threading.enumerate()) - before

    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=2)
    assert {thread.name for thread in during} >= {"demo-sts", "demo-signin", "demo-console"}
    assert not [thread for thread in during if thread.is_alive() and thread.name.startswith("demo-")]


def test_accounts_of_one_instance_are_unknown_to_the_next() -> None:
    with EmbeddedAws() as first:
        first.load(sample_company())
        keys = portal_keys(first)
    with EmbeddedAws() as second:
        answer = attempt(sts(second, keys), "get_caller_identity")

    assert answer.code == "InvalidClientTokenId"


def test_an_outer_instance_sleeps_while_an_inner_one_is_alive(aws: EmbeddedAws) -> None:
    with EmbeddedAws():
        asleep = attempt(sts(aws), "get_caller_identity")

    assert asleep.code == "InvalidClientTokenId"
    assert sts(aws).get_caller_identity()["Account"] == "048213579604"


def test_stopping_twice_or_without_a_start_does_no_harm(aws: EmbeddedAws) -> None:
    never_started, inner = EmbeddedAws(), EmbeddedAws()
    inner.start()

    inner.stop()
    inner.stop()
    never_started.stop()

    assert sts(aws).get_caller_identity()["Account"] == "048213579604"


def test_without_a_company_there_is_no_task(aws: EmbeddedAws) -> None:
    with pytest.raises(LookupError):
        EmbeddedAws().task_credentials("aws")


def test_a_company_is_loaded_in_well_under_a_second() -> None:
    with EmbeddedAws() as aws:
        started = time.monotonic()
        aws.load(sample_company())
        taken = time.monotonic() - started

    assert taken < 1


def test_a_partition_or_a_policy_that_nobody_knows_is_no_part_of_a_company(aws: EmbeddedAws) -> None:
    odd = replace(sample_company().roles[0], name="Odd", managed_policies=("arn:aws:iam::aws:policy/NoSuch",))

    with pytest.raises(LookupError, match="aws-moon"):
        partition_named("aws-moon")
    with pytest.raises(LookupError, match="NoSuch"):
        aws.put_role(odd)


def test_only_what_was_minted_here_can_be_let_expire(aws: EmbeddedAws) -> None:
    with pytest.raises(KeyError):
        aws.expire_credentials("ASIAIOSFODNN7EXAMPLE")


def test_a_demo_that_runs_for_days_forgets_sessions_that_are_over(aws: EmbeddedAws, clock: Clock) -> None:
    old = task_keys(aws)
    remembered = attempt(sts(aws, old), "get_caller_identity")

    clock.advance(days=2)
    aws.task_credentials("aws")
    clock.advance(days=-2)

    assert remembered["Arn"].endswith(":assumed-role/doorstep-portal-task/task-4f1d0a")
    assert attempt(sts(aws, old), "get_caller_identity").code == "InvalidClientTokenId"


def test_every_sample_role_is_there_as_the_company_describes_it(aws: EmbeddedAws) -> None:
    administrator = iam(aws, administrator_keys(aws))
    names = {role["RoleName"]: role for role in administrator.list_roles()["Roles"]}

    assert set(names) == {"Administrator", "Tinkerer"}
    assert names["Tinkerer"]["MaxSessionDuration"] == 43200
    assert administrator.list_attached_role_policies(RoleName="Tinkerer")["AttachedPolicies"] == [
        {"PolicyName": "PowerUserAccess", "PolicyArn": "arn:aws:iam::aws:policy/PowerUserAccess"}
    ]


def test_the_company_has_a_dozen_accounts_in_two_partitions_and_forty_roles() -> None:
    company = sample_company()

    assert Counter(account.partition for account in company.accounts) == {"aws": 10, "aws-us-gov": 2}
    assert {account.colour for account in company.accounts} == COLOURS
    assert len({role.role_arn for role in company.roles}) == 40
    assert {role.account_id for role in company.roles} == {account.account_id for account in company.accounts}


def test_the_company_s_mappings_lead_to_its_own_people_groups_and_roles() -> None:
    company = sample_company()
    people, groups = {person.username for person in company.people}, {group.name for group in company.groups}
    subjects = {(mapping.subject_kind, mapping.subject) for mapping in company.mappings}
    targets = {mapping.target for mapping in company.mappings}

    assert subjects <= {("person", name) for name in people} | {("group", name) for name in groups}
    assert targets <= {role.role_arn for role in company.roles} | {"admin", "auditor"}
    assert {member for group in company.groups for member in group.members} <= people


def test_charlie_is_mapped_to_nothing() -> None:
    company = sample_company()

    groups = [group.name for group in company.groups if "charlie" in group.members]

    assert groups == []
    assert [mapping for mapping in company.mappings if mapping.subject == "charlie"] == []


def test_somebody_has_a_name_that_fits_no_role_session() -> None:
    longest = max(sample_company().people, key=lambda person: len(person.username)).username

    assert len(longest) == 70
    assert not re.fullmatch(r"[\w+=,.@-]*", longest, re.ASCII)


@pytest.mark.parametrize("role", sample_company().roles, ids=lambda role: role.role_arn)
def test_the_portal_may_enter_every_role_but_the_two_that_refuse_it(aws: EmbeddedAws, role: SampleRole) -> None:
    region = {"aws": "eu-central-1", "aws-us-gov": "us-gov-west-1"}[role.partition]
    answer = assume(
        sts(aws, portal_keys(aws, role.partition), region=region), role.role_arn, **_as_the_portal_is_told(role)
    )

    assert isinstance(answer, dict) == (role.name not in {"LegacyDeploy", "FrozenAdministrator"})


def test_the_old_way_to_deploy_is_refused_for_its_source_identity(aws: EmbeddedAws) -> None:
    legacy = next(role for role in sample_company().roles if role.name == "LegacyDeploy")

    answer = assume(sts(aws), legacy.role_arn, **_as_the_portal_is_told(legacy))

    assert "is not authorized to perform: sts:SetSourceIdentity" in answer.message


def test_organizations_knows_the_accounts_by_name_and_tag(aws: EmbeddedAws) -> None:
    organizations = client(aws, "organizations")

    accounts = {account["Id"]: account["Name"] for account in organizations.list_accounts()["Accounts"]}
    tags = organizations.list_tags_for_resource(ResourceId="378624158893")["Tags"]

    assert accounts == {each.account_id: each.name for each in sample_company().accounts if each.partition == "aws"}
    assert {"Key": "environment", "Value": "prod"} in tags


def _as_the_portal_is_told(role: SampleRole) -> dict[str, object]:
    told: dict[str, object] = {"ExternalId": role.external_id} if role.external_id else {}
    return {**told, "SourceIdentity": "alice"} if role.source_identity else told
