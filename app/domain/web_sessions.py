"""Web sessions: the server's record behind our cookie, which can be ended at any time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from app.domain.freshness import Word
from app.domain.people import Principal
from app.domain.provider_ways import is_of_proxy, keeps_factors_here
from app.domain.refusals import NotSignedIn
from app.domain.words import _

ABSOLUTE_LIMIT: Final = timedelta(hours=12)
IDLE_LIMIT: Final = timedelta(hours=4)
SEEN_AT_MOST_EVERY: Final = timedelta(minutes=1)
# The ways of proof that take more than something known.
MFA_PROOFS: Final = frozenset({"totp", "passkey"})
# What a provider's proof is called where the provider says that it took more; no name of a provider ends like this.
PROVIDER_MFA: Final = ":mfa"
# When it was where a provider names a second factor, and not when: long ago, for all that is known.
UNDATED: Final = datetime.fromtimestamp(0, UTC)


class WebSessionEnded(NotSignedIn):
    code = "web-session-ended"
    sentence = _("You are not signed in, or your sign-in has ended.")
    remedy = _("Sign in again; you come back to this page.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long a web session lasts: altogether, and without being seen."""

    absolute: timedelta = ABSOLUTE_LIMIT
    idle: timedelta = IDLE_LIMIT


USUAL_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Proof:
    """How somebody proved who they are, and when."""

    how: str
    at: datetime


def source_of(proofs: tuple[Proof, ...]) -> str | None:
    """Return the provider that vouched for a web session with such proofs; only those of providers have a colon."""
    found = (proof.how.removesuffix(PROVIDER_MFA) for proof in proofs if ":" in proof.how)
    return next(found, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWebSession:
    """A web session that counts, as its person and admins see it: where it is, since when, and how it was proved."""

    id: UUID
    proofs: tuple[Proof, ...]
    created_at: datetime
    last_seen_at: datetime
    address: str | None
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class WebSession:
    """One browser's sign-in. The cookie holds a random token; only its SHA-256 is stored."""

    id: UUID
    principal: Principal
    proofs: tuple[Proof, ...]
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    csrf_secret: str = field(repr=False)
    revoked_at: datetime | None = None
    idle_limit: timedelta = IDLE_LIMIT

    def is_alive(self, now: datetime) -> bool:
        """Say whether it still counts: not revoked, not past its absolute limit, not idle for too long."""
        return self.revoked_at is None and now < self.expires_at and now - self.last_seen_at < self.idle_limit

    @property
    def used_mfa(self) -> bool:
        """Whether one of its proofs took more than something known."""
        return any(proof.how in MFA_PROOFS or proof.how.endswith(PROVIDER_MFA) for proof in self.proofs)

    @property
    def source(self) -> str | None:
        """The provider that vouched for it, as in `oidc:acme`, None where it was a way of the portal's own."""
        return source_of(self.proofs)

    @property
    def proves_here(self) -> bool:
        """Whether its person proves things with factors that the portal keeps."""
        return self.source is None or keeps_factors_here(self.source)

    @property
    def word(self) -> Word | None:
        """The provider's word on which it rests: groups are read at each sign-in, and never later.

        None where there is none that could grow old: a proxy gives its word with each request.
        """
        if self.source is None or is_of_proxy(self.source):
            return None
        return Word(self.source, self.created_at)

    def wants_seen(self, now: datetime) -> bool:
        """Say whether `last_seen_at` is old enough to be written again."""
        return now - self.last_seen_at >= SEEN_AT_MOST_EVERY
