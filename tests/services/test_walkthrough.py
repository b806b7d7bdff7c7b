"""A walkthrough against the embedded AWS, over HTTP: whatever happens on the way, nothing stays."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from app.cli.demo import environment_for
from app.demo.aws import EmbeddedAws
from app.demo.switches import throttled, tokenless
from app.domain.aws_failures import AwsBroken, AwsThrottled, AwsUnreachable, SignInTokenRefused
from app.domain.iam_failures import IamBusy, IamDenied, IamLimitReached, IamRefused, NotInIam
from app.domain.walkthrough import RoleStillRefused
from app.settings import AwsSettings, load
from tests.fixtures.aws import Clock
from tests.fixtures.between import Between
from tests.services.walks import Stopped, Walk

NewWalk = Callable[..., Walk]
DELETED = {"attachment": "deleted", "role": "deleted"}


@pytest.fixture
def new_walk(
    aws: EmbeddedAws, between: Between, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> NewWalk:
    """Return what makes a walk, with settings that differ from the demo's as asked."""

    def walk(**changes: str) -> Walk:
        environment = environment_for(aws, folder=tmp_path, database_url="", public_url="")
        for name, value in (environment | changes).items():
            monkeypatch.setenv(name, value)
        return Walk(aws=aws, between=between, clock=clock, settings=load(AwsSettings))

    return walk


@pytest.fixture
def walk(new_walk: NewWalk) -> Walk:
    return new_walk()


def test_a_walk_opens_the_console_and_leaves_nothing(walk: Walk) -> None:
    guide = walk.take()

    assert guide.notes == ["creating", "waiting", "opened", "cleaning up", "cleaned up"]
    assert guide.outcomes == DELETED
    assert walk.actions == [
        "GetCallerIdentity",
        "CreateRole",
        "AttachRolePolicy",
        "AssumeRole",
        "getSigninToken",
        "DetachRolePolicy",
        "DeleteRole",
    ]
    assert not walk.role_is_there()


def test_the_login_url_leads_into_the_console_in_the_new_role(walk: Walk) -> None:
    guide = walk.take()

    assert guide.console is not None
    page = requests.get(guide.console.login_url.url, timeout=5)
    assert page.status_code == 200
    assert f"{walk.role}/alice" in page.text
    assert str(guide.console.console_duration) == "1 h"


def test_exactly_the_caller_is_trusted_and_may_only_read_s3(walk: Walk, aws: EmbeddedAws) -> None:
    walk.take()

    created, attached = (
        next(each for each in aws.seen if each.action == name) for name in ("CreateRole", "AttachRolePolicy")
    )
    trust = json.loads(created.parameters["AssumeRolePolicyDocument"])
    assert trust["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::048213579604:user/doorstep-portal"}
    assert attached.parameters["PolicyArn"] == "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def test_every_call_names_the_click(walk: Walk, aws: EmbeddedAws) -> None:
    walk.take()

    agents = {each.user_agent for each in aws.seen}
    assert len(agents) == 1
    assert agents.pop().endswith(f" click/{walk.click_id}")


def test_a_role_session_walks_as_itself_and_gets_an_hour(new_walk: NewWalk, aws: EmbeddedAws) -> None:
    keys = aws.task_credentials("aws")
    walk = new_walk(
        DOORSTEP_AWS_PROFILES="",
        AWS_ACCESS_KEY_ID=keys.access_key_id,
        AWS_SECRET_ACCESS_KEY=keys.secret_access_key,
        AWS_SESSION_TOKEN=keys.session_token,
    )

    guide = walk.take()

    created, exchanged = (
        next(each for each in aws.seen if each.action == name) for name in ("CreateRole", "getSigninToken")
    )
    trust = json.loads(created.parameters["AssumeRolePolicyDocument"])
    assert trust["Statement"][0]["Principal"]["AWS"].startswith("arn:aws:sts::048213579604:assumed-role/")
    assert "SessionDuration" not in exchanged.parameters
    assert guide.outcomes == DELETED


def test_govcloud_has_its_own_policies_and_its_own_way_to_the_token(new_walk: NewWalk, aws: EmbeddedAws) -> None:
    walk = new_walk(DOORSTEP_AWS_REGIONS="us-gov-west-1,eu-central-1")

    guide = walk.take()

    attached = next(each for each in aws.seen if each.action == "AttachRolePolicy")
    assert attached.parameters["PolicyArn"] == "arn:aws-us-gov:iam::aws:policy/AmazonS3ReadOnlyAccess"
    assert guide.outcomes == DELETED
    assert not walk.role_is_there("aws-us-gov")


def test_it_waits_no_longer_than_iam_needs(walk: Walk, aws: EmbeddedAws) -> None:
    aws.switches.role_delay = 20

    guide = walk.take()

    assert guide.seconds == sorted(guide.seconds)
    assert 20 <= guide.seconds[-1] < 25
    assert 5 <= len([each for each in aws.seen if each.action == "AssumeRole"]) <= 9


def test_at_the_limit_it_says_so_and_cleans_up(walk: Walk, aws: EmbeddedAws) -> None:
    aws.switches.role_delay = 500

    with pytest.raises(RoleStillRefused, match="After 30 seconds"):
        walk.take(limit=30)

    assert walk.guide.seconds[-1] == pytest.approx(30)
    assert walk.guide.outcomes == DELETED
    assert not walk.role_is_there()


def test_only_denied_means_not_yet(walk: Walk, aws: EmbeddedAws) -> None:
    walk.guide.at["waiting"] = lambda: aws.switches.strike("sts", throttled())

    with pytest.raises(AwsThrottled):
        walk.take()

    assert len([each for each in aws.seen if each.action == "AssumeRole"]) == 1
    assert walk.guide.outcomes == DELETED


def test_a_refused_exchange_is_cleaned_up_after(walk: Walk, aws: EmbeddedAws) -> None:
    aws.switches.strike("signin", tokenless())

    with pytest.raises(AwsBroken):
        walk.take()

    assert walk.guide.outcomes == DELETED
    assert not walk.role_is_there()


def test_a_chained_caller_who_is_called_long_term_hears_what_to_set(new_walk: NewWalk, aws: EmbeddedAws) -> None:
    keys = aws.task_credentials("aws")
    walk = new_walk(
        DOORSTEP_AWS_PROFILES="",
        DOORSTEP_CALLER_IS_CHAINED="no",
        AWS_ACCESS_KEY_ID=keys.access_key_id,
        AWS_SECRET_ACCESS_KEY=keys.secret_access_key,
        AWS_SESSION_TOKEN=keys.session_token,
    )

    with pytest.raises(SignInTokenRefused) as refused:
        walk.take()

    assert "DOORSTEP_CALLER_IS_CHAINED" in refused.value.remedy
    assert not walk.role_is_there()


def test_keep_leaves_the_role(walk: Walk) -> None:
    guide = walk.take(keep=True)

    assert guide.notes[-1] == f"kept {walk.role}"
    assert walk.role_is_there()


@pytest.mark.parametrize("moment", ["waiting", "told", "opened"])
def test_an_interrupted_walk_is_cleaned_up_after(walk: Walk, aws: EmbeddedAws, moment: str) -> None:
    def stop() -> None:
        raise Stopped

    aws.switches.role_delay = 5
    walk.guide.at[moment] = stop

    with pytest.raises(Stopped):
        walk.take()

    assert walk.guide.outcomes == DELETED
    assert not walk.role_is_there()


def test_cleaning_up_cannot_be_interrupted_and_everything_before_can(walk: Walk, between: Between) -> None:
    felt: dict[str, bool] = {}
    between.on_action = lambda action: felt.update({action: walk.guide.is_interruptible})

    walk.take()

    assert felt == {"CreateRole": True, "AttachRolePolicy": True, "DetachRolePolicy": False, "DeleteRole": False}


def test_nothing_is_asked_of_iam_by_a_walk_that_ends_before_it_begins(walk: Walk, between: Between) -> None:
    def stop() -> None:
        raise Stopped

    walk.guide.at["creating"] = stop

    with pytest.raises(Stopped):
        walk.take()

    assert walk.guide.notes == ["creating"]
    assert between.actions == []


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("AccessDenied", 403, IamDenied),
        ("LimitExceeded", 409, IamLimitReached),
        ("MalformedPolicyDocument", 400, IamRefused),
        ("EntityAlreadyExists", 409, IamBusy),
        ("Throttling", 400, AwsThrottled),
    ],
)
def test_a_role_that_iam_refused_to_create_is_not_looked_for(
    walk: Walk, between: Between, code: str, status: int, kind: type[Exception]
) -> None:
    between.refuse("CreateRole", code, status)

    with pytest.raises(kind):
        walk.take()

    assert between.actions == ["CreateRole"]
    assert walk.guide.clean_up is None


def test_a_lost_answer_of_create_role_does_not_lose_the_role(walk: Walk, between: Between) -> None:
    between.lose_answers("CreateRole")

    with pytest.raises(AwsUnreachable):
        walk.take()

    assert walk.guide.outcomes == {"role": "deleted"}
    assert not walk.role_is_there()


@pytest.mark.parametrize(
    "body", ["<html>Sign in to the Wi-Fi</html>", "<CreateRoleResponse><CreateRoleResult/></CreateRoleResponse>"]
)
def test_an_unreadable_answer_of_create_role_is_a_lost_one(walk: Walk, between: Between, body: str) -> None:
    between.answer("CreateRole", body)

    with pytest.raises(AwsBroken):
        walk.take()

    assert walk.guide.outcomes == {"role": "not found"}


def test_a_role_that_perhaps_was_created_is_looked_for_more_than_once(walk: Walk, between: Between) -> None:
    between.lose_requests("CreateRole")

    with pytest.raises(AwsUnreachable):
        walk.take()

    assert between.actions.count("DeleteRole") == 6
    assert walk.guide.outcomes == {"role": "not found"}


def test_a_policy_is_attached_as_soon_as_iam_shows_the_role(walk: Walk, between: Between) -> None:
    between.refuse("AttachRolePolicy", "NoSuchEntity", 404, times=3)

    guide = walk.take()

    assert guide.outcomes == DELETED


def test_a_role_that_iam_never_shows_is_cleaned_up_after(walk: Walk, between: Between) -> None:
    between.refuse("AttachRolePolicy", "NoSuchEntity", 404, times=4)

    with pytest.raises(NotInIam):
        walk.take()

    assert walk.guide.outcomes == {"attachment": "not found", "role": "deleted"}
    assert not walk.role_is_there()


def test_a_lost_answer_of_attach_is_cleaned_up_after(walk: Walk, between: Between) -> None:
    between.lose_answers("AttachRolePolicy")

    with pytest.raises(AwsUnreachable):
        walk.take()

    assert walk.guide.outcomes == DELETED


def test_a_failing_detach_does_not_keep_delete_from_being_tried(walk: Walk, between: Between) -> None:
    between.refuse("DetachRolePolicy", "AccessDenied", 403, times=9)

    guide = walk.take()

    assert guide.outcomes == {"attachment": "left", "role": "left"}
    assert between.actions.count("DetachRolePolicy") == 1
    assert between.actions.count("DeleteRole") == 1
    assert guide.clean_up is not None
    assert not guide.clean_up.is_complete
    assert walk.role_is_there()


def test_a_failing_delete_is_told_of(walk: Walk, between: Between) -> None:
    between.refuse("DeleteRole", "AccessDenied", 403, times=9)

    guide = walk.take()

    assert guide.outcomes == {"attachment": "deleted", "role": "left"}
    assert walk.role_is_there()


@pytest.mark.parametrize("code", ["Throttling", "DeleteConflict", "ConcurrentModification"])
def test_what_passes_is_tried_again(walk: Walk, between: Between, code: str) -> None:
    between.refuse("DetachRolePolicy", code, 400, times=2)
    between.refuse("DeleteRole", code, 409, times=3)

    guide = walk.take()

    assert guide.outcomes == DELETED
    assert between.actions.count("DeleteRole") == 4


def test_trying_again_has_an_end(walk: Walk, between: Between) -> None:
    between.refuse("DeleteRole", "Throttling", 400, times=99)

    guide = walk.take()

    assert guide.outcomes["role"] == "left"
    assert between.actions.count("DeleteRole") == 6


def test_a_deletion_whose_answer_was_lost_is_a_deletion(walk: Walk, between: Between) -> None:
    between.lose_answers("DetachRolePolicy")
    between.lose_answers("DeleteRole")

    guide = walk.take()

    assert guide.outcomes == DELETED
    assert not walk.role_is_there()
