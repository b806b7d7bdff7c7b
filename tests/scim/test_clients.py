"""Who may call: a directory with a token that counts, and nobody else."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from uuid import UUID

import pytest
import requests

from app.domain.ledger import Actor
from app.domain.scim_refusals import TokensEnough
from app.joints.scim import scim_token_list_of, scim_tokens_of
from app.services.new_web_sessions import token_hash_of
from app.services.provisioning.clients import CALLS_AT_ONCE, CALLS_PER_SECOND, REFUSALS_PER_ADDRESS, Pace
from app.storage.attempts import AttemptStore
from tests.scim.conftest import HOST, SOURCE, Provisioned
from tests.scim.directory import ERROR, Directory
from tests.web.world import Clock

ROOT = Actor("operator", "root")


@pytest.fixture(autouse=True)
def _nothing_refused_yet(on_sqlite: Provisioned, on_postgresql: Provisioned) -> None:
    """The portals stand for all tests, and so would what was counted for the one address that there is."""
    AttemptStore(database=on_sqlite.database).forget("scim:127.0.0.1")
    AttemptStore(database=on_postgresql.database).forget("scim:127.0.0.1")


def called_with(portal: Provisioned, token: str) -> requests.Response:
    return Directory(portal.directory.base_url, HOST, token).call("GET", "/Users")


def token_ids(portal: Provisioned) -> list[UUID]:
    return [token.id for token in scim_token_list_of(portal.database).of(SOURCE)]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic wrong"])
def test_a_wrong_token_opens_nothing_and_is_in_the_ledger_as_what_it_is(
    on_sqlite: Provisioned, authorization: str
) -> None:
    answer = on_sqlite.directory.call("GET", "/Users", Authorization=authorization)

    assert (answer.status_code, answer.json()["schemas"]) == (401, [ERROR])
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="SCIM"'
    refused = on_sqlite.entries()[-1]
    assert (refused.action, refused.address, refused.actor_kind) == ("scim:refused", "127.0.0.1", "anonymous")
    assert "wrong" not in refused.body


def test_wrong_tokens_are_written_down_so_often_and_keep_no_right_one_out(on_sqlite: Provisioned) -> None:
    answers = [called_with(on_sqlite, "wrong") for _each in range(REFUSALS_PER_ADDRESS + 1)]

    written = len(on_sqlite.entries())
    assert [answer.status_code for answer in answers] == [401] * REFUSALS_PER_ADDRESS + [429]
    assert int(answers[-1].headers["Retry-After"]) > 60
    assert called_with(on_sqlite, "wrong").status_code == 429
    assert len(on_sqlite.entries()) == written
    assert on_sqlite.directory.call("GET", "/Users").status_code == 200


def test_a_token_is_replaced_while_the_other_still_counts(portal: Provisioned) -> None:
    tokens, (first,) = scim_tokens_of(portal.database), token_ids(portal)

    second = tokens.make(SOURCE, actor=ROOT)

    assert [called_with(portal, second).status_code, portal.directory.call("GET", "/Users").status_code] == [200, 200]
    with pytest.raises(TokensEnough):
        tokens.make(SOURCE, actor=ROOT)
    (newer,) = (id_ for id_ in token_ids(portal) if id_ != first)
    tokens.revoke(newer, actor=ROOT)
    assert called_with(portal, second).status_code == 401
    assert [entry.action for entry in portal.entries()][-3:] == [
        "scim-token:made",
        "scim-token:revoked",
        "scim:refused",
    ]


def test_a_token_is_kept_nowhere(on_sqlite: Provisioned) -> None:
    token = on_sqlite.directory.headers["Authorization"].removeprefix("Bearer ")

    with closing(sqlite3.connect(on_sqlite.url.removeprefix("sqlite:///"))) as connection:
        everything = "\n".join(connection.iterdump())

    assert token_hash_of(token) in everything
    assert token not in everything


def test_a_directory_neither_sees_nor_touches_what_is_anothers(portal: Provisioned) -> None:
    path = f"/Users/{portal.directory.add_user('nina')['id']}"

    answers = [portal.other.call(method, path) for method in ("GET", "DELETE")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert portal.person("nina").disabled_at is None


def test_a_directory_calls_at_its_pace() -> None:
    clock = Clock()
    pace = Pace(clock=clock)

    at_once = [pace.take("scim:acme") for _each in range(CALLS_AT_ONCE + 1)]
    others = pace.take("scim:other")
    clock.advance(timedelta(seconds=1))
    a_second_later = [pace.take("scim:acme") for _each in range(CALLS_PER_SECOND + 1)]

    assert (at_once.count(True), at_once[-1], others) == (CALLS_AT_ONCE, False, True)
    assert (a_second_later.count(True), a_second_later[-1]) == (CALLS_PER_SECOND, False)
