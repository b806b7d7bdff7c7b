"""Speaks SAML 2.0 to one provider: Web Browser SSO that begins here, and nothing else. Nothing goes over the network.

Source: SAML Profiles 2.0, section 4.1.
"""

from collections.abc import Callable
from datetime import datetime

from app.domain.provider_ways import ProviderWay, WayOut
from app.domain.saml import AskedSignIn, SamlAnswer
from app.identity.saml_assertions import Judge
from app.identity.saml_attributes import vouched_from
from app.identity.saml_client import SamlClient
from app.identity.saml_documents import Document, read_document, require_success
from app.identity.saml_metadata import metadata_of
from app.identity.saml_requests import sign_in_url
from app.identity.saml_signatures import require_profile, verify


class SamlProvider:
    """One provider, as this portal is registered with it."""

    def __init__(self, client: SamlClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    @property
    def way(self) -> ProviderWay:
        """How the sign-in page shows it."""
        return self._client.way

    @property
    def way_out(self) -> WayOut:
        """Where it signs people out."""
        return WayOut(self.way.label, self._client.logout_url)

    def metadata(self) -> bytes:
        """Return the document that tells the provider about this portal."""
        return metadata_of(self._client)

    def sign_in_url(self, asked: AskedSignIn) -> str:
        """Return where the browser goes on."""
        return sign_in_url(self._client, asked, now=self._clock())

    def vouch(self, saml_response: str) -> SamlAnswer:
        """Return what the provider says, everything verified but the request that it answers; raises NotVouchedFor."""
        client, now = self._client, self._clock()
        document = read_document(saml_response, provider=self.way.label)
        response, assertion = self._verified(document)
        require_success(response, self.way.label)
        judge = Judge(client, now)
        judged = judge.assertion(assertion, judge.response(response))
        return SamlAnswer(
            vouched=vouched_from(judged.assertion, client, judge, now=now),
            request_id=judged.request_id,
            assertion_id=judged.assertion_id,
            good_until=judged.good_until,
        )

    def _verified(self, document: Document) -> tuple[object, object]:
        """Return response and assertion, both out of what was signed, as far as it was: the assertion always is."""
        provider, certificates = self.way.label, self._client.idp.certificates
        signatures = (document.response_signature, document.assertion_signature)
        for signature in signatures:
            if signature is not None:
                require_profile(signature, provider)
        response, assertion = (
            None if signature is None else verify(document.response, signature, certificates, provider)
            for signature in signatures
        )
        if assertion is None and response is not None:
            assertion = next(response.iterchildren(document.assertion.tag))
        return document.response if response is None else response, assertion
