"""The portal that is attacked, its provider, and what becomes of one hostile input."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask
from joserfc.jwk import RSAKey

from app import logs
from app.factory import create_app
from app.settings import Settings, load
from app.storage.engine import Database
from app.storage.ledger import LedgerStore
from app.storage.upgrade import upgrade
from tests.hostile.attacks import Attack
from tests.oidc.hostile_provider import Provider, running

PUBLIC_URL: Final = "http://localhost:8000"
# What the portal says before it has a token that it could judge.
_UNREAD: Final = frozenset({"provider-answer-unreadable", "provider-broken", "sign-in-not-begun-here", "code-refused"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the portal answered: its status, and what the ledger calls the cause."""

    status: int
    causes: tuple[str, ...]
    let_in: bool

    @property
    def was_judged(self) -> bool:
        """Whether it got past parsing: what was refused was a token, for what it says or who signed it."""
        return bool(self.causes) and _UNREAD.isdisjoint(self.causes)


class Target:
    """One portal at which anybody can sign in through one provider."""

    def __init__(self, app: Flask, database: Database, provider: Provider) -> None:
        self._app = app
        self._ledger = LedgerStore(database=database)
        self._provider = provider
        self._last: UUID | None = None
        self._visits = 0

    def strike(self, attack: Attack) -> Outcome:
        """Begin to sign in as anybody does, and come back with something hostile."""
        self._visits += 1
        client = self._app.test_client()
        # Each from an address of its own: the limits for one address are another matter.
        client.environ_base["REMOTE_ADDR"] = f"10.{self._visits >> 16}.{self._visits >> 8 & 255}.{self._visits & 255}"
        away = client.get("/sign-in/oidc/acme", base_url=PUBLIC_URL)
        back = attack.query(dict(self._provider.authorize(away.headers["Location"])))
        self._prepare(attack)
        query = urlencode(back, doseq=True, errors="surrogatepass")
        answer = client.get("/sign-in/oidc/acme/callback", query_string=query, base_url=PUBLIC_URL)
        entries = list(self._ledger.events(after=self._last))
        self._last = entries[-1].id if entries else self._last
        causes = tuple(str(entry.parsed_body()["cause"]) for entry in entries if entry.action == "sign-in:refused")
        begun = any(entry.action == "web-session:begun" for entry in entries)
        return Outcome(answer.status_code, causes, begun or answer.status_code == 303)

    def _prepare(self, attack: Attack) -> None:
        provider = self._provider
        now = provider.id_claims()["iat"]
        provider.claims = {"hd": "example.com", "auth_time": now}
        provider.sign, provider.token, provider.body = attack.sign, attack.token, attack.body


@contextmanager
def target(folder: Path) -> Iterator[Target]:
    """Run a portal on a database of its own in this process, with its log in that folder."""
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    database_url = f"sqlite:///{folder / 'doorstep.db'}"
    upgrade(database_url, lambda _line: None)
    with running(key) as provider, (folder / "log").open("w") as log:
        settings = provider.settings(MAX_AGE="3600", REQUIRED_CLAIMS="hd=example.com", GROUPS_REQUIRED="yes")
        os.environ.update(settings | _OURS | {"DOORSTEP_DATABASE_URL": database_url})
        logs.configure(stream=log)
        database = Database(url=database_url)
        yield Target(create_app(load(Settings), database=database), database, provider)
        database.close()


_OURS: Final = {
    "DOORSTEP_SECRET_KEY": "only for hostile inputs, and nothing else",
    "DOORSTEP_PUBLIC_URL": PUBLIC_URL,
    "DOORSTEP_AWS_REGIONS": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_EC2_METADATA_DISABLED": "true",
}
