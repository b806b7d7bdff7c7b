"""Accounts that are too large for one request; an embedded AWS of its own, for the roles stay in it."""

from app.demo.aws import EmbeddedAws
from tests.services.discovering import GOV_IDENTITY, Run, put_many_roles

MANY = 45


def test_a_large_account_is_read_in_several_goes_and_no_role_twice(run: Run, aws: EmbeddedAws) -> None:
    put_many_roles(aws, MANY)

    run.work(3)

    roles = [role.role_arn.name for role in run.accounts[GOV_IDENTITY].scan.roles]
    asked = [seen.parameters["RoleName"] for seen in aws.seen if seen.action == "ListRoleTags"]
    assert run.states[GOV_IDENTITY] == "done"
    assert len([name for name in roles if name.startswith("Many")]) == MANY
    assert len(set(asked)) == len(asked)
    assert "account-scan:deferred" in run.actions
