"""Answers that the provider did not sign, or not like this: wrapped, altered, cut, and of other kinds."""

import base64
from collections.abc import Callable, Sequence
from random import Random
from typing import Final  # Any: lxml has no types

from lxml import etree

from tests.hostile.saml.said import other
from tests.saml.minting import (
    SAML,
    Said,
    assertion_in,
    packed,
    signed_assertion,
    signed_response,
    signed_twice,
)
from tests.saml.signing import DS, EXCLUSIVE, HMAC_SHA256, RSA_SHA1, RSA_SHA512, USUAL, Signer, sign
from tests.saml.wrapping import WRAPPINGS

SIGNS: Final = (signed_assertion, signed_response, signed_twice)
_TRANSFORMS: Final = (
    f"{DS}base64",
    f"{DS}enveloped-signature",
    EXCLUSIVE,
    f"{EXCLUSIVE}WithComments",
    "http://www.w3.org/TR/1999/REC-xslt-19991116",
    "http://www.w3.org/TR/1999/REC-xpath-19991116",
    "http://www.w3.org/2002/06/xmldsig-filter2",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "",
)
_DOCTYPES: Final = (
    b"<!DOCTYPE x>",
    b'<!DOCTYPE x [<!ENTITY a "b">]>',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/">',
)
Forge = Callable[[Random, Said, Signer, Signer], str]


def forged(random: Random, said: Said, idp: Signer, stranger: Signer) -> tuple[str, str]:
    """Return how it was forged, and what a browser posts."""
    forge: Forge = random.choice(_FORGERIES)
    return forge.__name__, forge(random, said, idp, stranger)


def _wrapped(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    return packed(random.choice(WRAPPINGS)(said, idp))


def _second_assertion(random: Random, said: Said, idp: Signer, stranger: Signer) -> str:
    response, more = random.choice(SIGNS)(said, idp), signed_assertion(Said(name_id="00u-the-boss"), stranger)
    response.insert(random.randrange(len(response) + 1), assertion_in(more))
    return packed(response)


def _by_a_stranger(random: Random, said: Said, idp: Signer, stranger: Signer) -> str:
    """A good signature by somebody, who may name the provider's certificate."""
    named = f"<ds:X509Data><ds:X509Certificate>{idp.der}</ds:X509Certificate></ds:X509Data>"
    response = said.response()
    element = random.choice((response, assertion_in(response)))
    sign(element, stranger, key_info=random.choice((None, named, "", "<ds:KeyName>acme</ds:KeyName>")))
    return packed(response)


def _another_algorithm(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    response = said.response()
    element = random.choice((response, assertion_in(response)))
    sign(element, idp, algorithm=random.choice((RSA_SHA1, HMAC_SHA256)))
    return packed(response)


def _another_name_of_the_algorithm(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    response = random.choice(SIGNS)(said, idp)
    method = next(response.iter(f"{{{DS}}}{random.choice(('SignatureMethod', 'DigestMethod'))}"))
    named = (RSA_SHA512, f"{DS}dsa-sha1", "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "none", "")
    method.set("Algorithm", random.choice((*named, other(random, method.get("Algorithm")))))
    return packed(response)


def _other_transforms(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    chosen = random.choices(_TRANSFORMS, k=random.randint(0, 4))
    transforms = "".join(f'<ds:Transform Algorithm="{one}"/>' for one in chosen)
    transforms = f"{transforms}<ds:Transform/>" if transforms == USUAL else transforms
    return packed(signed_assertion(said, idp, transforms=transforms))


def _another_reference(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    uris = ("", "#", "#_elsewhere", f"#{said.response_id}", "#xpointer(/)", "file:///etc/passwd", "http://127.0.0.1:9/")
    return packed(signed_assertion(said, idp, uri=random.choice(uris)))


def _altered_text(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    """A text or an attribute of the signed assertion is another one."""
    response = random.choice(SIGNS)(said, idp)
    elements = [one for one in assertion_in(response).iter() if not one.tag.startswith(f"{{{DS}}}")]
    element = random.choice([one for one in elements if one.attrib or one.text])
    if element.text and (not element.attrib or random.random() < 0.5):
        element.text = f"{element.text}x" if random.random() < 0.3 else other(random, element.text)
    else:
        name = random.choice(sorted(element.attrib))
        element.set(name, other(random, element.get(name)))
    return packed(response)


def _flipped_bit(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    """One bit of a signature, or of a digest."""
    response = random.choice(SIGNS)(said, idp)
    value = random.choice(list(response.iter(f"{{{DS}}}SignatureValue", f"{{{DS}}}DigestValue")))
    octets = bytearray(base64.b64decode(value.text))
    octets[random.randrange(len(octets))] ^= 1 << random.randrange(8)
    value.text = base64.b64encode(octets).decode()
    return packed(response)


def _moved_signature(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    response = signed_assertion(said, idp)
    places = [one for one in response.iter() if not one.tag.startswith(f"{{{DS}}}")]
    places.remove(assertion_in(response))
    random.choice(places).append(next(response.iter(f"{{{DS}}}Signature")))
    return packed(response)


def _odd_node(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    """Something that a canonical form leaves out, or that only some readers see."""
    response = random.choice(SIGNS)(said, idp)
    node = random.choice((etree.Comment("x"), etree.PI("x", "y"), etree.Element(f"{{{SAML}}}EncryptedID")))
    element = random.choice(list(response.iter()))
    element.insert(random.randrange(len(element) + 1), node)
    return packed(response)


def _octets(random: Random, said: Said, idp: Signer, _stranger: Signer) -> str:
    """What is hardly an answer at all any more."""
    octets = etree.tostring(random.choice(SIGNS)(said, idp))
    place = random.randrange(1, len(octets) - 1)
    return random.choice(
        (
            packed(octets[:place]),
            packed(octets[place:]),
            packed(octets + octets),
            packed(octets[:place] + b"\xff\x00" + octets[place:]),
            packed(random.choice(_DOCTYPES) + octets),
            packed(octets.decode().encode("utf-16")),
            packed(b"<a>" * random.randint(1, 50_000)),
            packed(b"x" * random.randint(1, 300_000)),
            octets.decode(),
            "",
            "é" * 100,
        )
    )


_FORGERIES: Final[Sequence[Forge]] = (
    *(_wrapped, _second_assertion, _by_a_stranger, _another_algorithm, _another_name_of_the_algorithm),
    *(_other_transforms, _another_reference, _altered_text, _flipped_bit, _moved_signature, _odd_node, _octets),
)
