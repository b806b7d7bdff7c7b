"""Turns a verified assertion into the person whom a provider vouches for."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final  # Any: lxml has no types

from app.domain.names import is_legible
from app.domain.people import MalformedEmail, MalformedUsername, Username, parse_email
from app.domain.provider_refusals import GroupsMissing
from app.domain.saml_refusals import AttributeWrong, NameIdPasses, SamlGroupsElsewhere
from app.domain.vouching import Vouched, VouchedGroup
from app.domain.web_sessions import PROVIDER_MFA, Proof
from app.identity.oidc_claims import groups_named
from app.identity.saml_assertions import Judge, text_of, whole_text_of
from app.identity.saml_client import ASSERTION, SamlClient

_SAML: Final = f"{{{ASSERTION}}}"
_TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_NAME_ID: Final = "NameID"
# Entra puts it in the place of groups where there are more than 150. Source: Microsoft, "Configure group claims".
_ENTRA_GROUPS_LINK: Final = "http://schemas.microsoft.com/claims/groups.link"
_LONGEST_SUBJECT: Final = 1024
Attributes = Mapping[str, Sequence[str]]


def vouched_from(assertion: Any, client: SamlClient, judge: Judge, *, now: datetime) -> Vouched:
    """Return whom a verified assertion vouches for; raises NotVouchedFor."""
    statement = judge.only(assertion, "AuthnStatement")
    given, name_id = _attributes(assertion, client), _name_id(assertion, client, judge)
    to_the_letter = _attributes(assertion, client, read=whole_text_of)
    username = _username(given, text_of(name_id), client)
    return Vouched(
        issuer=client.idp.entity_id,
        subject=_subject(to_the_letter, whole_text_of(name_id), client),
        source=client.way.source,
        username=username,
        display_name=_name_in(given, client.attributes.display_name) or username.text,
        email=_email(given, client.attributes.email),
        groups=_groups(to_the_letter, client),
        proofs=_proofs(statement, client, judge, now),
        provider_sid=statement.get("SessionIndex") or None,
        until=_until(statement, judge),
    )


def _attributes(assertion: Any, client: SamlClient, *, read: Callable[[Any], str] = text_of) -> dict[str, list[str]]:
    """Collect what the attributes say; an attribute that stands twice says both."""
    found: dict[str, list[str]] = {}
    for attribute in assertion.iterfind(f"{_SAML}AttributeStatement/{_SAML}Attribute"):
        values = [read(value) for value in attribute.iterchildren(f"{_SAML}AttributeValue")]
        found.setdefault(attribute.get("Name", ""), []).extend(values)
    if client.attributes.groups is not None and _ENTRA_GROUPS_LINK in found:
        raise SamlGroupsElsewhere(provider=client.way.label)
    return found


def _name_id(assertion: Any, client: SamlClient, judge: Judge) -> Any:
    """Return the name ID; one that passes is nobody's name, unless an attribute says who it is."""
    name_id = judge.only(judge.only(assertion, "Subject"), _NAME_ID)
    if name_id.get("Format") == _TRANSIENT and client.attributes.subject is None:
        raise NameIdPasses(provider=client.way.label)
    return name_id


def _subject(given: Attributes, name_id: str, client: SamlClient) -> str:
    """Who it is, letter by letter as the provider says it: two that look the same may be two people.

    Blanks at its ends are refused and not taken away: without them it would be somebody else.
    """
    name = client.attributes.subject
    subject = name_id if name is None else _one(given, name, client)
    if not is_legible(subject, longest=_LONGEST_SUBJECT):
        raise AttributeWrong(provider=client.way.label, attribute=name or _NAME_ID)
    return subject


def _username(given: Attributes, name_id: str, client: SamlClient) -> Username:
    name = client.attributes.username
    text = name_id if name is None else _one(given, name, client)
    try:
        return Username.parse(text)
    except MalformedUsername as error:
        raise AttributeWrong(provider=client.way.label, attribute=name or _NAME_ID) from error


def _one(given: Attributes, name: str, client: SamlClient) -> str:
    """Return the one value of an attribute that has to be there."""
    values = given.get(name, ())
    if len(values) != 1:
        raise AttributeWrong(provider=client.way.label, attribute=name)
    return values[0]


def _name_in(given: Attributes, name: str | None) -> str | None:
    texts = [_normal(text) for text in given.get(name or "", ())]
    return next((text for text in texts if is_legible(text)), None)


def _email(given: Attributes, name: str | None) -> str | None:
    text = next(iter(given.get(name or "", ())), None)
    try:
        return None if text is None else parse_email(text)
    except MalformedEmail:
        return None


def _groups(given: Attributes, client: SamlClient) -> tuple[VouchedGroup, ...] | None:
    """Return each group once; a provider that is asked for them and sends none says that there are none.

    Raises GroupNotKept.
    """
    name = client.attributes.groups
    if name is None:
        return None
    if name not in given and client.attributes.groups_required:
        raise GroupsMissing(provider=client.way.label, claim=name)
    return groups_named(given.get(name, ()), client.way)


def _proofs(statement: Any, client: SamlClient, judge: Judge, now: datetime) -> tuple[Proof, ...]:
    """Date the proofs by when the provider saw the person, and never ahead of our own clock."""
    at = min(now, judge.moment(statement, "AuthnInstant"))
    context = statement.findtext(f"{_SAML}AuthnContext/{_SAML}AuthnContextClassRef", "").strip()
    proof = Proof(client.way.source, at)
    return (proof, Proof(client.way.source + PROVIDER_MFA, at)) if context in client.mfa_contexts else (proof,)


def _until(statement: Any, judge: Judge) -> datetime | None:
    """Return when the provider wants the web session to end at the latest."""
    if statement.get("SessionNotOnOrAfter") is None:
        return None
    until = judge.moment(statement, "SessionNotOnOrAfter")
    judge.require_not_over(until)
    return until


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
