"""What a walkthrough made goes again: interrupted, refused, or with IAM's answers lost on the way."""

from functools import partial

import pytest

from app.demo.aws import EmbeddedAws
from app.domain.aws_failures import AwsBroken, AwsThrottled, AwsUnreachable
from app.domain.iam_failures import IamBusy, IamDenied, IamLimitReached, IamRefused, NotInIam
from tests.fixtures.between import Between
from tests.services.walks import Stopped, Walk

DELETED = {"attachment": "deleted", "role": "deleted"}


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
    actions = ("CreateRole", "AttachRolePolicy", "DetachRolePolicy", "DeleteRole")
    between.when = {action: partial(walk.note_interruptible, action) for action in actions}

    walk.take()

    assert walk.felt == {"CreateRole": True, "AttachRolePolicy": True, "DetachRolePolicy": False, "DeleteRole": False}


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
