"""Answers of a SAML provider, as good as can be, or different as a test wants."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final  # Any: lxml has no types
from uuid import uuid4
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from tests.saml.signing import Signer, sign

SAML: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
IDP: Final = "https://idp.example.com/saml"
PUBLIC_URL: Final = "http://localhost:8000"
ACS: Final = f"{PUBLIC_URL}/sign-in/saml/acme/acs"
OURS: Final = f"{PUBLIC_URL}/sign-in/saml/acme/metadata"
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
PASSWORD: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
MFA: Final = "https://refeds.org/profile/mfa"
BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
EVERYTHING: Final = {"name": ["dora"], "display": ["Dora Dean"], "mail": ["dora@example.com"], "groups": ["developers"]}


@dataclass(frozen=True)
class Said:
    """What an answer says. Moments are in seconds from now."""

    request_id: str = "_a-request"
    issuer: str = IDP
    response_issuer: str = IDP
    destination: str = ACS
    recipient: str = ACS
    audiences: tuple[str, ...] = (OURS,)
    confirmed_request_id: str | None = None
    method: str = BEARER
    name_id: str = "00u1"
    name_id_format: str = PERSISTENT
    status: str = SUCCESS
    version: str = "2.0"
    issued: float = 0
    since: float = -5
    until: float = 300
    confirmed_until: float = 300
    authenticated: float = -1
    context: str = PASSWORD
    session_index: str = "_session"
    session_until: float | None = None
    attributes: Mapping[str, list[str]] = field(default_factory=lambda: EVERYTHING)
    response_id: str = field(default_factory=lambda: f"_r{uuid4().hex}")
    assertion_id: str = field(default_factory=lambda: f"_a{uuid4().hex}")
    more_conditions: str = ""

    def at(self, seconds: float) -> str:
        """A moment as XML has it."""
        return (
            (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        )

    def response(self) -> Any:
        """The whole answer, without a signature."""
        return etree.fromstring(
            f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID={quoteattr(self.response_id)}'
            f' Version={quoteattr(self.version)} IssueInstant="{self.at(self.issued)}"'
            f" Destination={quoteattr(self.destination)} InResponseTo={quoteattr(self.request_id)}>"
            f"<saml:Issuer>{escape(self.response_issuer)}</saml:Issuer>"
            f"<samlp:Status><samlp:StatusCode Value={quoteattr(self.status)}/></samlp:Status>"
            f"{self._assertion()}</samlp:Response>"
        )

    def _assertion(self) -> str:
        return (
            f'<saml:Assertion xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" Version={quoteattr(self.version)}'
            f' ID={quoteattr(self.assertion_id)} IssueInstant="{self.at(self.issued)}">'
            f"<saml:Issuer>{escape(self.issuer)}</saml:Issuer>{self._subject()}"
            f'<saml:Conditions NotBefore="{self.at(self.since)}" NotOnOrAfter="{self.at(self.until)}">'
            f"{''.join(map(_restriction, self.audiences))}{self.more_conditions}</saml:Conditions>"
            f"{self._statements()}</saml:Assertion>"
        )

    def _subject(self) -> str:
        answered = self.request_id if self.confirmed_request_id is None else self.confirmed_request_id
        return (
            f"<saml:Subject><saml:NameID Format={quoteattr(self.name_id_format)}>{escape(self.name_id)}</saml:NameID>"
            f"<saml:SubjectConfirmation Method={quoteattr(self.method)}><saml:SubjectConfirmationData"
            f' NotOnOrAfter="{self.at(self.confirmed_until)}" Recipient={quoteattr(self.recipient)}'
            f" InResponseTo={quoteattr(answered)}/></saml:SubjectConfirmation></saml:Subject>"
        )

    def _statements(self) -> str:
        ends = "" if self.session_until is None else f' SessionNotOnOrAfter="{self.at(self.session_until)}"'
        attributes = "".join(_attribute(name, values) for name, values in self.attributes.items())
        return (
            f'<saml:AuthnStatement AuthnInstant="{self.at(self.authenticated)}"'
            f" SessionIndex={quoteattr(self.session_index)}{ends}><saml:AuthnContext>"
            f"<saml:AuthnContextClassRef>{escape(self.context)}</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement><saml:AttributeStatement>{attributes}</saml:AttributeStatement>"
        )


def assertion_in(response: Any) -> Any:
    """The assertion of an answer."""
    return next(response.iterchildren(f"{{{SAML}}}Assertion"))


def signed_assertion(said: Said, signer: Signer, **how: Any) -> Any:
    """An answer whose assertion is signed, as most providers do it."""
    response = said.response()
    sign(assertion_in(response), signer, **how)
    return response


def signed_response(said: Said, signer: Signer, **how: Any) -> Any:
    """An answer that is signed as a whole."""
    response = said.response()
    sign(response, signer, **how)
    return response


def signed_twice(said: Said, signer: Signer) -> Any:
    """An answer that is signed as a whole, and its assertion as well."""
    response = signed_assertion(said, signer)
    sign(response, signer)
    return response


Signs = Callable[[Said, Signer], Any]


def packed(response: Any) -> str:
    """An answer as a form carries it."""
    octets = response if isinstance(response, bytes) else etree.tostring(response)
    return base64.b64encode(octets).decode()


def _restriction(audience: str) -> str:
    return f"<saml:AudienceRestriction><saml:Audience>{escape(audience)}</saml:Audience></saml:AudienceRestriction>"


def _attribute(name: str, values: list[str]) -> str:
    texts = "".join(f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>" for value in values)
    return f"<saml:Attribute Name={quoteattr(name)}>{texts}</saml:Attribute>"
