"""Asks a SAML provider to sign somebody in: a signed request in an address.

Source: SAML Core 2.0, section 3.4; SAML Bindings 2.0, section 3.4.4.1.
"""

import base64
import zlib
from datetime import UTC, datetime
from typing import Any, Final  # Any: lxml has no types
from urllib.parse import quote_plus

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import etree

from app.domain.saml import AskedSignIn
from app.identity.saml_client import ASSERTION, POST_BINDING, PROTOCOL, SamlClient

_RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_RAW_DEFLATE: Final = -15


def sign_in_url(client: SamlClient, asked: AskedSignIn, *, now: datetime) -> str:
    """Return where the browser goes on; the signature is over the octets of the query, in this order."""
    packed = quote_plus(base64.b64encode(_deflated(_request(client, asked, now))))
    query = f"SAMLRequest={packed}&SigAlg={quote_plus(_RSA_SHA256)}"
    signature = client.own.key.sign(query.encode("ascii"), PKCS1v15(), SHA256())
    joint = "&" if "?" in client.idp.sso_url else "?"
    return f"{client.idp.sso_url}{joint}{query}&Signature={quote_plus(base64.b64encode(signature))}"


def _request(client: SamlClient, asked: AskedSignIn, now: datetime) -> bytes:
    request = etree.Element(
        f"{{{PROTOCOL}}}AuthnRequest",
        attrib={
            "ID": asked.request_id,
            "Version": "2.0",
            "IssueInstant": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Destination": client.idp.sso_url,
            "ProtocolBinding": POST_BINDING,
            "AssertionConsumerServiceURL": client.acs_url,
        },
        nsmap={"samlp": PROTOCOL, "saml": ASSERTION},
    )
    if asked.anew:
        request.set("ForceAuthn", "true")
    etree.SubElement(request, f"{{{ASSERTION}}}Issuer").text = client.entity_id
    _add_wishes(request, client)
    return bytes(etree.tostring(request))


def _add_wishes(request: Any, client: SamlClient) -> None:
    """Say what kind of name and of sign-in is wanted, where the settings say so."""
    if client.name_id_format is not None:
        wish = {"Format": client.name_id_format, "AllowCreate": "true"}
        etree.SubElement(request, f"{{{PROTOCOL}}}NameIDPolicy", attrib=wish)
    if client.contexts:
        wished = etree.SubElement(request, f"{{{PROTOCOL}}}RequestedAuthnContext", attrib={"Comparison": "exact"})
        for context in client.contexts:
            etree.SubElement(wished, f"{{{ASSERTION}}}AuthnContextClassRef").text = context


def _deflated(octets: bytes) -> bytes:
    packer = zlib.compressobj(wbits=_RAW_DEFLATE)
    return packer.compress(octets) + packer.flush()
