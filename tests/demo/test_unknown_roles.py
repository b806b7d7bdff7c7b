"""What the portal has not been told of: the roles that discovery reads with may list, and nothing else."""

import pytest

from app.demo.aws import EmbeddedAws
from app.demo.company import sample_company
from app.demo.company_accounts import SANDBOX
from app.demo.company_unknown import READ_ROLE
from tests.demo.callers import Keys, assume, attempt, iam, keys_of, sts

READ_ROLES = [role.role_arn for role in sample_company().unknown_roles if role.name == READ_ROLE]
IN_AWS = [role_arn for role_arn in READ_ROLES if role_arn.startswith("arn:aws:")]


def test_every_account_has_one_but_the_sandbox_which_was_emptied() -> None:
    accounts = {account.account_id for account in sample_company().accounts}

    assert {role_arn.split(":")[4] for role_arn in READ_ROLES} == accounts - {SANDBOX}


def test_the_portal_knows_none_of_them() -> None:
    company = sample_company()

    assert {role.role_arn for role in company.roles}.isdisjoint(role.role_arn for role in company.unknown_roles)


@pytest.mark.parametrize("role_arn", IN_AWS)
def test_it_lists_the_roles_of_its_account_and_their_tags(aws: EmbeddedAws, role_arn: str) -> None:
    reader = iam(aws, keys_of(assume(sts(aws), role_arn)))

    roles = reader.list_roles()["Roles"]

    assert {role["Arn"].split(":")[4] for role in roles} == {role_arn.split(":")[4]}
    assert reader.list_role_tags(RoleName=READ_ROLE)["Tags"] == []


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [("list_users", {}), ("get_role", {"RoleName": READ_ROLE}), ("delete_role", {"RoleName": READ_ROLE})],
)
def test_it_may_do_nothing_else(aws: EmbeddedAws, operation: str, parameters: dict[str, str]) -> None:
    reader = iam(aws, keys_of(assume(sts(aws), IN_AWS[0])))

    assert attempt(reader, operation, **parameters).code == "AccessDenied"


def test_nobody_reads_with_keys_that_are_wrong(aws: EmbeddedAws) -> None:
    keys = keys_of(assume(sts(aws), IN_AWS[0]))

    wrong = iam(aws, Keys(keys.access_key_id, "wrong", keys.session_token))

    assert attempt(wrong, "list_roles").code == "SignatureDoesNotMatch"


def test_a_session_policy_narrows_it_further(aws: EmbeddedAws) -> None:
    nothing = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}'
    reader = iam(aws, keys_of(assume(sts(aws), IN_AWS[0], Policy=nothing)))

    assert attempt(reader, "list_roles").code == "AccessDenied"
