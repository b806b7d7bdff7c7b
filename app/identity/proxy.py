"""What a proxy before this portal says, with each request, of the person at the keyboard: signed, or in plain words."""

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.domain.names import is_legible
from app.domain.people import MalformedEmail, MalformedUsername, Username, parse_email
from app.domain.provider_refusals import ClaimWrong
from app.domain.provider_ways import ProviderWay, WayOut
from app.domain.proxies import Carried, Peers
from app.domain.proxy_refusals import ProofFromStranger, ProofMissing, ProofTooLong, ProofTwice, ProofUnreadable
from app.domain.vouching import Vouched, VouchedGroup
from app.domain.web_sessions import Proof
from app.identity.oidc_claims import groups_in, groups_named, require_claims, require_groups, vouched_from
from app.identity.oidc_wire import Deadline
from app.identity.proxy_keys import KeyPages, KeySet, ProxyKeys
from app.identity.proxy_tokens import Json, ProofVerifier
from app.identity.proxy_trust import HeaderTrust, SignedTrust

# In characters: what the portal's own server takes, and what a username can have in the longest spelling of UTF-8.
LONGEST_TOKEN: Final = 16_380
LONGEST_VALUE: Final = 1024


class SigningProxy:
    """A proxy whose proof is a token that it has signed."""

    def __init__(self, trust: SignedTrust, *, clock: Callable[[], datetime]) -> None:
        self._trust = trust
        self._clock = clock
        published = KeySet(trust) if trust.load_balancer is None else KeyPages(trust)
        self._verifier = ProofVerifier(trust, ProxyKeys(trust, published))

    @property
    def way(self) -> ProviderWay:
        """How the sign-in page shows it."""
        return self._trust.way

    @property
    def way_out(self) -> WayOut:
        """How to sign out there."""
        return self._trust.way_out

    def has_proof(self, carried: Carried) -> bool:
        """Say whether a request carries anything that would be one."""
        return bool(carried.header(self._trust.header))

    def vouch(self, carried: Carried) -> Vouched:
        """Return whom the proxy vouches for, everything verified; raises NotVouchedFor or ProviderUnavailable."""
        trust, now = self._trust, self._clock()
        token = _value(carried, trust.header, trust.way, trust.peers, longest=LONGEST_TOKEN)
        claims = self._read(self._verifier.claims_in(token, now=now, deadline=Deadline(trust.timeout)))
        require_claims(claims, trust)
        return vouched_from(claims, require_groups(groups_in(claims, trust), trust), trust, now=now)

    def _read(self, claims: Json) -> Json:
        """Say in OpenID Connect's way whether the address was verified: Cognito says it as a text."""
        told = claims.get("email_verified", self._trust.shows_verified_email)
        return claims | {"email_verified": {"true": True, "false": False}.get(str(told).lower())}


class HeaderProxy:
    """A proxy that names the person in a plain header; whoever else sends that header is a stranger."""

    def __init__(self, trust: HeaderTrust, *, clock: Callable[[], datetime]) -> None:
        self._trust = trust
        self._clock = clock

    @property
    def way(self) -> ProviderWay:
        """How the sign-in page shows it."""
        return self._trust.way

    @property
    def way_out(self) -> WayOut:
        """How to sign out there."""
        return self._trust.way_out

    def has_proof(self, carried: Carried) -> bool:
        """Say whether a request carries anything that would be one."""
        return bool(carried.header(self._trust.header))

    def vouch(self, carried: Carried) -> Vouched:
        """Return whom the proxy vouches for; raises NotVouchedFor.

        The name is the subject, for there is nothing else, and to the letter: two that look the same may be two people.
        """
        trust = self._trust
        text = self._text(_value(carried, trust.header, trust.way, trust.peers, longest=LONGEST_VALUE))
        try:
            username = Username.parse(text)
        except MalformedUsername as error:
            raise ClaimWrong(provider=trust.way.label, claim=trust.header) from error
        groups = self._groups(carried)
        return Vouched(
            issuer=trust.way.source,
            subject=text,
            source=trust.way.source,
            username=username,
            display_name=self._legible(carried, trust.display_name_header) or username.text,
            email=self._email(carried),
            groups=groups,
            proofs=(Proof(trust.way.source, self._clock()),),
        )

    def _groups(self, carried: Carried) -> tuple[VouchedGroup, ...] | None:
        """A proxy that is asked for groups and sends none says that there are none."""
        if self._trust.groups_header is None:
            return None
        value = carried.header(self._trust.groups_header) or ""
        if len(value) > LONGEST_TOKEN:
            raise ProofTooLong(provider=self._trust.way.label)
        # Blanks around a separator are how a list is written, and belong to no name.
        names = (name.strip(" \t") for name in self._text(value).split(self._trust.groups_separator))
        return groups_named(names, self._trust.way)

    def _legible(self, carried: Carried, header: str | None) -> str | None:
        value = (carried.header(header) or "") if header else ""
        text = unicodedata.normalize("NFC", self._text(value[:LONGEST_VALUE])).strip()
        return text if is_legible(text) else None

    def _email(self, carried: Carried) -> str | None:
        text = self._legible(carried, self._trust.email_header)
        try:
            return parse_email(text) if text else None
        except MalformedEmail:
            return None

    def _text(self, value: str) -> str:
        """Servers hand bytes over as Latin-1; what proxies send is UTF-8. Source: PEP 3333, "Unicode Issues"."""
        try:
            return value.encode("latin-1").decode("utf-8")
        except UnicodeError as error:
            raise ProofUnreadable(provider=self._trust.way.label, what="it is not UTF-8") from error


def _value(carried: Carried, header: str, way: ProviderWay, peers: Peers | None, *, longest: int) -> str:
    """Return the one value of a header that may hold a proof; raises NotVouchedFor.

    A server joins the values of two headers of one name with a comma, which is in no token and in no username here.
    """
    value = carried.header(header)
    if not value:
        raise ProofMissing(provider=way.label)
    if peers is not None and not peers.hold(carried.peer):
        raise ProofFromStranger(provider=way.label)
    if len(value) > longest:
        raise ProofTooLong(provider=way.label)
    if "," in value:
        raise ProofTwice(provider=way.label)
    return value
