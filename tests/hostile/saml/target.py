"""The SAML endpoint under attack, and what becomes of one hostile input."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.hostile.outcomes import Outcome, Target
from tests.hostile.portals import PUBLIC_URL, Portal, causes_in, has_begun, portal_in
from tests.hostile.saml.forging import SIGNS, forged
from tests.hostile.saml.said import with_odd_moment, wrongly_said
from tests.saml.minting import Said, packed, signed_assertion
from tests.saml.portals import request_in, settings_of
from tests.saml.signing import Signer, sign

# What the portal says before it has an answer that it could judge.
_UNREAD: Final = frozenset({"saml-answer-unreadable", "saml-answer-too-large", "saml-answer-unsafe"})
_KINDS: Final = ("said", "moment", "forged", "another browser", "again", "as another field")
_WEIGHTS: Final = (50, 8, 34, 3, 3, 2)


class SamlTarget:
    """One portal at which anybody can sign in through one provider."""

    def __init__(self, portal: Portal, idp: Signer, stranger: Signer) -> None:
        self._portal = portal
        self._idp = idp
        self._stranger = stranger

    def strike(self, random: Random) -> Outcome:
        """Begin to sign in as anybody does, and come back with something hostile."""
        client = self._portal.visit()
        away = client.get("/sign-in/saml/acme", base_url=PUBLIC_URL)
        said = Said(request_id=request_in(away.headers["Location"]).get("ID"))
        kind = random.choices(_KINDS, _WEIGHTS)[0]
        attack, answer = self._sent(kind, random, said, client)
        entries = self._portal.new_entries()
        causes = causes_in(entries)
        return Outcome(
            attack=f"{kind}: {attack}",
            status=answer.status_code,
            causes=causes,
            let_in=has_begun(entries) or answer.status_code == 303,
            was_judged=bool(causes) and _UNREAD.isdisjoint(causes),
        )

    def _sent(self, kind: str, random: Random, said: Said, client: FlaskClient) -> tuple[str, TestResponse]:
        """Send what that kind of attack is, and return how the last answer to it looks."""
        good = packed(signed_assertion(said, self._idp))
        if kind == "another browser":
            return "", _arrive(self._portal.visit(), _post(client, {"SAMLResponse": good}))
        if kind == "again":
            return "", self._again(client, good)
        if kind == "as another field":
            fields: dict[str, object] = {random.choice(("samlresponse", "SAMLRequest", "RelayState", "SAMLart")): good}
            return "", _post(client, random.choice((fields, {"SAMLResponse": [good, good]}, {})))
        attack, text = self._made(kind, random, said)
        return attack, _arrive(client, _post(client, {"SAMLResponse": text}))

    def _made(self, kind: str, random: Random, said: Said) -> tuple[str, str]:
        if kind == "forged":
            return forged(random, said, self._idp, self._stranger)
        if kind == "said":
            attack, wrong = wrongly_said(random, said)
            return attack, packed(random.choice(SIGNS)(wrong, self._idp))
        response = said.response()
        attack = with_odd_moment(random, response)
        sign(response, self._idp)
        return attack, packed(response)

    def _again(self, client: FlaskClient, good: str) -> TestResponse:
        """Sign in well, and send the same once more: only the second time is an attack."""
        assert _arrive(client, _post(client, {"SAMLResponse": good})).status_code == 303
        self._portal.new_entries()
        return _arrive(client, _post(client, {"SAMLResponse": good}))


def _post(client: FlaskClient, fields: object) -> TestResponse:
    return client.post(
        "/sign-in/saml/acme/acs", data=fields, base_url=PUBLIC_URL, headers={"Sec-Fetch-Site": "cross-site"}
    )


def _arrive(client: FlaskClient, posted: TestResponse) -> TestResponse:
    """Follow where an answer leads; one that is refused leads nowhere."""
    if posted.status_code != 303:
        return posted
    return client.get(posted.headers["Location"], base_url=PUBLIC_URL)


@contextmanager
def saml_target(folder: Path) -> Iterator[Target]:
    """Run a portal that knows a provider by its certificate."""
    idp, own, stranger = Signer.made("the provider"), Signer.made("the portal"), Signer.made("a stranger")
    with portal_in(folder, settings_of(folder, idp, own)) as portal:
        yield SamlTarget(portal, idp, stranger)
