"""Nothing that opens a door is in the log, whatever its level, nor in the database."""

import io

from tests.fixtures.logs import logging_to
from tests.oidc.conftest import Caller
from tests.oidc.hostile_provider import ACCESS_TOKEN, CLIENT_SECRET, CODE


def test_no_secret_of_a_sign_in_is_logged_or_stored(dora: Caller) -> None:
    said = io.StringIO()
    with logging_to(said):
        back = dora.begin()
        dora.come_back(back)
        dora.provider.token = {"error": "invalid_grant", "error_description": CODE}
        dora.sign_in()
        dora.provider.is_down = True
        dora.sign_in()

    verifier = dora.provider.sent[0]["code_verifier"]
    id_token = dora.provider.signed(dora.provider.id_claims()).split(".")[0]
    secrets = (CLIENT_SECRET, CODE, ACCESS_TOKEN, verifier, back["state"], dora.provider.nonce, id_token)
    assert "request.answered" in said.getvalue()
    assert "/token" in said.getvalue()
    assert [secret for secret in secrets if secret in said.getvalue()] == []
    assert [secret for secret in secrets[:4] if secret in dora.portal.everything_stored()] == []
