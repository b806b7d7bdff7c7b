"""How long somebody stays signed in is a setting."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.storage.tables import web_session
from tests.click.joined import Joined

Join = Callable[..., Joined]


@pytest.fixture
def portal(join: Join) -> Joined:
    """A portal where people are signed out after an hour, or half an hour without doing anything."""
    return join(DOORSTEP_WEB_SESSION_HOURS="1", DOORSTEP_WEB_SESSION_IDLE_MINUTES="30")


def test_a_web_session_lasts_as_long_as_the_settings_say(portal: Joined) -> None:
    portal.signed_in("alice")

    with portal.database.read() as connection:
        (row,) = connection.execute(select(web_session.c.created_at, web_session.c.expires_at)).all()
    assert row.expires_at - row.created_at == timedelta(hours=1)


@pytest.mark.parametrize(("idle_minutes", "status"), [(29, 200), (31, 303)])
def test_who_does_nothing_is_signed_out_after_as_long_as_they_say(
    portal: Joined, idle_minutes: int, status: int
) -> None:
    alice = portal.signed_in("alice").visitor

    with portal.database.write() as connection:
        seen = connection.execute(select(web_session.c.last_seen_at)).scalar_one()
        connection.execute(update(web_session).values(last_seen_at=seen - timedelta(minutes=idle_minutes)))

    assert alice.get("/").status_code == status
