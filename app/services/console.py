"""Open a console: decide, write the intent, ask AWS, write the outcome, and only then hand out the address."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.domain.access import AccessFacts, Grant, decide, require_grant, require_reason
from app.domain.admins import Auditor, rank_of
from app.domain.arns import RoleArn
from app.domain.aws_failures import AwsFailure
from app.domain.clicks import (
    ConsoleOffer,
    Intent,
    OfferedRole,
    OpenedConsole,
    PortalView,
    Prospect,
    Visit,
    Wanted,
    longest_of,
    offered_role,
)
from app.domain.conditions import Circumstances
from app.domain.destinations import Destination
from app.domain.durations import DurationPlan, plan_durations
from app.domain.federation import AssumedRole, SignInToken, issuer_for, login_url_for
from app.domain.freshness import WORD_HOLDS
from app.domain.ledger import Actor, Event
from app.domain.partitions import partition_named
from app.domain.people import Principal
from app.domain.refusals import Refusal
from app.domain.regions import Regions
from app.domain.step_up import require_fresh_word, require_strong_proof
from app.domain.web_sessions import Proof
from app.services.click_entries import ClickEntries, EntriesOfOneClick
from app.services.renewed_words import RenewedWords


class AccessReader(Protocol):
    """Reads, at the moment of use, what may admit a person."""

    def facts_for(self, person_id: UUID, role_arn: RoleArn | None) -> AccessFacts: ...


class IntentWriter(Protocol):
    """Decides on what holds now and writes the decision down, in one transaction; raises StorageUnavailable."""

    def write(self, person_id: UUID, role_arn: RoleArn, decide: Callable[[AccessFacts], Intent]) -> Intent: ...


class ClickLedger(Protocol):
    """Appends entries in one transaction; raises StorageUnavailable, and then nothing was written."""

    def append(self, *events: Event) -> None: ...


class RoleAssumer(Protocol):
    """Calls STS. Raises AwsFailure."""

    def caller_is_chained(self, partition: str) -> bool: ...

    def assume_role(self, grant: Grant, plan: DurationPlan, *, click_id: UUID) -> AssumedRole: ...


class TokenIssuer(Protocol):
    """Calls the federation endpoint. Raises AwsFailure."""

    def sign_in_token(
        self, assumed: AssumedRole, grant: Grant, plan: DurationPlan, *, click_id: UUID
    ) -> SignInToken: ...


class Consoles:
    """Everything a person can do with roles: see them, see what one would give, and open it."""

    def __init__(
        self,
        *,
        access: AccessReader,
        intents: IntentWriter,
        ledger: ClickLedger,
        sts: RoleAssumer,
        signin: TokenIssuer,
        regions: Regions,
        public_url: str,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
        word_holds: timedelta = WORD_HOLDS,
        words: RenewedWords | None = None,
    ) -> None:
        self._access = access
        self._intents = intents
        self._ledger = ledger
        self._sts = sts
        self._signin = signin
        self._regions = regions
        self._public_url = public_url
        self._clock = clock
        self._word_holds = word_holds
        self._words = words
        self._entries = ClickEntries(clock=clock, new_id=new_id)

    def open(self, principal: Principal, wanted: Wanted, *, actor: Actor, visit: Visit) -> OpenedConsole:
        """Open one console for a principal and return its login URL.

        Raises RoleNotGranted, MappingNotOffered, TooLittleTimeLeft, ReasonNotGiven, StrongProofNeeded,
        SecondFactorNotVouched, GroupsStale, DurationNotAllowed, ForeignDestination, PartitionNotServed, AwsFailure,
        StorageUnavailable, or why a directory says nothing new. Without a written outcome no login URL leaves.
        """
        click = self._with_renewed_word(self._entries.of(principal, wanted, actor=actor, visit=visit), wanted)
        offer = self._intend(principal, wanted, click)
        try:
            assumed = self._sts.assume_role(offer.grant, offer.plan, click_id=visit.id)
            token = self._signin.sign_in_token(assumed, offer.grant, offer.plan, click_id=visit.id)
        except AwsFailure as failure:
            self._ledger.append(click.ended(failure, offer))
            raise
        self._ledger.append(click.opened(offer, assumed, token))
        issuer = issuer_for(self._public_url, wanted.role_arn, wanted.destination)
        return OpenedConsole(login_url_for(token, offer.destination, issuer), offer.plan.console_duration)

    def _with_renewed_word(self, click: EntriesOfOneClick, wanted: Wanted) -> EntriesOfOneClick:
        if self._words is None:
            return click
        try:
            visit = self._words.renewed(click.principal, wanted.role_arn, click.visit)
        except Refusal as refusal:
            self._ledger.append(click.requested(), click.ended(refusal))
            raise
        return self._entries.of(click.principal, wanted, actor=click.actor, visit=visit)

    def _intend(self, principal: Principal, wanted: Wanted, click: EntriesOfOneClick) -> ConsoleOffer:
        """Decide and write the intent in one transaction: what was taken away before it counts."""
        caller = self._caller_of(wanted)

        def decide_now(facts: AccessFacts) -> Intent:
            try:
                offer = self._offer(principal, wanted, facts, caller, click.visit)
                require_reason(offer.grant, wanted.reason)
                proof = self._fresh_proof(offer.grant, click.visit)
            except Refusal as refusal:
                return Intent((click.requested(), click.ended(refusal)), refusal)
            return Intent((click.requested(offer, proof),), offer)

        outcome = self._intents.write(principal.person_id, wanted.role_arn, decide_now).outcome
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    def view_of(self, principal: Principal, *, visit: Visit) -> PortalView:
        """Return every role that the principal may open now, and their rank; raises StorageUnavailable."""
        circumstances = visit.at(self._clock())
        facts = self._access.facts_for(principal.person_id, None)
        rank = rank_of(facts.subjects, facts.mappings, circumstances=circumstances)
        return PortalView(self._roles_in(facts, circumstances), rank)

    def view_as(self, _auditor: Auditor, person_id: UUID, *, circumstances: Circumstances) -> tuple[OfferedRole, ...]:
        """Return the roles that somebody would find at the portal in some circumstances; raises StorageUnavailable."""
        return self._roles_in(self._access.facts_for(person_id, None), circumstances)

    def _roles_in(self, facts: AccessFacts, circumstances: Circumstances) -> tuple[OfferedRole, ...]:
        chained = self._chained_partitions()
        offered = []
        for role in facts.roles:
            decision = decide(facts.subjects, role, facts.mappings, circumstances=circumstances)
            if role.is_open and decision.admits:
                offered.append(
                    offered_role(role, decision.offers[0], circumstances, role.role_arn.partition in chained)
                )
        return tuple(one for one in offered if one is not None)

    def show(self, principal: Principal, wanted: Wanted, *, actor: Actor, visit: Visit) -> Prospect:
        """Return what a click would give right now, and what else it takes.

        Raises like `open` where nothing would help, and then there is an entry of it.
        """
        try:
            facts = self._access.facts_for(principal.person_id, wanted.role_arn)
            offer = self._offer(principal, wanted, facts, self._caller_of(wanted), visit)
        except Refusal as refusal:
            self._ledger.append(self._entries.of(principal, wanted, actor=actor, visit=visit).not_offered(refusal))
            raise
        try:
            return Prospect(offer, proof=self._fresh_proof(offer.grant, visit))
        except Refusal as refusal:
            return Prospect(offer, still_needed=refusal)

    def _fresh_proof(self, grant: Grant, visit: Visit) -> Proof | None:
        """Return what opens the role if it asks for a proof; a sign-in that is fresh enough for one renews the word."""
        proof = require_strong_proof(grant, visit, self._clock())
        require_fresh_word(grant, visit, self._clock(), otherwise=self._word_holds)
        return proof

    def refuse_to_show(self, refusal: Refusal, principal: Principal, *, actor: Actor, visit: Visit) -> None:
        """Write down a look at an offer that could not even be read."""
        self._ledger.append(self._entries.of(principal, None, actor=actor, visit=visit).not_offered(refusal))

    def refuse(self, refusal: Refusal, principal: Principal, *, actor: Actor, visit: Visit) -> None:
        """Write down a click that could not even be read."""
        click = self._entries.of(principal, None, actor=actor, visit=visit)
        self._ledger.append(click.requested(), click.ended(refusal))

    def _offer(
        self, principal: Principal, wanted: Wanted, facts: AccessFacts, caller: bool | Refusal, visit: Visit
    ) -> ConsoleOffer:
        role = next((role for role in facts.roles if role.role_arn == wanted.role_arn), None)
        circumstances = visit.at(self._clock())
        grant = require_grant(
            principal, facts.subjects, role, facts.mappings, circumstances=circumstances, chosen=wanted.mapping_id
        )
        if isinstance(caller, Refusal):
            raise caller
        plan = plan_durations(
            asked=wanted.duration, longest=grant.longest, seconds_left=grant.seconds_left, caller_is_chained=caller
        )
        longest, shortened = longest_of(grant.longest, grant.seconds_left, caller_is_chained=caller)
        return ConsoleOffer(grant, plan, self._destination(grant, wanted), longest, shortened)

    def _caller_of(self, wanted: Wanted) -> bool | Refusal:
        """Say whether the portal identity is a chained caller, or why it cannot be used.

        Asked before the decision, for it may wait on the network; told after it, so that who may not open a role
        does not hear of it.
        """
        try:
            self._regions.home_of(wanted.role_arn.partition)
            return self._sts.caller_is_chained(wanted.role_arn.partition)
        except Refusal as refusal:
            return refusal

    def _chained_partitions(self) -> frozenset[str]:
        """Return the partitions whose portal identity gets an hour at most; one that cannot be used says no."""
        return frozenset(partition.name for partition in self._regions.partitions if self._is_chained(partition.name))

    def _is_chained(self, partition: str) -> bool:
        try:
            return self._sts.caller_is_chained(partition)
        except AwsFailure:
            return False

    def _destination(self, grant: Grant, wanted: Wanted) -> Destination:
        partition = partition_named(wanted.role_arn.partition)
        if wanted.destination is not None:
            return wanted.destination
        if grant.role.default_destination is not None:
            return Destination.parse(grant.role.default_destination, partition=partition)
        region = grant.role.account.default_region or self._regions.home_of(partition.name)
        return Destination.console_home(partition=partition, region=region)
