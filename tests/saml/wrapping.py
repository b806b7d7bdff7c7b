"""The eight ways of wrapping a signature: what was signed stays in the answer, and something else is to be read.

Source: Somorovsky and others, “On Breaking SAML” (USENIX Security 2012), numbered as in SAML Raider.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final  # Any: lxml has no types

from lxml import etree

from tests.saml.minting import SAML, SAMLP, Said, assertion_in, signed_assertion, signed_response
from tests.saml.signing import DS, Signer

BOSS: Final = "00u-the-boss"
_EVIL: Final = "_evil"


def _evil(signed: Any) -> Any:
    """A copy without its signature, about somebody else."""
    evil = deepcopy(signed)
    _without_signature(evil)
    evil.set("ID", _EVIL)
    next(evil.iter(f"{{{SAML}}}NameID")).text = BOSS
    return evil


def _without_signature(element: Any) -> Any:
    element.remove(_signature_in(element))
    return element


def _signature_in(element: Any) -> Any:
    return next(element.iterchildren(f"{{{DS}}}Signature"))


def _response_within_signature(said: Said, signer: Signer) -> Any:
    signed = signed_response(said, signer)
    evil, signature = _evil(signed), deepcopy(_signature_in(signed))
    signature.append(_without_signature(signed))
    evil.insert(1, signature)
    return evil


def _response_before_signature(said: Said, signer: Signer) -> Any:
    signed = signed_response(said, signer)
    evil, signature = _evil(signed), deepcopy(_signature_in(signed))
    evil.insert(1, _without_signature(signed))
    evil.insert(2, signature)
    return evil


def _assertion_before(said: Said, signer: Signer) -> Any:
    response = signed_assertion(said, signer)
    assertion_in(response).addprevious(_evil(assertion_in(response)))
    return response


def _assertion_around(said: Said, signer: Signer) -> Any:
    response = signed_assertion(said, signer)
    signed = assertion_in(response)
    evil = _evil(signed)
    signed.addprevious(evil)
    evil.append(signed)
    return response


def _assertion_with_the_signature(said: Said, signer: Signer) -> Any:
    response = signed_assertion(said, signer)
    evil = assertion_in(response)
    original = _without_signature(deepcopy(evil))
    evil.set("ID", _EVIL)
    next(evil.iter(f"{{{SAML}}}NameID")).text = BOSS
    response.append(original)
    return response


def _assertion_within_signature(said: Said, signer: Signer) -> Any:
    response = _assertion_with_the_signature(said, signer)
    evil, original = response.iterchildren(f"{{{SAML}}}Assertion")
    _signature_in(evil).append(original)
    return response


def _assertion_in_extensions(said: Said, signer: Signer) -> Any:
    response = signed_assertion(said, signer)
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    evil = _evil(assertion_in(response))
    evil.set("ID", assertion_in(response).get("ID"))
    extensions.append(evil)
    response.insert(1, extensions)
    return response


def _assertion_in_an_object(said: Said, signer: Signer) -> Any:
    response = signed_assertion(said, signer)
    evil = assertion_in(response)
    original = _without_signature(deepcopy(evil))
    next(evil.iter(f"{{{SAML}}}NameID")).text = BOSS
    etree.SubElement(_signature_in(evil), f"{{{DS}}}Object").append(original)
    return response


WRAPPINGS: Final[tuple[Callable[[Said, Signer], Any], ...]] = (
    _response_within_signature,
    _response_before_signature,
    _assertion_before,
    _assertion_around,
    _assertion_with_the_signature,
    _assertion_within_signature,
    _assertion_in_extensions,
    _assertion_in_an_object,
)
