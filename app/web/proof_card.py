"""What the page before a click says of the proof that the role asks for."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.clicks import Prospect
from app.domain.factors import Factors
from app.domain.freshness import GroupsStale
from app.domain.refusals import Refusal
from app.domain.step_up import SecondFactorNotVouched
from app.domain.web_sessions import WebSession
from app.domain.words import _
from app.web.site import portal
from app.web.words import gettext, translated


@dataclass(frozen=True, slots=True)
class ProofCard:
    """What is asked for, in words; `leads_to_factors` where there is nothing yet to prove it with."""

    words: str
    leads_to_factors: bool = False


def proof_card(prospect: Prospect, web_session: WebSession, now: datetime) -> ProofCard | None:
    """Say which proof a click will ask for, or that there is one; None where nothing is asked for.

    Raises StorageUnavailable.
    """
    needed, proof = prospect.still_needed, prospect.proof
    if needed is not None:
        is_here = web_session.proves_here and not isinstance(needed, GroupsStale)
        return _asked_here(prospect, web_session) if is_here else _asked_elsewhere(needed, web_session)
    if proof is None:
        return None
    age = {"age": int((now - proof.at).total_seconds()) // 60, **_most(prospect)}
    return ProofCard(gettext(_("At most %(minutes)s min old: yours is %(age)s min old.")) % age)


def _asked_here(prospect: Prospect, web_session: WebSession) -> ProofCard:
    factors = portal().local_people.step_ups.factors_of(web_session)
    return ProofCard(gettext(_words_for(factors)) % _most(prospect), leads_to_factors=not factors.has_second)


def _asked_elsewhere(refusal: Refusal, web_session: WebSession) -> ProofCard:
    """Say what leads through the provider: a proof, or its word, that is too old."""
    said = translated(refusal)
    if isinstance(refusal, SecondFactorNotVouched):
        return ProofCard(f"{said.sentence} {said.remedy}")
    way = portal().provider_ways.way_of(web_session)
    if way.kind == "ldap" and isinstance(refusal, GroupsStale):
        asked = _("%(provider)s will be asked again when you open the console; you need not sign in for that.")
        return ProofCard(f"{said.sentence} {gettext(asked) % {'provider': way.label}}")
    leads = _("You will be led to %(provider)s to sign in once more, and back to this page.")
    return ProofCard(f"{said.sentence} {gettext(leads) % {'provider': way.label}}")


def _words_for(factors: Factors) -> str:
    if factors.passkeys and factors.totp:
        return _(
            "At most %(minutes)s min old: you will be asked for your passkey or a code of your authenticator app, and "
            "the console opens right after."
        )
    if factors.passkeys:
        return _("At most %(minutes)s min old: you will be asked for your passkey, and the console opens right after.")
    if factors.totp:
        return _(
            "At most %(minutes)s min old: you will be asked for a code of your authenticator app, and the console "
            "opens right after."
        )
    return _(
        "At most %(minutes)s min old, by a passkey or an authenticator app, and you have neither yet. Add one first; "
        "this page keeps what you type."
    )


def _most(prospect: Prospect) -> dict[str, int | None]:
    return {"minutes": prospect.offer.grant.role.required_freshness.proof_minutes}
