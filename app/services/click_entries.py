"""The ledger entries of one click: the intent, and the outcome that closes it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.aws_failures import AwsFailure
from app.domain.clicks import ConsoleOffer, Visit, Wanted
from app.domain.federation import AssumedRole, SignInToken
from app.domain.ledger import Action, Actor, Event, Outcome, Plain
from app.domain.people import Principal
from app.domain.refusals import Refusal
from app.domain.web_sessions import Proof

_LONGEST_USER_AGENT = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickEntries:
    """Makes the entries of clicks; holds the clock and the source of ids."""

    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]

    def of(self, principal: Principal, wanted: Wanted | None, *, actor: Actor, visit: Visit) -> "EntriesOfOneClick":
        """Return the maker of one click's entries; `wanted` is None where the form could not be read."""
        return EntriesOfOneClick(make=self, principal=principal, wanted=wanted, actor=actor, visit=visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesOfOneClick:
    """One click's entries; they share its click id, actor, person, role and address."""

    make: ClickEntries
    principal: Principal
    wanted: Wanted | None
    actor: Actor
    visit: Visit

    def requested(self, offer: ConsoleOffer | None = None, proof: Proof | None = None) -> Event:
        """The intent, written before AWS is asked for anything; `proof` opens a role that asks for one."""
        asked = self._asked(offer) | ({"proof": self._told(proof)} if proof else {})
        return self._entry(Action.CONSOLE_REQUESTED, "requested", offer, asked)

    def opened(self, offer: ConsoleOffer, assumed: AssumedRole, token: SignInToken) -> Event:
        """The outcome that lets the login URL leave: a login URL was issued (AWS may still refuse the browser)."""
        body: dict[str, Plain] = {
            "assumed_role_id": assumed.assumed_role_id,
            "granted_duration": offer.plan.console_duration.seconds,
            "credentials_expire_at": assumed.credentials.expires_at.isoformat(),
            "packed_policy_size": assumed.packed_policy_size,
            "attempts": [assumed.attempt.plain(), token.attempt.plain()],
        }
        key_id = assumed.credentials.access_key_id
        return self._entry(Action.CONSOLE_OPENED, "succeeded", offer, body, access_key_id=key_id)

    def ended(self, refusal: Refusal, offer: ConsoleOffer | None = None) -> Event:
        """The outcome of a click that opened nothing: refused by us, or failed at AWS."""
        body: dict[str, Plain] = {"code": refusal.code}
        if not isinstance(refusal, AwsFailure):
            return self._entry(Action.CONSOLE_REFUSED, "refused", offer, body)
        body["attempts"] = [attempt.plain() for attempt in refusal.attempts]
        return self._entry(Action.CONSOLE_FAILED, "failed", offer, body, access_key_id=refusal.access_key_id)

    def not_offered(self, refusal: Refusal) -> Event:
        """A look at what a click would give, refused: no click, so its id is the reference that the person sees."""
        entry = self._entry(Action.OFFER_REFUSED, "refused", None, {"code": refusal.code})
        return replace(entry, id=self.visit.id, click_id=None)

    def _asked(self, offer: ConsoleOffer | None) -> dict[str, Plain]:
        asked: dict[str, Plain] = {"user_agent": (self.visit.user_agent or "")[:_LONGEST_USER_AGENT]}
        if self.wanted is not None:
            asked["reason"] = self.wanted.reason
            asked["asked_duration"] = self.wanted.duration.seconds if self.wanted.duration else None
            asked["asked_destination"] = self.wanted.destination.url if self.wanted.destination else None
        if offer is not None:
            asked["destination"] = offer.destination.url
            asked["credential_lifetime"] = offer.plan.credential_lifetime
            asked["session_duration"] = offer.plan.session_duration
            policy = offer.grant.session_policy
            asked["session_policy"] = policy.document if policy else None
            asked["session_policy_arns"] = list(policy.policy_arns) if policy else []
            asked["role_session_name"] = self.principal.role_session_name
        return asked

    def _told(self, proof: Proof) -> Plain:
        """Say which proof it was, and how many seconds old."""
        age = self.make.clock() - proof.at
        return {"how": proof.how, "at": proof.at.isoformat(), "age": round(age.total_seconds())}

    def _entry(
        self,
        action: Action,
        outcome: Outcome,
        offer: ConsoleOffer | None,
        body: dict[str, Plain],
        access_key_id: str | None = None,
    ) -> Event:
        return Event(
            id=self.make.new_id(),
            at=self.make.clock(),
            action=action,
            outcome=outcome,
            actor=self.actor,
            click_id=self.visit.id,
            person_id=self.principal.person_id,
            role_arn=self.wanted.role_arn.text if self.wanted else None,
            account_id=self.wanted.role_arn.account_id.text if self.wanted else None,
            mapping_id=offer.grant.mapping_id if offer else None,
            mapping_version=offer.grant.mapping_version if offer else None,
            access_key_id=access_key_id,
            address=self.visit.address,
            body=body | {"request_id": str(self.visit.id)},
        )
