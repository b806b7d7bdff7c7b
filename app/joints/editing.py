"""Joins what admins and the command line change the portal's records with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.identity.passwords import Argon2Passwords
from app.joints.process import utc_now
from app.services.access_tests import AccessTests
from app.services.changes import Scribe
from app.services.directory import Directory
from app.services.draft_writer import DraftWriter
from app.services.drafts import Drafts
from app.services.people import People
from app.services.proposals import Proposals
from app.storage.access_tests import AccessTestStore
from app.storage.effects import WorldStore
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What admins and the command line change mappings, accounts and roles with."""

    drafts: Drafts
    proposals: Proposals
    access_tests: AccessTests


def editing_of(database: Database, *, second_approval: bool, clock: Callable[[], datetime] = utc_now) -> Editing:
    """Build the services that change what admins describe; connects to nothing yet."""
    registry, tests = Registry(database=database), AccessTestStore(database=database)
    writer = DraftWriter(clock=clock, new_id=new_id)
    worlds = WorldStore(database=database)
    drafts = Drafts(
        changes=registry, worlds=worlds, tests=tests, writer=writer, clock=clock, second_approval=second_approval
    )
    return Editing(
        drafts=drafts,
        proposals=Proposals(changes=registry, writer=writer, drafts=drafts, clock=clock),
        access_tests=AccessTests(changes=registry, reader=tests, clock=clock, new_id=new_id),
    )


def directory_of(database: Database, passwords: Argon2Passwords, *, second_approval: bool) -> Directory:
    """Build the service that edits people and groups."""
    changes, scribe = Registry(database=database), Scribe(clock=utc_now, new_id=new_id)
    people = People(changes=changes, scribe=scribe, second_approval=second_approval)
    return Directory(changes=changes, scribe=scribe, people=people, passwords=passwords)
