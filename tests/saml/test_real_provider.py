"""Through samlp, which nobody here wrote, and back: it takes our signed request, and we take what it signs."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.click.joined import Joined
from tests.fixtures.saml_idp import SamlIdp
from tests.web.pages import Page
from tests.web.visitor import Visitor

BEGIN = "/sign-in/saml/acme"


@pytest.fixture
def visitor(join: Callable[..., Joined], saml_idp: SamlIdp) -> Visitor:
    """Somebody at a portal that knows the provider."""
    portal = join(DOORSTEP_PUBLIC_URL=saml_idp.portal_url, **saml_idp.settings())
    return Visitor(portal.app, public_url=saml_idp.portal_url)


def come_back(visitor: Visitor, fields: dict[str, str]) -> TestResponse:
    """Post what the provider's page posts, and follow where that leads."""
    posted = visitor.post(f"{BEGIN}/acs", fields, {"Sec-Fetch-Site": "cross-site"})
    assert posted.status_code == 303, Page(posted.text).words
    return visitor.get(posted.headers["Location"])


@pytest.mark.parametrize("signs", ["assertion", "response", "both"])
def test_dora_signs_in_whatever_is_signed(visitor: Visitor, saml_idp: SamlIdp, signs: str) -> None:
    away = visitor.get(BEGIN)

    answer = come_back(visitor, saml_idp.let_in(away.headers["Location"], "dora", signs))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Dora Dean" in Page(visitor.get("/").text).words


def test_the_provider_takes_no_request_that_we_did_not_sign(visitor: Visitor, saml_idp: SamlIdp) -> None:
    url = visitor.get(BEGIN).headers["Location"]
    signed, _ampersand, signature = url.rpartition("&Signature=")

    answers = [saml_idp.answer_to(one) for one in (url, signed, f"{signed}&Signature={signature[::-1]}")]

    assert [answer.status_code for answer in answers] == [200, 400, 400]


def test_its_metadata_leads_to_it(visitor: Visitor, saml_idp: SamlIdp) -> None:
    away = urlsplit(visitor.get(BEGIN).headers["Location"])

    assert f"{away.scheme}://{away.netloc}{away.path}" == f"{saml_idp.url}/sso"
