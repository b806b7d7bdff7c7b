"""Turns verified claims into the person whom a provider vouches for."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from app.domain.names import is_legible
from app.domain.people import MalformedEmail, MalformedUsername, Username, parse_email
from app.domain.provider_refusals import ClaimWrong, EmailNotVerified, GroupNotKept, GroupsMissing, NotTakenFrom
from app.domain.provider_ways import ProviderWay
from app.domain.vouching import LONGEST_GROUP_ID, MalformedGroupId, Vouched, VouchedGroup
from app.domain.web_sessions import PROVIDER_MFA, UNDATED, Proof
from app.identity.registrations import Registered

Claims = Mapping[str, object]
_ONLY_SIGNED: Final = frozenset({"amr", "acr", "auth_time", "sid", "email_verified"})


def find_claim(claims: Claims, name: str) -> object:
    """Return a claim by its name, or by its path, as in `realm_access.roles`; None if there is none."""
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def with_userinfo(claims: Claims, told: Claims, client: Registered) -> Claims:
    """Return the claims of an ID token with those that it leaves out, as userinfo tells them.

    Userinfo is not signed: how somebody proved who they are, when, and in which session there, is only what the ID
    token says. Whether an address was verified is told by whoever tells the address.
    """
    added = {name: value for name, value in told.items() if name not in _ONLY_SIGNED}
    if find_claim(claims, client.claims.email) is None:
        claims = {name: value for name, value in claims.items() if name != "email_verified"}
        added |= {"email_verified": told.get("email_verified")}
    return {**added, **claims}


def vouched_from(
    claims: Claims, groups: tuple[VouchedGroup, ...] | None, client: Registered, *, now: datetime, anew: bool = False
) -> Vouched:
    """Return whom verified claims vouch for; raises NotVouchedFor. `anew` is whether the person was to be seen anew."""
    username = _username(claims, client)
    sid = claims.get("sid")
    return Vouched(
        issuer=client.issuer,
        subject=_subject(claims, client),
        source=client.way.source,
        username=username,
        display_name=_name_in(claims, client.claims.display_name) or username.text,
        email=_email(claims, client),
        groups=groups,
        proofs=_proofs(claims, client, now, anew=anew),
        provider_sid=sid if isinstance(sid, str) and sid else None,
    )


def groups_in(claims: Claims, client: Registered) -> tuple[VouchedGroup, ...] | None:
    """Return the groups that claims name, None where they name none at all; raises ClaimWrong or GroupNotKept."""
    given = find_claim(claims, client.claims.groups) if client.claims.groups else None
    if given is None:
        return None
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ClaimWrong(provider=client.way.label, claim=client.claims.groups)
    return groups_named(texts, client.way)


def groups_named(texts: Iterable[str], way: ProviderWay) -> tuple[VouchedGroup, ...]:
    """Return each group once, by its very text; an empty one names no group. Raises GroupNotKept."""
    try:
        return tuple(VouchedGroup.parse(text) for text in dict.fromkeys(texts) if text)
    except MalformedGroupId as error:
        raise GroupNotKept(provider=way.label, group=error.values["text"], longest=LONGEST_GROUP_ID) from error


def require_groups(groups: tuple[VouchedGroup, ...] | None, client: Registered) -> tuple[VouchedGroup, ...] | None:
    """Return the groups to keep: a provider that is asked for them and sends none says that there are none.

    Raises GroupsMissing where the settings say that this cannot be.
    """
    if groups is not None or client.claims.groups is None:
        return groups
    if client.claims.groups_required:
        raise GroupsMissing(provider=client.way.label, claim=client.claims.groups)
    return ()


def require_claims(claims: Claims, client: Registered) -> None:
    """Take only whom the settings let in: a claim is the text that it has to be, or lists it; raises NotTakenFrom."""
    for name, wanted in client.required.items():
        given = find_claim(claims, name)
        if given != wanted and not (isinstance(given, list) and wanted in given):
            raise NotTakenFrom(provider=client.way.label, claim=name)


def _subject(claims: Claims, client: Registered) -> str:
    """OpenID Connect Core 1.0, section 2: at most 255 ASCII characters."""
    subject = claims.get(client.claims.subject)
    if not isinstance(subject, str) or not subject.isascii() or not 1 <= len(subject) <= 255:
        raise ClaimWrong(provider=client.way.label, claim=client.claims.subject)
    return subject


def _username(claims: Claims, client: Registered) -> Username:
    name = client.claims.username
    text = find_claim(claims, name)
    if not isinstance(text, str):
        raise ClaimWrong(provider=client.way.label, claim=name)
    if name == client.claims.email and claims.get("email_verified") is not True:
        raise EmailNotVerified(provider=client.way.label)
    try:
        return Username.parse(text)
    except MalformedUsername as error:
        raise ClaimWrong(provider=client.way.label, claim=name) from error


def _name_in(claims: Claims, name: str) -> str | None:
    text = find_claim(claims, name)
    return _normal(text) if isinstance(text, str) and is_legible(_normal(text)) else None


def _email(claims: Claims, client: Registered) -> str | None:
    """Return the address, unless the provider itself says that it has not seen it work."""
    text = find_claim(claims, client.claims.email)
    if not isinstance(text, str) or claims.get("email_verified") is False:
        return None
    try:
        return parse_email(text)
    except MalformedEmail:
        return None


def _proofs(claims: Claims, client: Registered, now: datetime, *, anew: bool) -> tuple[Proof, ...]:
    """Date the proofs by `auth_time`, where the provider tells it, and never ahead of our own clock.

    Where it does not, a second factor is as new as the sign-in only if it was asked for with it: otherwise it may be
    that of the morning, and the provider has only remembered the person.
    """
    told = claims.get("auth_time")
    at = datetime.fromtimestamp(told, UTC) if isinstance(told, int) and 0 < told < now.timestamp() else now
    proof = Proof(client.way.source, at)
    if not _used_mfa(claims, client):
        return (proof,)
    return proof, Proof(client.way.source + PROVIDER_MFA, at if isinstance(told, int) or anew else UNDATED)


def _used_mfa(claims: Claims, client: Registered) -> bool:
    amr = claims.get("amr")
    methods = amr if isinstance(amr, list) else []
    return claims.get("acr") in client.mfa_acr or any(method in methods for method in client.mfa_amr)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
