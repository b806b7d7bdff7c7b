"""Accounts that are too large for one request, or closed; an embedded AWS of its own, for both stay so."""

from app.demo.aws import EmbeddedAws
from tests.demo.callers import SANDBOX, assume, client, keys_of, sts
from tests.services.discovering import GOV_IDENTITY, NewRun, Run, put_many_roles

MANY = 45
BREAK_GLASS = "arn:aws:iam::590184273315:role/BreakGlassAdministrator"


def test_a_large_account_is_read_in_several_goes_and_no_role_twice(run: Run, aws: EmbeddedAws) -> None:
    put_many_roles(aws, MANY)

    run.work(3)

    roles = [role.role_arn.name for role in run.accounts[GOV_IDENTITY].scan.roles]
    asked = [seen.parameters["RoleName"] for seen in aws.seen if seen.action == "ListRoleTags"]
    assert run.states[GOV_IDENTITY] == "done"
    assert len([name for name in roles if name.startswith("Many")]) == MANY
    assert len(set(asked)) == len(asked)
    assert "account-scan:deferred" in run.actions


def test_a_closed_account_is_skipped_and_its_iam_is_not_asked(new_run: NewRun, aws: EmbeddedAws) -> None:
    administrator = assume(sts(aws), BREAK_GLASS, SourceIdentity="alice")
    client(aws, "organizations", keys_of(administrator)).close_account(AccountId=SANDBOX)
    aws.forget_seen()
    run = new_run().order(partition="aws")

    run.work(4)

    assert run.states[SANDBOX] == "skipped"
    assert SANDBOX not in {seen.role_arn.split(":")[4] for seen in aws.seen if seen.role_arn}
    assert run.discovery.state == "ended"
