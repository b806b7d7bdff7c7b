"""Discoveries and the accounts that they found, as rows and as values."""

from typing import Any, cast  # Any: the columns of a row

from sqlalchemy import Row

from app.domain.arns import AccountId, RoleArn
from app.domain.discovery import Discovery, DiscoverySettings, FoundAccount, FoundRole, Scan, Trouble
from app.domain.ledger import Actor, Plain
from app.domain.trust_readings import Admission

Body = dict[str, Any]


def discovery_of(row: Row[Any]) -> Discovery:
    """Make the value of a row of `discovery`."""
    body, settings = cast("Body", row.body), cast("Body", row.settings)
    organization_role = settings["organization_role"]
    return Discovery(
        id=row.id,
        at=row.at,
        actor=Actor(row.actor_kind, row.actor_id),
        settings=DiscoverySettings(
            partition=settings["partition"],
            read_role=settings["read_role"],
            organization_role=RoleArn.parse(organization_role) if organization_role else None,
            external_id=settings["external_id"],
            identity_center_roles=settings["identity_center_roles"],
        ),
        state=row.state,
        portal_identity=body["portal_identity"],
        next_token=body["next_token"],
        trouble=_trouble_of(body["trouble"]),
        not_before=row.not_before,
        tries=body["tries"],
        ended_at=row.ended_at,
    )


def discovery_columns(value: Discovery) -> dict[str, Any]:
    """Return the columns of a discovery that change while it goes on."""
    body: dict[str, Plain] = {
        "portal_identity": value.portal_identity,
        "next_token": value.next_token,
        "trouble": _trouble_to_store(value.trouble),
        "tries": value.tries,
    }
    return {"state": value.state, "body": body, "not_before": value.not_before, "ended_at": value.ended_at}


def order_columns(value: Discovery) -> dict[str, Any]:
    """Return every column of a new discovery."""
    settings = value.settings
    ordered: dict[str, Plain] = {
        "partition": settings.partition,
        "read_role": settings.read_role,
        "organization_role": settings.organization_role.text if settings.organization_role else None,
        "external_id": settings.external_id,
        "identity_center_roles": settings.identity_center_roles,
    }
    about = {"id": value.id, "at": value.at, "actor_kind": value.actor.kind, "actor_id": value.actor.id}
    return {**about, "settings": ordered, **discovery_columns(value)}


def found_account_of(row: Row[Any]) -> FoundAccount:
    """Make the value of a row of `discovery_account`."""
    body = cast("Body", row.body)
    return FoundAccount(
        account_id=AccountId(row.account_id),
        name=row.name,
        tags=row.tags,
        state=row.state,
        scan=_scan_of(body["scan"]),
        trouble=_trouble_of(body["trouble"]),
        not_before=row.not_before,
        tries=body["tries"],
    )


def found_account_columns(value: FoundAccount) -> dict[str, Any]:
    """Return the columns of an account, but for those of its key."""
    body: dict[str, Plain] = {
        "scan": _scan_to_store(value.scan),
        "trouble": _trouble_to_store(value.trouble),
        "tries": value.tries,
    }
    told = {"name": value.name, "tags": dict(value.tags), "state": value.state}
    return {**told, "body": body, "not_before": value.not_before}


def _scan_of(stored: Body) -> Scan:
    roles = tuple(_role_of(role) for role in stored["roles"])
    return Scan(roles=roles, left_out=stored["left_out"], marker=stored["marker"], is_listed=stored["is_listed"])


def _scan_to_store(scan: Scan) -> dict[str, Plain]:
    roles: list[Plain] = [_role_to_store(role) for role in scan.roles]
    return {"roles": roles, "left_out": scan.left_out, "marker": scan.marker, "is_listed": scan.is_listed}


def _role_of(stored: Body) -> FoundRole:
    return FoundRole(
        role_arn=RoleArn.parse(stored["role_arn"]),
        description=stored["description"],
        max_session_duration=stored["max_session_duration"],
        admission=Admission(stored["names_portal"], stored["source_identity"], stored["external_id"]),
        tags=stored["tags"],
    )


def _role_to_store(role: FoundRole) -> dict[str, Plain]:
    return {
        "role_arn": role.role_arn.text,
        "description": role.description,
        "max_session_duration": role.max_session_duration,
        "names_portal": role.admission.names_portal,
        "source_identity": role.admission.source_identity,
        "external_id": role.admission.external_id,
        "tags": None if role.tags is None else dict(role.tags),
    }


def _trouble_of(stored: Body | None) -> Trouble | None:
    return None if stored is None else Trouble(code=stored["code"], values=stored["values"])


def _trouble_to_store(trouble: Trouble | None) -> dict[str, Plain] | None:
    return None if trouble is None else {"code": trouble.code, "values": dict(trouble.values)}
