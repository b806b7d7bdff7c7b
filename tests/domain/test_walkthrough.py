"""Who may walk, and what a walk makes."""

import json
from uuid import UUID

import pytest

from app.domain.walkthrough import CallerCannotAssume, CallerIdentity, CallerIsRoot, PlannedRole

CLICK = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.mark.parametrize(
    ("arn", "partition"),
    [
        ("arn:aws:iam::123456789012:user/alice", "aws"),
        ("arn:aws-us-gov:iam::123456789012:user/team/alice", "aws-us-gov"),
        ("arn:aws:sts::123456789012:assumed-role/Admin/alice@example.com", "aws"),
        ("arn:aws-cn:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice", "aws-cn"),
    ],
)
def test_a_user_and_a_role_session_are_trusted_by_their_own_arn(arn: str, partition: str) -> None:
    caller = CallerIdentity.parse(arn)

    (statement,) = json.loads(caller.trust_policy)["Statement"]
    assert caller.partition == partition
    assert statement["Principal"] == {"AWS": arn}
    assert statement["Effect"] == "Allow"


def test_a_caller_with_a_source_identity_or_tags_is_let_in_as_well() -> None:
    (statement,) = json.loads(CallerIdentity.parse("arn:aws:iam::123456789012:user/alice").trust_policy)["Statement"]

    assert set(statement["Action"]) == {"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"}


def test_root_is_refused_in_words() -> None:
    with pytest.raises(CallerIsRoot, match="no root user assume a role"):
        CallerIdentity.parse("arn:aws:iam::123456789012:root")


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sts::123456789012:federated-user/alice",
        "arn:aws:iam::123456789012:role/Admin",
        "arn:aws:iam::123456789012:user/",
        "arn:aws:iam::12345678901:user/alice",
        "arn:aws:iam::123456789012:user/alice\n",
        "",
    ],
)
def test_who_else_cannot_assume_is_refused_in_words(arn: str) -> None:
    with pytest.raises(CallerCannotAssume):
        CallerIdentity.parse(arn)


def test_the_role_is_named_after_the_click_and_fits_into_iams_limits() -> None:
    planned = PlannedRole(CLICK, CallerIdentity.parse("arn:aws-us-gov:iam::123456789012:user/alice"))

    assert planned.name == "doorstep-walkthrough-b302099a8057"
    assert planned.policy_arn == "arn:aws-us-gov:iam::aws:policy/AmazonS3ReadOnlyAccess"
    assert len(planned.description) <= 1000
    assert planned.description.isascii()
