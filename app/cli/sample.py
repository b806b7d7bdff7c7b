"""Writes a sample company into the portal's records, through the services that any operator uses."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from app.domain.accounts import Account
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Conditions
from app.domain.durations import Duration
from app.domain.factors import Totp
from app.domain.ledger import Action, Actor
from app.domain.mappings import PortalTarget
from app.domain.people import Username
from app.identity.passwords import Argon2Passwords
from app.identity.sealing import Seal
from app.joints.records import Records
from app.services.changes import Scribe
from app.storage.ids import new_id
from app.storage.registry import Registry

if TYPE_CHECKING:
    from app.demo.company_values import Company, SampleMapping

_DEMO: Final = Actor("operator", "demo")
_SECOND_ADMIN: Final = Username("erin")


def add_app(records: Records, usernames: Iterable[Username], *, secret: str, secret_key: str) -> None:
    """Give people an authenticator app with that secret each; `secret_key` is that of the portal to come."""
    scribe, seal = Scribe(clock=records.clock, new_id=new_id), Seal(secret_key=secret_key)
    with Registry(database=records.database).factor_change() as change:
        found = (change.find_local_principal(username.local_subject) for username in usernames)
        for who in (one for one in found if one is not None):
            sealed = seal.close(secret, about=who.identity_id)
            change.add_totp(who.identity_id, Totp(sealed, 0, records.clock()))
            change.record(scribe.entry(Action.TOTP_ADDED, _DEMO, person_id=who.person_id))


def fill_in(records: Records, company: "Company", *, password: str) -> None:
    """Add the company's accounts, roles, people and mappings; everybody gets the same password."""
    _add_catalogue(records, company)
    # One hash for all of them: it is the same password, and hashing is slow on purpose.
    password_hash = Argon2Passwords().hash(password)
    for person in company.people:
        groups = tuple(group.name for group in company.groups if person.username in group.members)
        records.people.add(
            Username.parse(person.username),
            actor=_DEMO,
            groups=groups,
            password_hash=password_hash,
            display_name=person.display_name,
        )
    for mapping in company.mappings:
        _add_mapping(records, mapping)
    for person in company.people:
        if person.disabled:
            records.people.disable(Username.parse(person.username), actor=_DEMO, reason="left the company")


def add_second_admin(records: Records) -> Username:
    """Make somebody else of the company an admin too: where two have to agree, one alone could change nothing."""
    records.people.map_to_portal(_SECOND_ADMIN, "admin", actor=_DEMO)
    return _SECOND_ADMIN


def _add_catalogue(records: Records, company: "Company") -> None:
    for account in company.accounts:
        records.catalogue.add_account(
            Account(
                id=new_id(),
                partition=account.partition,
                account_id=AccountId.parse(account.account_id),
                name=account.name,
                description=account.description,
                environment=account.environment,
                colour=account.colour,
                tags=dict(account.tags),
                sensitive=account.sensitive,
                default_region=account.default_region,
            ),
            actor=_DEMO,
        )
    for role in company.roles:
        records.catalogue.add_role(
            RoleArn.parse(role.role_arn),
            actor=_DEMO,
            max_console_duration=Duration.of_seconds(role.max_console_duration),
            description=role.description,
            external_id=role.external_id,
            source_identity=role.source_identity,
            default_destination=role.default_destination,
        )


def _add_mapping(records: Records, mapping: "SampleMapping") -> None:
    if mapping.target_kind == "portal":
        target: PortalTarget = "admin" if mapping.target == "admin" else "auditor"
        records.people.map_to_portal(Username.parse(mapping.subject), target, actor=_DEMO)
        return
    longest = mapping.max_console_duration
    now = records.clock()
    records.catalogue.add_mapping(
        mapping.subject_kind,
        mapping.subject,
        RoleArn.parse(mapping.target),
        actor=_DEMO,
        effect=mapping.effect,
        conditions=Conditions(max_console_duration=Duration.of_seconds(longest) if longest else None),
        valid_from=now + mapping.valid_from if mapping.valid_from is not None else None,
        valid_until=now + mapping.valid_until if mapping.valid_until is not None else None,
    )
