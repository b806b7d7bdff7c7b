"""What is taken away while a click waits for the database counts for that click."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from app.demo.aws import EmbeddedAws
from tests.click.joined import READER, Joined

NOW = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@pytest.mark.parametrize(
    "taken_away",
    [
        "UPDATE person SET disabled_at = ? WHERE username = 'alice'",
        "UPDATE mapping SET disabled_at = ?",
        "UPDATE role SET disabled_at = ?",
    ],
    ids=["person", "mapping", "role"],
)
def test_a_click_that_waited_while_access_was_taken_away_is_refused(
    portal: Joined, aws: EmbeddedAws, taken_away: str
) -> None:
    alice = portal.signed_in("alice")
    token = alice.visitor.csrf_token()
    other = sqlite3.connect(portal.database_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with ThreadPoolExecutor(1) as pool:
        click = pool.submit(alice.visitor.post, "/console", {"role_arn": READER, "csrf_token": token})
        time.sleep(0.5)
        other.execute(taken_away, (NOW,))
        other.execute("COMMIT")
        answer = click.result(timeout=20)

    other.close()
    assert answer.status_code == 403
    assert [entry.action for entry in portal.click_entries(answer)] == ["console:requested", "console:refused"]
    assert [seen.action for seen in aws.seen] == []
