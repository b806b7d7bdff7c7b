"""Role tests: what is tried after which answers, and what they say is missing."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.aws_failures import AssumeRoleDenied, AwsFailure, AwsThrottled
from app.domain.durations import Duration
from app.domain.errands import Carried
from app.domain.federation import Attempt
from app.domain.role_tests import next_try, verdict_of
from app.domain.trust_policies import permission_for, portal_of_unknown_name, template_for, trust_policy_for

ACCOUNT = Account(UUID(int=1), "aws", AccountId("111122223333"), "Ticketing")
ROLE = Role(
    UUID(int=2),
    ACCOUNT,
    RoleArn.parse("arn:aws:iam::111122223333:role/team/Reader-1"),
    Duration(14400),
    description='Look: "closely"',
    external_id="shop-17",
    session_tags=True,
)
PORTAL = "arn:aws:iam::999988887777:user/doorstep"
DENIED = AssumeRoleDenied(attempt=Attempt("STS", "eu-central-1", "AccessDenied"), action="sts:AssumeRole")
WHOLE = Carried(external_id=True, source_identity=True, session_tags=True)
BARE = Carried(external_id=True, source_identity=False, session_tags=False)
WITH_IDENTITY, WITH_TAGS = replace(BARE, source_identity=True), replace(BARE, session_tags=True)
WITHOUT_ID = replace(WHOLE, external_id=False)


@pytest.mark.parametrize(
    ("answers", "tried"),
    [
        ({}, WHOLE),
        ({WHOLE: None}, WITHOUT_ID),
        ({WHOLE: None, WITHOUT_ID: DENIED}, None),
        ({WHOLE: DENIED}, BARE),
        ({WHOLE: DENIED, BARE: DENIED}, None),
        ({WHOLE: DENIED, BARE: None}, WITH_IDENTITY),
        ({WHOLE: DENIED, BARE: None, WITH_IDENTITY: None}, WITH_TAGS),
        ({WHOLE: DENIED, BARE: None, WITH_IDENTITY: None, WITH_TAGS: DENIED}, None),
        ({WHOLE: AwsThrottled(attempt=Attempt("STS", "eu-central-1", "Throttling"))}, None),
    ],
)
def test_each_answer_leads_to_the_next_try(answers: dict[Carried, AwsFailure | None], tried: Carried | None) -> None:
    assert next_try(ROLE, answers) == tried


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({WHOLE: DENIED, BARE: DENIED}, ("sts:AssumeRole",)),
        ({WHOLE: DENIED, BARE: None, WITH_IDENTITY: None, WITH_TAGS: DENIED}, ("sts:TagSession",)),
        ({WHOLE: DENIED, BARE: None, WITH_IDENTITY: DENIED, WITH_TAGS: None}, ("sts:SetSourceIdentity",)),
        (
            {WHOLE: DENIED, BARE: None, WITH_IDENTITY: DENIED, WITH_TAGS: DENIED},
            ("sts:SetSourceIdentity", "sts:TagSession"),
        ),
    ],
)
def test_what_is_missing_is_named_exactly(answers: dict[Carried, AwsFailure | None], missing: tuple[str, ...]) -> None:
    verdict = verdict_of(ROLE, answers)

    assert (verdict.outcome, verdict.code, verdict.missing) == ("failed", "assume-role-denied", missing)


def test_with_source_identity_alone_the_bare_try_says_enough() -> None:
    role = replace(ROLE, session_tags=False)
    whole = replace(WHOLE, session_tags=False)

    assert next_try(role, {whole: DENIED, BARE: None}) is None
    assert verdict_of(role, {whole: DENIED, BARE: None}).missing == ("sts:SetSourceIdentity",)


def test_a_role_that_opens_without_its_external_id_is_pointed_out() -> None:
    assert verdict_of(ROLE, {WHOLE: None, WITHOUT_ID: None}).external_id_unchecked
    assert not verdict_of(ROLE, {WHOLE: None, WITHOUT_ID: DENIED}).external_id_unchecked


def test_the_trust_policy_asks_for_the_external_id_where_it_is_a_key() -> None:
    policy = trust_policy_for(ROLE, PORTAL)

    assert policy["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": PORTAL},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "shop-17"}},
        },
        {"Effect": "Allow", "Principal": {"AWS": PORTAL}, "Action": ["sts:SetSourceIdentity", "sts:TagSession"]},
    ]


def test_the_portal_needs_the_same_actions_on_this_role() -> None:
    assert permission_for(ROLE) == {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        "Resource": "arn:aws:iam::111122223333:role/team/Reader-1",
    }


def test_the_template_quotes_what_people_typed() -> None:
    lines = template_for([ROLE], PORTAL).splitlines()

    assert '      Description: "Look: \\"closely\\""' in lines
    assert lines[3:5] == ["  Role1Reader1:", "    Type: AWS::IAM::Role"]
    assert '      Path: "/team/"' in lines
    assert "      MaxSessionDuration: 14400" in lines


def test_a_portal_whose_name_is_not_known_yet_is_named_in_the_partition_of_the_role() -> None:
    assert portal_of_unknown_name("aws-us-gov") == "arn:aws-us-gov:iam::ACCOUNT:user/PORTAL"
