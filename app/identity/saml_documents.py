"""Reads the answer of a SAML provider, and refuses every shape but the one that this portal takes.

Nothing here looks at who signed it: what is refused here is refused before any signature is computed.
"""

import base64
import binascii
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final  # Any: lxml has no types

from lxml import etree

from app.domain.names import shown
from app.domain.saml_refusals import (
    AnswerTooLarge,
    SamlEncrypted,
    SamlMisshapen,
    SamlStatus,
    SamlUnreadable,
    SamlUnsafe,
    SamlUnsigned,
)
from app.identity.saml_client import ASSERTION, PROTOCOL, SIGNATURE

LARGEST: Final = 256 * 1024
# Canonicalization takes time by the square of the prefixes that are known in a place; answers have about ten.
_MOST_PREFIXES: Final = 32
# Without the "=" behind it: every try succeeds then, and no text makes the search go back and try again without end.
_PREFIX: Final = re.compile(r"xmlns(:[^\s=]*)?")
_SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
_RESPONSE: Final = f"{{{PROTOCOL}}}Response"
_ASSERTION: Final = f"{{{ASSERTION}}}Assertion"
_SIGNATURE: Final = f"{{{SIGNATURE}}}Signature"
_ENCRYPTED: Final = ("EncryptedAssertion", "EncryptedID", "EncryptedAttribute", "NewEncryptedID")


@dataclass(frozen=True, slots=True)
class Document:
    """An answer of the right shape: nothing in it is verified. At least one of both has a signature of its own."""

    response: Any
    assertion: Any
    response_signature: Any | None
    assertion_signature: Any | None


def read_document(text: str, *, provider: str) -> Document:
    """Read what a browser brought; raises NotVouchedFor."""
    root = _parsed(_decoded(text, provider), provider)
    _require_plain(root, provider)
    if root.tag != _RESPONSE:
        raise SamlUnreadable(provider=provider, what="it is no SAML 2.0 response")
    if any(etree.QName(element).localname in _ENCRYPTED for element in root.iter()):
        raise SamlEncrypted(provider=provider)
    assertion = _only_assertion(root, provider)
    _require_unique_ids(root, provider)
    return _with_signatures(root, assertion, provider)


def require_success(response: Any, provider: str) -> None:
    """Raise SamlStatus unless the provider says that all went well. Source: SAML Core 2.0, section 3.2.2."""
    codes = [code.get("Value", "") for code in response.iterfind(f"{{{PROTOCOL}}}Status//{{{PROTOCOL}}}StatusCode")]
    if codes != [_SUCCESS]:
        said = codes[-1].rpartition(":")[2] if codes else "nothing"
        raise SamlStatus(provider=provider, status=shown(said) or "nothing")


def _decoded(text: str, provider: str) -> bytes:
    """Read base64, with line breaks or without. Source: SAML Bindings 2.0, section 3.5.4."""
    packed = "".join(text.split())
    if len(packed) > LARGEST * 4 // 3 + 4:
        raise AnswerTooLarge(provider=provider, most=LARGEST // 1024)
    try:
        octets = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SamlUnreadable(provider=provider, what="it is not base64") from error
    if len(octets) > LARGEST:
        raise AnswerTooLarge(provider=provider, most=LARGEST // 1024)
    return octets


def _parsed(octets: bytes, provider: str) -> Any:
    """Parse UTF-8, whatever the declaration says: in another encoding a declaration could hide from us."""
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SamlUnreadable(provider=provider, what="it is not UTF-8") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise SamlUnsafe(provider=provider, what="a document type")
    if len(set(_PREFIX.findall(text))) > _MOST_PREFIXES:
        raise SamlUnsafe(provider=provider, what="a multitude of prefixes")
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(text.encode(), parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SamlUnreadable(provider=provider, what="it is not XML") from error


def _require_plain(root: Any, provider: str) -> None:
    """Elements and texts, and nothing that could stand within a name and be read by one and not by another."""
    if root.getroottree().docinfo.doctype:
        raise SamlUnsafe(provider=provider, what="a document type")
    odd = [node for node in root.getroottree().iter() if not isinstance(node.tag, str)]
    # What stands before and after the root is no part of its tree.
    odd += [*root.itersiblings(), *root.itersiblings(preceding=True)]
    if odd:
        raise SamlUnsafe(provider=provider, what="a comment, an entity or a processing instruction")


def _only_assertion(root: Any, provider: str) -> Any:
    everywhere = list(root.iter(_ASSERTION))
    if not everywhere:
        require_success(root, provider)
    if len(everywhere) != 1 or len(list(root.iter(_RESPONSE))) != 1:
        raise SamlMisshapen(provider=provider, what="there is not one assertion in one response")
    if everywhere[0].getparent() is not root:
        raise SamlMisshapen(provider=provider, what="the assertion is not where it belongs")
    return everywhere[0]


def _require_unique_ids(root: Any, provider: str) -> None:
    """Whatever a verifier takes for an ID names one element, and both that count have one."""
    names = ((element, name) for element in root.iter() for name in element.attrib)
    ids = Counter(element.get(name) for element, name in names if etree.QName(name).localname.lower() == "id")
    if any(count > 1 for count in ids.values()):
        raise SamlMisshapen(provider=provider, what="an ID is there twice")
    if not all(element.get("ID") for element in (root, *root.iterchildren(_ASSERTION))):
        raise SamlMisshapen(provider=provider, what="an ID is missing")


def _with_signatures(root: Any, assertion: Any, provider: str) -> Document:
    """Find the signatures: a response's and an assertion's are their children, and there are no others."""
    everywhere = list(root.iter(_SIGNATURE))
    of_response, of_assertion = list(root.iterchildren(_SIGNATURE)), list(assertion.iterchildren(_SIGNATURE))
    if not everywhere:
        raise SamlUnsigned(provider=provider)
    if len(everywhere) != len(of_response) + len(of_assertion) or max(len(of_response), len(of_assertion)) > 1:
        raise SamlMisshapen(provider=provider, what="a signature is not where it belongs")
    return Document(root, assertion, next(iter(of_response), None), next(iter(of_assertion), None))
