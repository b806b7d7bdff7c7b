"""A small company in a real database: alice is a developer, bob another, and nobody mapped charlie."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Conditions
from app.domain.durations import Duration
from app.domain.ledger import Action, Actor, Event
from app.domain.mappings import Mapping, SubjectKind
from app.domain.people import Group, Person, Principal, Username
from app.domain.selectors import AccountSet, RolePattern, Selector
from app.domain.web_sessions import ABSOLUTE_LIMIT, Proof, WebSession
from app.storage.changes import Change
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.registry import Registry

NOW = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
OPERATOR = Actor("operator", "root")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Who and what there is, as it was stored."""

    alice: Person
    bob: Person
    charlie: Person
    alices_identity: UUID
    developers: Group
    account: Account
    reader: Role
    writer: Role
    developers_read: Mapping
    alice_writes: Mapping

    @property
    def principal(self) -> Principal:
        """Alice at the keyboard."""
        alice = self.alice
        return Principal(alice.id, self.alices_identity, alice.username, alice.display_name, alice.role_session_name)


def company_in(database: Database) -> Company:
    """Store the company and return it."""
    account = Account(
        new_id(),
        "aws",
        AccountId("012345678901"),
        "Web shop",
        environment="prod",
        tags={"team": "shop"},
        sensitive=True,
    )
    alice, bob, charlie = (person_named(name) for name in ("alice", "bob", "charlie"))
    developers = Group(new_id(), "local", "developers", "developers")
    reader, writer = (role_in(account, name) for name in ("reader", "team/writer"))
    company = Company(
        alice=alice,
        bob=bob,
        charlie=charlie,
        alices_identity=new_id(),
        developers=developers,
        account=account,
        reader=reader,
        writer=writer,
        developers_read=mapping_of(developers, reader),
        alice_writes=mapping_of(alice, writer, conditions=Conditions(Duration(1800)), valid_from=NOW),
    )
    with Registry(database=database).change() as change:
        _store(company, change)
    return company


def person_named(name: str) -> Person:
    """A person whose names are all alike."""
    return Person(new_id(), Username(name), name.title(), f"{name}@example.com", name)


def role_in(account: Account, name: str) -> Role:
    """A role of an account."""
    arn = RoleArn.parse(f"arn:aws:iam::{account.account_id}:role/{name}")
    return Role(new_id(), account, arn, Duration(3600), external_id="shop-17", session_tags=True)


def mapping_of(
    subject: Person | Group, role: Role, *, conditions: Conditions | None = None, valid_from: datetime | None = None
) -> Mapping:
    """An allowing mapping of a person or a group to a role."""
    return Mapping(
        new_id(),
        "allow",
        "person" if isinstance(subject, Person) else "group",
        subject.id,
        "role",
        str(role.id),
        conditions=conditions or Conditions(),
        valid_from=valid_from,
    )


def selecting(subject: Person | Group, pattern: str, accounts: AccountSet | None = None) -> Mapping:
    """An allowing mapping of a person or a group to every role of some name, in all accounts unless told."""
    selector = Selector(new_id(), RolePattern.parse(pattern), accounts or AccountSet("all"))
    kind: SubjectKind = "person" if isinstance(subject, Person) else "group"
    return Mapping(new_id(), "allow", kind, subject.id, "selector", str(selector.id), selector=selector)


def event_of(action: Action = Action.CONSOLE_REQUESTED, *, click_id: UUID | None = None) -> Event:
    """An entry that fills every column it can."""
    return Event(
        id=new_id(),
        at=NOW,
        action=action,
        outcome="requested",
        actor=OPERATOR,
        click_id=click_id,
        person_id=new_id(),
        role_arn="arn:aws:iam::012345678901:role/reader",
        account_id="012345678901",
        mapping_id=new_id(),
        mapping_version=3,
        access_key_id="ASIAEXAMPLE",
        address="192.0.2.7",
        body={"user_agent": "Ünïcode/1.0", "attempts": [{"service": "sts", "status": 200}], "reason": None},
    )


def web_session_of(company: Company) -> WebSession:
    """A web session that alice has just begun."""
    return WebSession(
        id=new_id(),
        principal=company.principal,
        proofs=(Proof("password", NOW),),
        created_at=NOW,
        last_seen_at=NOW,
        expires_at=NOW + ABSOLUTE_LIMIT,
        csrf_secret="not-for-the-log",
    )


def _store(company: Company, change: Change) -> None:
    for person in (company.alice, company.bob, company.charlie):
        change.add_person(person)
        change.add_identity(
            company.alices_identity if person is company.alice else new_id(), person.id, "local", person.username.text
        )
    change.set_password(company.alices_identity, "$argon2id$alices-hash", NOW)
    change.add_group(company.developers)
    for person in (company.alice, company.bob):
        change.add_membership(new_id(), person.id, company.developers.id, "local", NOW)
    change.add_account(company.account, OPERATOR, NOW, "moving in")
    for role in (company.reader, company.writer):
        change.add_role(role, OPERATOR, NOW, "moving in")
    for mapping in (company.developers_read, company.alice_writes):
        change.add_mapping(mapping, OPERATOR, NOW, "moving in")
