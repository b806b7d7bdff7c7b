"""The session policy that keeps a console from becoming credentials for programs."""

import json

import pytest

from app.domain.conditions import MalformedSessionPolicy, SessionPolicy
from app.domain.ready_made_policies import without_programs

ALLOWS = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENIES = {
    "Sid": "NoCredentialsForPrograms",
    "Effect": "Deny",
    "Action": ["signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token", "cloudshell:*"],
    "Resource": "*",
}
READS = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}


def policy(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    ("typed", "has_arns", "expected"),
    [
        (None, False, [ALLOWS, DENIES]),
        # Beside a managed policy an Allow of everything would undo it.
        (None, True, [DENIES]),
        (policy(READS), False, [READS, DENIES]),
        (json.dumps({"Statement": READS}), False, [READS, DENIES]),
        (policy(READS, DENIES), True, [READS, DENIES]),
    ],
)
def test_what_was_typed_is_kept_and_narrowed(typed: str | None, has_arns: bool, expected: list[object]) -> None:
    made = without_programs(typed, has_arns=has_arns)

    assert json.loads(made)["Statement"] == expected
    assert SessionPolicy.parse(made).document is not None


def test_what_cannot_be_read_is_not_guessed() -> None:
    with pytest.raises(MalformedSessionPolicy):
        without_programs("{", has_arns=False)
