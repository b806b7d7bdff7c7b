"""doorstep person reset-sign-in: on a machine where no admin can sign in any more."""

import getpass
from collections.abc import Callable

import pytest
from click.testing import Result

from app.domain.drafts import ChangeReasonMissing
from app.domain.ledger import StoredEvent
from app.domain.refusals import Refusal
from app.services.changes import NoSuchPerson

Run = Callable[..., Result]
Entries = Callable[[], list[StoredEvent]]


def test_the_operator_resets_a_sign_in_with_a_reason(run: Run, entries: Entries) -> None:
    run("person", "add", "alice", "--password-stdin", typed="correct horse battery staple")

    result = run("person", "reset-sign-in", "ALICE", "--reason", "lost her phone")

    entry = entries()[-1]
    assert result.output.startswith("alice signs in with the password alone")
    assert (entry.action, entry.actor_id) == ("sign-in:reset", getpass.getuser())
    assert entry.parsed_body()["reason"] == "lost her phone"


@pytest.mark.parametrize(
    ("username", "reason", "refusal"), [("nobody", "why", NoSuchPerson), ("alice", " ", ChangeReasonMissing)]
)
def test_nobody_and_no_reason_are_refused(run: Run, username: str, reason: str, refusal: type[Refusal]) -> None:
    run("person", "add", "alice")

    assert isinstance(run("person", "reset-sign-in", username, "--reason", reason).exception, refusal)
