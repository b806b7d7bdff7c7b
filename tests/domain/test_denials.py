"""The policies to paste, judged by what AWS would see of a session."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any  # a policy is JSON

from app.domain.denials import Document, denial_in_any_role, denial_of, denial_of_older, revoked_before
from app.domain.running_consoles import LISTED_AT_MOST, RunningConsole
from tests.domain.test_running_consoles import TEN, opened

LONGEST_INLINE_POLICIES = 10_240
ALICE = RunningConsole.of(opened())
BOB = RunningConsole.of(opened(assumed_role_id="AROAONE:bob@example.com"))


def statements_of(document: Document) -> list[Any]:
    """The statements of a policy."""
    statements: list[Any] = json.loads(json.dumps(document))["Statement"]
    return statements


def test_whoever_opened_a_console_is_named_by_the_roles_id_and_by_what_sticks_to_them() -> None:
    assert denial_of([BOB, ALICE, ALICE]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DoorstepDenyRoleSessions",
                "Effect": "Deny",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:userid": ["AROAONE:alice", "AROAONE:bob@example.com"]}},
            },
            {
                "Sid": "DoorstepDenySourceIdentities",
                "Effect": "Deny",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceIdentity": ["alice", "bob@example.com"]}},
            },
        ],
    }


def test_a_session_that_nobody_wrote_down_is_in_no_policy() -> None:
    unknown = replace(ALICE, assumed_role_id=None)

    assert denial_of([unknown]) is None
    assert denial_of([unknown, ALICE]) == denial_of([ALICE])


def test_in_a_role_whose_id_is_not_known_the_name_is_enough() -> None:
    by_user_id, by_identity = statements_of(denial_in_any_role("alice"))

    assert by_user_id["Condition"] == {"StringLike": {"aws:userid": ["*:alice"]}}
    assert by_identity["Condition"] == {"StringEquals": {"aws:SourceIdentity": ["alice"]}}


def test_everything_older_than_a_moment_is_denied_as_aws_does_it() -> None:
    (statement,) = statements_of(denial_of_older(TEN))

    assert statement["Condition"] == {"DateLessThan": {"aws:TokenIssueTime": "2026-11-25T10:00:00Z"}}


def test_a_login_url_that_can_still_be_used_is_older_as_well() -> None:
    late = TEN + timedelta(minutes=5)

    assert revoked_before([ALICE], late) == TEN + timedelta(minutes=15)
    assert revoked_before([ALICE], TEN + timedelta(hours=1)) == TEN + timedelta(hours=1)
    assert revoked_before([], TEN) == TEN


def test_the_longest_names_of_a_whole_list_fit_into_a_role() -> None:
    longest = [
        replace(ALICE, assumed_role_id=f"AROAEXAMPLEEXAMPLE123:{number:064}") for number in range(LISTED_AT_MOST)
    ]

    assert len(json.dumps(denial_of(longest), separators=(",", ":"))) < LONGEST_INLINE_POLICIES
