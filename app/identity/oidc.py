"""Speaks OpenID Connect to one provider: the authorization code flow with PKCE, and logout both ways.

Source: OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9207; RFC 9700.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from requests.auth import HTTPBasicAuth

from app.domain.names import shown
from app.domain.oidc import BegunSignIn, ProviderAnswer, ProviderLogout
from app.domain.oidc_refusals import (
    AnsweredByAnother,
    AnswerUnreadable,
    CodeRefused,
    ProviderErred,
    ProviderSaidNo,
    ProviderWantsAPerson,
)
from app.domain.provider_refusals import ClaimWrong, ProviderBroken
from app.domain.provider_ways import ProviderWay
from app.domain.vouching import Vouched, VouchedGroup
from app.identity.oidc_claims import (
    Claims,
    find_claim,
    groups_in,
    require_claims,
    require_groups,
    vouched_from,
    with_userinfo,
)
from app.identity.oidc_client import OidcClient
from app.identity.oidc_discovery import Discovery, Facts
from app.identity.oidc_groups import groups_elsewhere, is_told_elsewhere
from app.identity.oidc_tokens import TokenVerifier
from app.identity.oidc_wire import Deadline, call, failure_of, prepare

_WANTS_A_PERSON = frozenset(
    {"login_required", "consent_required", "interaction_required", "account_selection_required"}
)


class OidcProvider:
    """One provider, as this portal is registered with it."""

    def __init__(self, client: OidcClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._discovery = Discovery(client)
        self._verifier = TokenVerifier(client, self._discovery)

    @property
    def way(self) -> ProviderWay:
        """How the sign-in page shows it."""
        return self._client.way

    def authorization_url(self, begun: BegunSignIn) -> str:
        """Return where the browser goes on; raises ProviderUnavailable."""
        deadline, client = self._deadline(), self._client
        facts = self._discovery.facts(deadline)
        asked: dict[str, str] = {"nonce": begun.nonce}
        if client.acr_values:
            asked["acr_values"] = " ".join(client.acr_values)
        if client.prompt is not None:
            asked["prompt"] = client.prompt
        if client.max_age is not None:
            asked["max_age"] = str(client.max_age)
        if begun.anew:
            asked |= {"prompt": "login", "max_age": "0"}
        with self._session(deadline) as http:
            url, _state = http.create_authorization_url(
                facts.authorization_endpoint, state=begun.state, code_verifier=begun.verifier, **asked
            )
        return str(url)

    def vouch(self, answer: ProviderAnswer, begun: BegunSignIn) -> Vouched:
        """Return whom the provider vouches for, everything verified; raises NotVouchedFor or ProviderUnavailable."""
        deadline = self._deadline()
        facts = self._discovery.facts(deadline)
        code = self._code_in(answer, facts)
        with self._session(deadline) as http:
            token = self._exchanged(http, facts, code, begun)
            id_token, access_token = token.get("id_token"), token.get("access_token")
            if not isinstance(id_token, str) or not isinstance(access_token, str):
                raise AnswerUnreadable(provider=self.way.label, missing="an ID token and an access token")
            now = self._clock()
            signed = self._verifier.id_token(id_token, begun, access_token=access_token, now=now, deadline=deadline)
            claims, groups = self._completed(http, facts, signed, access_token)
        require_claims(claims, self._client)
        anew = begun.anew or self._client.prompt == "login"
        return vouched_from(claims, groups, self._client, now=now, anew=anew)

    @property
    def has_told_of_itself(self) -> bool:
        """Whether this process knows the provider's addresses, and need not ask for them."""
        return self._discovery.so_far is not None

    def find_logout_url(self) -> str | None:
        """Return where the browser signs out at the provider as well, None if it cannot; raises ProviderUnavailable.

        What the provider has told once is enough: nobody waits here for it to be read anew.
        Source: OpenID Connect RP-Initiated Logout 1.0. No ID token is kept for a hint: the provider asks instead.
        """
        facts = self._discovery.so_far or self._discovery.facts(self._deadline())
        if facts.end_session_endpoint is None:
            return None
        query = {"client_id": self._client.client_id, "post_logout_redirect_uri": self._client.after_logout_uri}
        joint = "&" if "?" in facts.end_session_endpoint else "?"
        return f"{facts.end_session_endpoint}{joint}{urlencode(query)}"

    def knows_key_of(self, logout_token: str) -> bool:
        """Say whether a logout token can be judged without asking the provider; raises NotVouchedFor."""
        return self._verifier.knows_key_of(logout_token)

    def read_logout(self, logout_token: str) -> ProviderLogout:
        """Return whom a back-channel logout ends; raises NotVouchedFor or ProviderUnavailable."""
        return self._verifier.logout_token(logout_token, now=self._clock(), deadline=self._deadline())

    def _deadline(self) -> Deadline:
        return Deadline(self._client.timeout)

    def _session(self, deadline: Deadline) -> OAuth2Session:
        client = self._client
        http = OAuth2Session(
            client.client_id,
            client.client_secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method, not a password
            scope=" ".join(client.scopes),
            redirect_uri=client.redirect_uri,
            code_challenge_method="S256",
        )
        prepare(http, client, deadline)
        return http

    def _code_in(self, answer: ProviderAnswer, facts: Facts) -> str:
        """Read what the browser brought; the provider's own texts stay unread, for anybody can write them."""
        provider = self.way.label
        if answer.issuer != self._client.issuer and (facts.names_itself or answer.issuer is not None):
            raise AnsweredByAnother(provider=provider)
        if answer.error == "access_denied":
            raise ProviderSaidNo(provider=provider)
        if answer.error in _WANTS_A_PERSON:
            raise ProviderWantsAPerson(provider=provider)
        if answer.error is not None:
            raise ProviderErred(provider=provider, error=shown(answer.error))
        if not answer.code:
            raise AnswerUnreadable(provider=provider, missing="a code")
        return answer.code

    def _exchanged(
        self, http: OAuth2Session, facts: Facts, code: str, begun: BegunSignIn
    ) -> dict[str, Any]:  # Any: what a provider sends.
        provider, proxy = self.way.label, self._client.proxy_for(facts.token_endpoint)
        try:
            token = http.fetch_token(
                facts.token_endpoint,
                code=code,
                code_verifier=begun.verifier,
                grant_type="authorization_code",
                auth=self._basic_auth(facts),
                proxies={"https": proxy} if proxy else None,
                allow_redirects=False,
            )
        except OAuthError as error:
            raise CodeRefused(provider=provider, error=shown(str(error.error))) from error
        except requests.HTTPError as error:
            raise ProviderBroken(provider=provider, what="HTTP 5xx at its token endpoint") from error
        except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
            raise ProviderBroken(provider=provider, what="no JSON at its token endpoint") from error
        except requests.RequestException as error:
            raise failure_of(error, self._client) from error
        return dict(token)

    def _basic_auth(self, facts: Facts) -> HTTPBasicAuth | None:
        """Encode ID and secret before they are joined, which Authlib leaves out. Source: RFC 6749, section 2.3.1."""
        way = self._client.client_authentication or ("post" if facts.posts_secret else "basic")
        if way == "post":
            return None
        return HTTPBasicAuth(quote_plus(self._client.client_id), quote_plus(self._client.client_secret))

    def _completed(
        self, http: OAuth2Session, facts: Facts, claims: Claims, access_token: str
    ) -> tuple[Claims, tuple[VouchedGroup, ...] | None]:
        """Return the claims with those of userinfo, where the ID token leaves some out, and the groups."""
        if is_told_elsewhere(claims, self._client):
            return claims, groups_elsewhere(http, self._client, access_token)
        if facts.userinfo_endpoint is not None and self._misses_some(claims):
            told = call(http, "GET", facts.userinfo_endpoint, self._client, bearer=access_token)
            # OpenID Connect Core 1.0, section 5.3.2: otherwise they are somebody else's.
            if told.get("sub") != claims.get("sub"):
                raise ClaimWrong(provider=self.way.label, claim="sub")
            claims = with_userinfo(claims, told, self._client)
            if is_told_elsewhere(claims, self._client):
                return claims, groups_elsewhere(http, self._client, access_token)
        return claims, require_groups(groups_in(claims, self._client), self._client)

    def _misses_some(self, claims: Claims) -> bool:
        told = self._client.claims
        names = (told.username, told.display_name, told.groups, *self._client.required)
        return any(find_claim(claims, name) is None for name in names if name is not None)
