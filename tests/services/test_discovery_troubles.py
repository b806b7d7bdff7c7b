"""What can go wrong between the portal and the accounts: each is kept with the account, and can be tried again."""

import json

import pytest

from app.demo import switches
from app.demo.aws import EmbeddedAws
from app.demo.company_trust import listing_roles
from app.domain.aws_failures import AwsFailure
from tests.fixtures.between import Between
from tests.services.discovering import GOV_IDENTITY, GOV_PROGRAMS, NewRun, Run, gov_role

LISTED = "https://iam.amazonaws.com/doc/2010-05-08/"
NO_ROLES = f"<ListRolesResponse xmlns='{LISTED}'><ListRolesResult>%s</ListRolesResult></ListRolesResponse>"
OF_ANOTHER = "arn:aws-us-gov:iam::999999999999:role/Developer"
A_ROLE = f"<Roles><member><Arn>{OF_ANOTHER}</Arn></member></Roles><IsTruncated>false</IsTruncated>"
NO_ARN = "<Roles><member><Path>/</Path></member></Roles><IsTruncated>false</IsTruncated>"


def refusal(code: str) -> str:
    """As Organizations refuses."""
    return json.dumps({"__type": code, "Message": "As the test asked."})


def test_a_role_that_is_missing_fails_its_account_and_no_other(new_run: NewRun, aws: EmbeddedAws) -> None:
    aws.put_role(gov_role("OnlyHere", for_people=True, inline_policy=listing_roles()))
    run = new_run().order(read_role="OnlyHere")

    run.work()

    assert run.states == {GOV_IDENTITY: "done", GOV_PROGRAMS: "failed"}
    assert run.troubles == {GOV_PROGRAMS: "assume-role-denied"}
    assert run.discovery.state == "ended"


def test_a_role_that_may_not_list_is_refused_by_aws_and_the_action_is_named(new_run: NewRun, aws: EmbeddedAws) -> None:
    aws.put_role(gov_role("MayNothing", for_people=True))
    run = new_run().order(read_role="MayNothing")

    run.work()

    trouble = run.accounts[GOV_IDENTITY].trouble
    assert trouble is not None
    assert (trouble.code, trouble.values["action"]) == ("listing-denied", "iam:ListRoles")


def test_the_session_policy_keeps_a_mightier_role_to_its_four_lists(new_run: NewRun, between: Between) -> None:
    between.when = {}
    run = new_run(DOORSTEP_IAM_ENDPOINTS=f"us-gov-west-1={between.url}").order(read_role="GovIdentityReadOnly")

    run.work()

    assert run.states[GOV_IDENTITY] == "done"
    assert set(between.actions) == {"ListRoles", "ListRoleTags"}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (switches.reset(), "aws-unreachable"),
        (switches.server_error(500), "aws-broken"),
        (switches.html(), "aws-broken"),
        (switches.latency(6), "aws-too-slow"),
    ],
)
def test_a_failure_on_the_way_is_kept_with_the_account(
    run: Run, aws: EmbeddedAws, fault: switches.Fault, code: str
) -> None:
    aws.switches.strike("iam", fault, times=1)

    run.work()

    assert run.troubles == {GOV_IDENTITY: code}
    assert run.states[GOV_PROGRAMS] == "done"


@pytest.mark.parametrize("roles", [A_ROLE, NO_ARN, "", "<Roles><member><Arn>nonsense</Arn></member></Roles>"])
def test_an_answer_that_aws_would_not_give_is_not_believed(spoilt: Run, between: Between, roles: str) -> None:
    between.answer("ListRoles", NO_ROLES % roles)

    spoilt.work()

    assert spoilt.troubles == {GOV_IDENTITY: "aws-broken"}
    assert spoilt.accounts[GOV_IDENTITY].scan.roles == ()


@pytest.mark.parametrize(
    ("action", "answer", "code"),
    [
        ("ListAccounts", (refusal("AccessDeniedException"), 400), "listing-denied"),
        ("ListTagsForResource", (refusal("AccessDeniedException"), 400), "listing-denied"),
        ("ListAccounts", (refusal("AWSOrganizationsNotInUseException"), 400), "not-in-organization"),
        ("ListAccounts", (refusal("InvalidInputException"), 400), "listing-refused"),
        ("ListAccounts", (refusal("ServiceException"), 500), "aws-broken"),
        ("ListAccounts", ("<html>sign in</html>", 200), "aws-broken"),
        ("ListAccounts", ('{"Accounts": [{"Id": "12"}]}', 200), "aws-broken"),
        ("ListTagsForResource", ('{"Tags": [{"Key": "env"}]}', 200), "aws-broken"),
    ],
)
def test_a_list_that_cannot_be_read_ends_the_order_with_words_and_can_be_tried_again(
    spoilt: Run, between: Between, action: str, answer: tuple[str, int], code: str
) -> None:
    between.answer(action, *answer)
    spoilt.work()
    failed = spoilt.discovery
    kinds = {kind.code for kind in AwsFailure.__subclasses__()}

    spoilt.resume()
    spoilt.work()

    assert failed.trouble is not None
    assert (failed.state, failed.trouble.code) == ("failed", code)
    assert code in kinds
    assert spoilt.discovery.state == "ended"
    assert spoilt.actions[-1] == "discovery:ended"


def test_what_failed_is_tried_again_and_what_was_read_is_not(run: Run, aws: EmbeddedAws) -> None:
    aws.switches.strike("iam", switches.reset(), times=1)
    run.work()
    aws.switches.clear()
    aws.forget_seen()

    run.resume()
    run.work()

    scanned = [seen.role_arn for seen in aws.seen if seen.action == "AssumeRole"]
    assert scanned == [f"arn:aws-us-gov:iam::{GOV_IDENTITY}:role/DoorstepReadOnly"]
    assert run.states == {GOV_IDENTITY: "done", GOV_PROGRAMS: "done"}
    assert run.actions.count("discovery:ended") == 2


def test_there_is_nothing_to_try_again_while_it_goes_on_or_went_well(run: Run) -> None:
    run.resume()
    run.work()
    run.resume()

    assert "discovery:resumed" not in run.actions


def test_whoever_wants_it_slower_for_ever_fails_in_the_end(run: Run, aws: EmbeddedAws) -> None:
    aws.switches.strike("iam", switches.throttled())

    run.work_for_hours()

    assert run.states == {GOV_IDENTITY: "failed", GOV_PROGRAMS: "failed"}
    assert set(run.troubles.values()) == {"aws-throttled"}


def test_wrong_credentials_of_the_portal_are_said(new_run: NewRun, tmp_path_factory: pytest.TempPathFactory) -> None:
    wrong = tmp_path_factory.mktemp("wrong") / "credentials"
    wrong.write_text("[demo-aws-us-gov]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=wrong\n")
    run = new_run(AWS_SHARED_CREDENTIALS_FILE=str(wrong), DOORSTEP_AWS_PROFILES="aws-us-gov=demo-aws-us-gov").order()

    run.work()

    assert run.discovery.trouble is not None
    assert run.discovery.trouble.code == "portal-credentials-unusable"
