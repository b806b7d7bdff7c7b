"""A portal that knows a SAML provider whose answers a test mints, and somebody at its door."""

import base64
import zlib
from pathlib import Path
from typing import Any  # lxml has no types
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from werkzeug.test import TestResponse

from app.domain.ledger import StoredEvent
from tests.click.joined import PUBLIC_URL, Joined
from tests.saml.minting import IDP, MFA, Said, packed, signed_assertion
from tests.saml.signing import Signer
from tests.web.visitor import Visitor

SSO = "https://idp.example.com/sso?tenant=1"


def settings_of(folder: Path, idp: Signer, own: Signer) -> dict[str, str]:
    """The settings of a portal that knows the provider as `acme`; their files are put into that folder."""
    (folder / "own.key").write_bytes(own.key_pem)
    (folder / "own.pem").write_bytes(own.pem)
    (folder / "idp.pem").write_bytes(idp.pem)
    return {
        "DOORSTEP_SAML__ACME__LABEL": "Acme",
        "DOORSTEP_SAML__ACME__ENTITY_ID": IDP,
        "DOORSTEP_SAML__ACME__SSO_URL": SSO,
        "DOORSTEP_SAML__ACME__IDP_CERTIFICATE_FILES": str(folder / "idp.pem"),
        "DOORSTEP_SAML__ACME__KEY_FILE": str(folder / "own.key"),
        "DOORSTEP_SAML__ACME__CERTIFICATE_FILE": str(folder / "own.pem"),
        "DOORSTEP_SAML__ACME__USERNAME_ATTRIBUTE": "name",
        "DOORSTEP_SAML__ACME__DISPLAY_NAME_ATTRIBUTE": "display",
        "DOORSTEP_SAML__ACME__EMAIL_ATTRIBUTE": "mail",
        "DOORSTEP_SAML__ACME__GROUPS_ATTRIBUTE": "groups",
        "DOORSTEP_SAML__ACME__MFA_CONTEXTS": MFA,
        "DOORSTEP_SAML__ACME__LOGOUT_URL": "https://idp.example.com/logout",
    }


def request_in(url: str) -> Any:
    """The request that a browser carries to the provider."""
    packed_request = parse_qs(urlsplit(url).query)["SAMLRequest"][0]
    return etree.fromstring(zlib.decompress(base64.b64decode(packed_request), -15))


class Caller:
    """Somebody who signs in through the provider, with one browser."""

    def __init__(self, portal: Joined, idp: Signer, address: str = "127.0.0.1") -> None:
        self.portal = portal
        self.idp = idp
        self.address = address
        self.visitor = self.another_browser()
        self._before = len(list(portal.ledger.events()))

    def another_browser(self) -> Visitor:
        """A browser that has not been here yet, from the same address."""
        visitor = Visitor(self.portal.app, public_url=PUBLIC_URL)
        visitor.client.environ_base["REMOTE_ADDR"] = self.address
        return visitor

    def begin(self, return_to: str = "/") -> Said:
        """Follow the link to the provider, and return what its answer says if all is well."""
        away = self.visitor.get(f"/sign-in/saml/acme?return_to={return_to}")
        assert away.status_code == 303, away.text
        number = len(list(self.portal.ledger.events()))
        return Said(request_id=request_in(away.headers["Location"]).get("ID"), name_id=f"00u-{self.address}-{number}")

    def answer(self, said: Said) -> str:
        """What the provider's page posts."""
        return packed(signed_assertion(said, self.idp))

    def post(self, saml_response: str) -> TestResponse:
        """Post it as browsers do: from another site, without our cookies."""
        stranger = self.another_browser()
        return stranger.post(
            "/sign-in/saml/acme/acs", {"SAMLResponse": saml_response}, {"Sec-Fetch-Site": "cross-site"}
        )

    def come_back(self, said: Said) -> TestResponse:
        """Come back from the provider, all the way."""
        posted = self.post(self.answer(said))
        return self.visitor.get(posted.headers["Location"]) if posted.status_code == 303 else posted

    def entries(self) -> list[StoredEvent]:
        """What the ledger says of signing in and out since they came."""
        told = ("web-session:", "sign-in:")
        since = list(self.portal.ledger.events())[self._before :]
        return [entry for entry in since if entry.action.startswith(told)]

    def causes(self) -> list[object]:
        """Why sign-ins through the provider were refused."""
        refused = [entry.parsed_body() for entry in self.entries() if entry.action == "sign-in:refused"]
        return [body["cause"] for body in refused if body["way"] == "saml:acme"]

    def is_in(self) -> bool:
        """Whether this browser has a live web session."""
        return self.visitor.get("/").status_code == 200
