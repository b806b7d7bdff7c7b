"""Trust policies as AWS gives them: whether they name the portal, and what they want to be told."""

import json
from typing import Any  # policies are JSON of any shape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.trust_readings import Admission, admission_of

PORTAL = "arn:aws:iam::111122223333:user/doorstep"
ROLE = "arn:aws:iam::111122223333:role/doorstep"
ENTER = "sts:AssumeRole"
NOBODY = Admission()
anything = st.recursive(
    st.none() | st.booleans() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Principal", "AWS", "Action", "Condition", "StringEquals"]), inner
        )
    ),
    max_leaves=12,
)


def trusting(principal: Any, *, action: Any = ENTER, effect: str = "Allow", condition: Any = None) -> dict[str, Any]:
    statement = {"Effect": effect, "Principal": principal, "Action": action}
    return statement if condition is None else {**statement, "Condition": condition}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": PORTAL},
        {"AWS": ["arn:aws:iam::999999999999:root", PORTAL]},
        {"AWS": "arn:aws:iam::111122223333:root"},
        {"AWS": "111122223333"},
        {"AWS": "*"},
        "*",
    ],
)
def test_the_portal_is_named_by_itself_by_its_account_or_by_everybody(principal: Any) -> None:
    assert admission_of(policy(trusting(principal)), PORTAL).names_portal


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "arn:aws:iam::111122223333:user/doorstep-other"},
        {"AWS": "arn:aws:iam::111122223334:root"},
        {"AWS": "AIDAEXAMPLE"},
        {"Service": "ec2.amazonaws.com"},
        {"Federated": PORTAL},
    ],
)
def test_nobody_else_is_taken_for_the_portal(principal: Any) -> None:
    assert admission_of(policy(trusting(principal)), PORTAL) == NOBODY


def test_a_role_is_known_without_its_path_which_a_session_never_tells() -> None:
    named = "arn:aws:iam::111122223333:role/tools/doorstep"

    assert admission_of(policy(trusting({"AWS": named})), ROLE).names_portal
    assert not admission_of(policy(trusting({"AWS": named})), ROLE + "x").names_portal


@pytest.mark.parametrize(
    "action", ["sts:AssumeRole", ["sts:TagSession", "STS:assumerole"], "sts:*", "*", "sts:Assume*"]
)
def test_actions_are_read_as_aws_does(action: Any) -> None:
    assert admission_of(policy(trusting({"AWS": PORTAL}, action=action)), PORTAL).names_portal


@pytest.mark.parametrize("action", ["sts:AssumeRoleWithSAML", "sts:TagSession", [], None, 7])
def test_another_action_lets_nobody_in(action: Any) -> None:
    assert admission_of(policy(trusting({"AWS": PORTAL}, action=action)), PORTAL) == NOBODY


def test_a_deny_without_conditions_wins() -> None:
    allowing, denying = trusting("*"), trusting({"AWS": PORTAL}, effect="Deny")

    assert admission_of(policy(allowing, denying), PORTAL) == NOBODY
    sometimes = {**denying, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    assert admission_of(policy(allowing, sometimes), PORTAL).names_portal


def test_what_it_wants_to_be_told_is_read_as_well() -> None:
    enter = trusting({"AWS": PORTAL}, condition={"StringEquals": {"sts:ExternalId": "shop-17"}})
    carry = trusting({"AWS": PORTAL}, action=["sts:SetSourceIdentity"])

    assert admission_of(policy(enter, carry), PORTAL) == Admission(
        names_portal=True, source_identity=True, external_id="shop-17"
    )


def test_of_several_external_ids_none_is_guessed() -> None:
    several = trusting({"AWS": PORTAL}, condition={"StringEquals": {"sts:ExternalId": ["a1", "b2"]}})

    assert admission_of(policy(several), PORTAL) == Admission(names_portal=True)


def test_a_text_is_read_like_what_it_holds() -> None:
    assert admission_of(json.dumps(policy(trusting({"AWS": PORTAL}))), PORTAL).names_portal


@given(anything)
def test_no_policy_however_odd_is_too_much(document: Any) -> None:
    assert admission_of(document, PORTAL).external_id is None


def test_without_knowing_who_the_portal_is_no_role_is_marked() -> None:
    assert admission_of(policy(trusting("*")), None) == NOBODY
