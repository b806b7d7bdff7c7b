"""Step-up: how fresh a proof, and a provider's word, have to be where somebody opens a role that is granted to them."""

from datetime import datetime, timedelta

from app.domain.access import Grant
from app.domain.clicks import Visit
from app.domain.proofs import Demand, FreshProofNeeded
from app.domain.provider_ways import keeps_factors_here
from app.domain.refusals import NotPermitted
from app.domain.web_sessions import MFA_PROOFS, PROVIDER_MFA, Proof
from app.domain.words import _


class StrongProofNeeded(FreshProofNeeded):
    """A local account proves it on the spot; whom a provider vouches for signs in there anew."""

    code = "strong-proof-needed"
    sentence = _("%(role)s in %(account)s is opened with a strong proof that is at most %(minutes)s min old.")
    remedy = _("Prove that it is you in the browser, where you are asked for it: with a passkey, an authenticator app, "
               "or at your company's sign-in. Everything that you typed is kept.")  # fmt: skip


class SecondFactorNotVouched(NotPermitted):
    """The provider was asked lately, and said nothing of a second factor: to ask it again on its own leads nowhere."""

    code = "second-factor-not-vouched"
    sentence = _("This role is opened with a second factor, and your company's sign-in did not say that you used one.")
    remedy = _("Sign in there once more, with a passkey or an app. If you did so already, tell an admin: the provider "
               "has to send it (acr or amr), and the settings of this portal have to know it.")  # fmt: skip


def require_strong_proof(grant: Grant, visit: Visit, now: datetime) -> Proof | None:
    """Return the newest proof that opens the role, None where it asks for none.

    Raises StrongProofNeeded or SecondFactorNotVouched. Where nobody is known to have proved anything, as on the command
    line, nothing is fresh. A proof of the very age that is named is fresh enough.
    """
    within = grant.role.required_freshness.proof_within
    if within is None:
        return None
    source = visit.word.source if visit.word and not keeps_factors_here(visit.word.source) else None
    demand = Demand(MFA_PROOFS if source is None else frozenset({source + PROVIDER_MFA}), within)
    proof = demand.met_by(visit.proofs, now)
    if proof is not None:
        return proof
    vouched = {proof.how for proof in visit.proofs}
    if source is not None and source + PROVIDER_MFA not in vouched and _signed_in_lately(source, within, visit, now):
        raise SecondFactorNotVouched
    raise StrongProofNeeded(demand, role=grant.role_arn.name, account=grant.role.account.name)


def _signed_in_lately(source: str, within: timedelta, visit: Visit, now: datetime) -> bool:
    return Demand(frozenset({source}), within).met_by(visit.proofs, now) is not None


def require_fresh_word(grant: Grant, visit: Visit, now: datetime, *, otherwise: timedelta) -> None:
    """Raise GroupsStale where a provider's word is older than it holds: as the role says, or its account, or otherwise.

    A local account rests on no such word.
    """
    if visit.word is not None:
        visit.word.require_fresh(now, grant.role.required_freshness.word_holds or otherwise)
