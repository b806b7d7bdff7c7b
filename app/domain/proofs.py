"""Fresh proof: how recently, and by what, somebody has to have proved that it is them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from app.domain.factors import Factors
from app.domain.provider_ways import keeps_factors_here
from app.domain.refusals import NotPermitted
from app.domain.web_sessions import MFA_PROOFS, Proof
from app.domain.words import _

# What may follow on a password.
SECOND_STEP: Final = MFA_PROOFS | {"recovery-code"}
_FOR_OWN_SIGN_IN: Final = timedelta(minutes=15)
# Whoever has only a password gives it along with the change: a stolen cookie must not add a factor of its own.
_JUST_NOW: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Demand:
    """One of some ways of proof, at most so old."""

    ways: frozenset[str]
    within: timedelta

    @classmethod
    def for_own_sign_in(cls, factors: Factors, source: str | None = None) -> Self:
        """Return what it takes to change how one signs in: the strongest that there is, or what stands in for it.

        `source` is where somebody without a password here comes from: the first factor takes a new sign-in there.
        """
        if factors.has_second:
            return cls(SECOND_STEP, _FOR_OWN_SIGN_IN)
        if source is not None:
            return cls(frozenset({source}), _FOR_OWN_SIGN_IN)
        return cls(frozenset({"password"}), _JUST_NOW)

    @classmethod
    def for_admins(cls, source: str | None, within: timedelta) -> Self:
        """Return what it takes to change something in the admin pages: more than something known.

        Whom a provider vouches for signs in there anew: which factors that takes is the company's own affair. A proxy
        asks nobody anything, and a directory for a password alone: neither is enough.
        """
        return cls(frozenset({source}) if source and not keeps_factors_here(source) else MFA_PROOFS, within)

    @property
    def minutes(self) -> int:
        return int(self.within.total_seconds()) // 60

    def met_by(self, proofs: Iterable[Proof], now: datetime) -> Proof | None:
        """Return the newest proof that is enough, if there is one."""
        enough = [proof for proof in proofs if proof.how in self.ways and now - proof.at <= self.within]
        return max(enough, key=lambda proof: proof.at, default=None)


class FreshProofNeeded(NotPermitted):
    """`demand` is what would be enough."""

    code = "fresh-proof-needed"
    sentence = _("This needs a fresh proof that it is you.")
    remedy = _("Prove it on the page that asks for it; everything that you typed is kept.")

    def __init__(self, demand: Demand, **values: object) -> None:
        self.demand = demand
        super().__init__(minutes=demand.minutes, **values)


def require_fresh(demand: Demand, proofs: Iterable[Proof], now: datetime) -> Proof:
    """Return the newest proof that is enough; raises FreshProofNeeded."""
    proof = demand.met_by(proofs, now)
    if proof is None:
        raise FreshProofNeeded(demand)
    return proof
