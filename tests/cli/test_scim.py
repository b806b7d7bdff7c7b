"""doorstep scim: tokens are printed once, two at most, and end at once."""

import getpass
import sys
from collections.abc import Callable

import pytest
from click.testing import Result

from app.domain.extras import ExtraNotInstalled
from app.domain.ledger import StoredEvent
from app.domain.refusals import NotThere
from app.domain.scim_refusals import NoSuchDirectory, TokensEnough
from app.factory import create_app
from app.joints.records import database_of
from app.settings import Settings, load
from app.storage.scim_tokens import ScimTokenStore
from tests.scim.conftest import SETTINGS

Run = Callable[..., Result]
Entries = Callable[[], list[StoredEvent]]


@pytest.fixture(autouse=True)
def _with_a_directory(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - its settings come first
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)


def test_a_token_is_printed_once_and_its_hash_is_kept(run: Run, entries: Entries) -> None:
    made = run("scim", "make-token", "acme")

    token = made.stdout.strip()
    assert token.startswith("doorstep_scim_")
    assert "https://doorstep.example.com/scim/v2" in made.stderr
    assert "never used" in run("scim", "tokens", "acme").stdout
    entry = entries()[-1]
    assert (entry.action, entry.actor_id) == ("scim-token:made", getpass.getuser())
    assert token not in entry.body


def test_a_revoked_token_makes_room_for_another(run: Run, entries: Entries) -> None:
    for_good = [run("scim", "make-token", "acme") for _each in range(2)]
    (kept,) = ScimTokenStore(database=database_of(load(Settings))).of("scim:acme")[:1]

    third = run("scim", "make-token", "acme").exception
    revoked = run("scim", "revoke-token", str(kept.id))
    again = run("scim", "revoke-token", str(kept.id)).exception

    assert [made.exit_code for made in for_good] == [0, 0]
    assert isinstance(third, TokensEnough)
    assert revoked.stdout == "scim:acme cannot call with it any more.\n"
    assert isinstance(again, NotThere)
    assert entries()[-1].action == "scim-token:revoked"
    assert run("scim", "make-token", "acme").exit_code == 0


def test_nothing_is_served_without_what_speaks_the_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scim2_server.handler", None)
    monkeypatch.delitem(sys.modules, "app.scim.server", raising=False)

    with pytest.raises(ExtraNotInstalled) as caught:
        create_app(load(Settings))

    assert "pip install 'FILE[scim]'" in caught.value.remedy % caught.value.values


def test_a_directory_that_the_settings_do_not_name_has_no_tokens(run: Run) -> None:
    assert isinstance(run("scim", "make-token", "elsewhere").exception, NoSuchDirectory)


def test_the_doctor_says_whether_it_can_call(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_OIDC__ACME__ISSUER", "http://127.0.0.1:9")
    monkeypatch.setenv("DOORSTEP_OIDC__OTHER__ISSUER", "http://127.0.0.1:9/other")
    without = run("doctor").stdout
    run("scim", "make-token", "acme")

    assert "scim:acme\n  trouble  scim:acme has no token, so that it cannot call." in without
    assert "scim:acme\n  well     It has tokens (1), and has not called yet." in run("doctor").stdout
