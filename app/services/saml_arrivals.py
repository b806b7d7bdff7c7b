"""What a SAML provider vouches for, on its way through the database: from the provider's POST to the browser's GET."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any  # Any: what canonical JSON gives back

from app.domain.ledger import Plain
from app.domain.people import Username
from app.domain.vouching import Vouched, VouchedGroup
from app.domain.web_sessions import Proof


def body_of(vouched: Vouched) -> dict[str, Plain]:
    """Return what is vouched for as a challenge keeps it."""
    groups: list[Plain] | None = None
    if vouched.groups is not None:
        groups = [[one.external_id, one.name] for one in vouched.groups]
    return {
        "issuer": vouched.issuer,
        "subject": vouched.subject,
        "source": vouched.source,
        "username": vouched.username.text,
        "display_name": vouched.display_name,
        "email": vouched.email,
        "groups": groups,
        "proofs": [[one.how, one.at.isoformat()] for one in vouched.proofs],
        "provider_sid": vouched.provider_sid,
        "until": vouched.until.isoformat() if vouched.until else None,
    }


def vouched_in(body: Mapping[str, Any]) -> Vouched:
    """Return what was kept."""
    groups = body["groups"]
    return Vouched(
        issuer=body["issuer"],
        subject=body["subject"],
        source=body["source"],
        username=Username.parse(body["username"]),
        display_name=body["display_name"],
        email=body["email"],
        groups=None if groups is None else tuple(VouchedGroup(external_id, name) for external_id, name in groups),
        proofs=tuple(Proof(how, datetime.fromisoformat(at)) for how, at in body["proofs"]),
        provider_sid=body["provider_sid"],
        until=datetime.fromisoformat(body["until"]) if body["until"] else None,
    )
