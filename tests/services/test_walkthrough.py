"""A walkthrough against the embedded AWS, over HTTP: whatever happens on the way, nothing stays."""

import json
from collections.abc import Callable

import pytest
import requests

from app.demo.aws import EmbeddedAws
from app.demo.switches import throttled, tokenless
from app.domain.aws_failures import AwsBroken, AwsThrottled, SignInTokenRefused
from app.domain.walkthrough import RoleStillRefused
from tests.services.walks import Walk

NewWalk = Callable[..., Walk]
DELETED = {"attachment": "deleted", "role": "deleted"}


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
