"""doorstep break-glass and doorstep notices: for when no admin gets in, and for a timer."""

import getpass
from collections.abc import Callable

import pytest
from click.testing import Result

from app.domain.break_glass import NotABreakGlassAccount, NotSealed
from app.domain.drafts import ChangeReasonMissing
from app.domain.ledger import StoredEvent
from app.domain.notices import Notice
from app.domain.refusals import Refusal
from app.joints.records import records_of
from app.settings import DatabaseSettings, load
from app.storage.notices import insert_notice
from app.storage.registry import Registry
from tests.fixtures.receiver import Receiver
from tests.notices.test_webhook import NOTICE, SECRET

Run = Callable[..., Result]
Entries = Callable[[], list[StoredEvent]]


def keep(run: Run, *, sealed: bool) -> None:
    """Keep alice's account for emergencies, used or not."""
    run("person", "add", "alice", "--password-stdin", typed="correct horse battery staple")
    records = records_of(load(DatabaseSettings))
    account = records.local_accounts.find("alice")
    assert account is not None
    with Registry(database=records.database).break_glass_change() as change:
        change.keep_for_emergencies(account.principal.identity_id, records.clock())
        assert not sealed or change.seal(account.principal.identity_id, records.clock())


def test_the_operator_unseals_with_a_reason(run: Run, entries: Entries) -> None:
    keep(run, sealed=True)

    result = run("break-glass", "unseal", "ALICE", "--reason", "no admin gets in")

    entry = entries()[-1]
    assert "can be used once more" in result.output
    assert (entry.action, entry.actor_id) == ("break-glass:unsealed", getpass.getuser())
    assert entry.parsed_body()["reason"] == "no admin gets in"


@pytest.mark.parametrize(
    ("username", "reason", "refusal"),
    [
        ("nobody", "why", NotABreakGlassAccount),
        ("alice", " ", ChangeReasonMissing),
        ("alice", "why", NotSealed),
    ],
)
def test_what_cannot_be_unsealed_is_refused(run: Run, username: str, reason: str, refusal: type[Refusal]) -> None:
    keep(run, sealed=False)

    assert isinstance(run("break-glass", "unseal", username, "--reason", reason).exception, refusal)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """What the portal itself needs to be told."""
    monkeypatch.setenv("DOORSTEP_PUBLIC_URL", "https://doorstep.example.com")
    monkeypatch.setenv("DOORSTEP_SECRET_KEY", "a secret key that is long enough to be one")
    monkeypatch.setenv("DOORSTEP_AWS_REGIONS", "eu-central-1")
    return monkeypatch


@pytest.mark.usefixtures("settings")
def test_without_a_channel_there_is_nothing_to_send(run: Run) -> None:
    result = run("notices", "send")

    assert result.exit_code == 2
    assert "no channel is set" in result.output


@pytest.mark.parametrize(("status", "left"), [(204, 0), (500, 1)])
def test_what_waited_is_sent_and_what_was_not_taken_still_waits(
    run: Run, settings: pytest.MonkeyPatch, receiver: Receiver, status: int, left: int
) -> None:
    settings.setenv("DOORSTEP_NOTICES__WEBHOOK_URL", receiver.url)
    settings.setenv("DOORSTEP_NOTICES__WEBHOOK_SECRET", SECRET)
    let_wait(NOTICE)
    receiver.status = status

    result = run("notices", "send")

    assert (result.exit_code, result.output.splitlines()[-1]) == (left, f"{left} waiting.")
    assert [headers["webhook-id"] for headers, _body in receiver.asked] == [str(NOTICE.id)]


def let_wait(notice: Notice) -> None:
    """Keep a notice that no channel has taken."""
    with records_of(load(DatabaseSettings)).database.write() as connection:
        insert_notice(connection, notice, ["webhook"])
