"""The OpenID Connect callback under attack, and what becomes of one hostile input."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import urlencode

from joserfc.jwk import RSAKey

from tests.hostile.oidc.attacks import Attack, attack_of
from tests.hostile.outcomes import Outcome, Target
from tests.hostile.portals import PUBLIC_URL, Portal, causes_in, has_begun, portal_in
from tests.oidc.hostile_provider import Provider, running

# What the portal says before it has a token that it could judge.
_UNREAD: Final = frozenset({"provider-answer-unreadable", "provider-broken", "sign-in-not-begun-here", "code-refused"})


class OidcTarget:
    """One portal at which anybody can sign in through one provider; `own` is a stranger's key."""

    def __init__(self, portal: Portal, provider: Provider, own: RSAKey) -> None:
        self._portal = portal
        self._provider = provider
        self._own = own

    def strike(self, random: Random) -> Outcome:
        """Begin to sign in as anybody does, and come back with something hostile."""
        attack = attack_of(random, self._own)
        client = self._portal.visit()
        away = client.get("/sign-in/oidc/acme", base_url=PUBLIC_URL)
        back = attack.query(dict(self._provider.authorize(away.headers["Location"])))
        self._prepare(attack)
        query = urlencode(back, doseq=True, errors="surrogatepass")
        answer = client.get("/sign-in/oidc/acme/callback", query_string=query, base_url=PUBLIC_URL)
        entries = self._portal.new_entries()
        causes = causes_in(entries)
        return Outcome(
            attack=f"{attack.name} {' '.join(attack.told)}",
            status=answer.status_code,
            causes=causes,
            let_in=has_begun(entries) or answer.status_code == 303,
            was_judged=bool(causes) and _UNREAD.isdisjoint(causes),
        )

    def _prepare(self, attack: Attack) -> None:
        provider = self._provider
        now = provider.id_claims()["iat"]
        provider.claims = {"hd": "example.com", "auth_time": now}
        provider.sign, provider.token, provider.body = attack.sign, attack.token, attack.body


@contextmanager
def oidc_target(folder: Path) -> Iterator[Target]:
    """Run a portal, and its provider on a socket."""
    key, own = RSAKey.generate_key(2048), RSAKey.generate_key(2048, {"kid": "of-a-stranger"})
    key.ensure_kid()
    with running(key) as provider:
        settings = provider.settings(MAX_AGE="3600", REQUIRED_CLAIMS="hd=example.com", GROUPS_REQUIRED="yes")
        with portal_in(folder, settings) as portal:
            yield OidcTarget(portal, provider, own)
