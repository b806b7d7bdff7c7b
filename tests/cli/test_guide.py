"""What a person at a terminal is told of a walkthrough."""

from uuid import UUID

import pytest

from app.cli.guide import TerminalGuide
from app.cli.interrupts import Interrupts
from app.domain.federation import Attempt
from app.domain.iam_failures import IamDenied, NotInIam
from app.domain.walkthrough import CallerIdentity, CleanUp, CleanUpStep, PlannedRole

NAME = "doorstep-walkthrough-b302099a8057"
ATTEMPT = Attempt("IAM", "eu-central-1", "NoSuchEntity")


@pytest.fixture
def guide() -> TerminalGuide:
    return TerminalGuide(interrupts=Interrupts(), region="eu-central-1", in_browser=False, waits=False)


@pytest.fixture
def planned() -> PlannedRole:
    caller = CallerIdentity.parse("arn:aws:iam::123456789012:user/alice")
    return PlannedRole(UUID("01890a5d-ac96-774b-bcce-b302099a8057"), caller)


def test_a_role_that_was_never_found_can_be_looked_for_by_hand(
    guide: TerminalGuide, planned: PlannedRole, capsys: pytest.CaptureFixture[str]
) -> None:
    guide.cleaned_up(CleanUp(planned, (CleanUpStep("role", NotInIam(attempt=ATTEMPT, action="iam:DeleteRole")),)))

    said = capsys.readouterr()
    assert f"Not found, after several tries: the role {NAME}" in said.err
    assert f"aws iam get-role --role-name {NAME} --region eu-central-1" in said.err
    assert said.out == ""


def test_what_was_deleted_needs_no_commands(
    guide: TerminalGuide, planned: PlannedRole, capsys: pytest.CaptureFixture[str]
) -> None:
    guide.cleaned_up(CleanUp(planned, (CleanUpStep("attachment"), CleanUpStep("role"))))

    assert capsys.readouterr().err.splitlines() == [
        "Deleted: the attachment of AmazonS3ReadOnlyAccess",
        f"Deleted: the role {NAME}",
    ]


def test_what_is_left_is_said_with_its_cause(
    guide: TerminalGuide, planned: PlannedRole, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = IamDenied(attempt=ATTEMPT, action="iam:DeleteRole")

    guide.cleaned_up(CleanUp(planned, (CleanUpStep("attachment"), CleanUpStep("role", failure))))

    said = capsys.readouterr().err
    assert f"Could not delete the role {NAME}: AWS does not allow you iam:DeleteRole." in said
    assert f"aws iam delete-role --role-name {NAME}" in said


def test_without_a_terminal_the_wait_is_one_line(guide: TerminalGuide, capsys: pytest.CaptureFixture[str]) -> None:
    with guide.waiting(120) as told:
        told(3.2)
        told(7.9)

    assert capsys.readouterr().err.strip() == "Waiting for AWS to let you in"
