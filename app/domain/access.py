"""Who may open what: one pure decision over mappings that were read just now."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.domain.accounts import Role
from app.domain.arns import RoleArn
from app.domain.conditions import Circumstances, Hindrance, SessionPolicy
from app.domain.durations import SHORTEST, Duration
from app.domain.mappings import Mapping, Subjects
from app.domain.people import Principal
from app.domain.reasons import ReasonRule
from app.domain.refusals import AN_ADMIN, Malformed, NotPermitted
from app.domain.words import _


class RoleNotGranted(NotPermitted):
    """Also said of a role that does not exist: the answer must not tell which roles there are."""

    code = "role-not-granted"
    sentence = _("No role mapping lets you open this role.")
    remedy = _("Ask an admin to map you, or a group that you are in, to this role. Tell them the role ARN and the "
               "reference. If you know that you were mapped: the mapping may have ended, or a deny may "
               "stand against it.")  # fmt: skip
    who = AN_ADMIN


class MappingNotOffered(NotPermitted):
    code = "mapping-not-offered"
    sentence = _("The role mapping that you chose does not let you open this role now.")
    remedy = _("Go back to the portal page and open the role from there; it shows what holds now.")


class TooLittleTimeLeft(NotPermitted):
    code = "too-little-time-left"
    sentence = _("Less than 15 minutes are left, and AWS opens no console for less.")
    remedy = _("If your sign-in is about to end, sign out and in again. If the role mapping is about to end, ask an "
               "admin for a longer one.")  # fmt: skip


class ReasonNotGiven(Malformed):
    code = "reason-not-given"
    sentence = _("This role is opened with a reason. %(advice)s")
    remedy = _("Fill in the reason, and open it again.")


class TicketNotNamed(ReasonNotGiven):
    sentence = _("This role is opened with a reason. It has to name a ticket such as %(example)s.")


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What storage knows of one person right now: their subjects, roles, and every mapping that may speak of them."""

    subjects: Subjects
    roles: tuple[Role, ...]
    mappings: tuple[Mapping, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A mapping that names the person and the role, and what keeps it from counting right now, if anything does."""

    mapping: Mapping
    hindrances: tuple[Hindrance, ...]

    @property
    def counts(self) -> bool:
        return not self.hindrances


@dataclass(frozen=True, slots=True)
class Decision:
    """What the mappings say of one principal and one role, in the order of their ids, those that do not count included.

    `denials` and `offers` are those that do; the offers in the order in which they are offered.
    """

    voices: tuple[Voice, ...]
    denials: tuple[Mapping, ...]
    offers: tuple[Mapping, ...]

    @property
    def admits(self) -> bool:
        return bool(self.offers) and not self.denials


@dataclass(frozen=True, slots=True)
class Grant:
    """The fact, found just now, that a mapping admits this principal to this role. Only `require_grant` makes one.

    `longest` is what the rules allow; `seconds_left`, in steps of 900, is what is left of it by the clock. `offers` are
    all the mappings that admit, in the order in which they are offered, the one of the grant among them.
    """

    principal: Principal
    role: Role
    mapping_id: UUID
    mapping_version: int
    longest: Duration
    seconds_left: int
    offers: tuple[Mapping, ...]
    session_policy: SessionPolicy | None = None
    reason_rule: ReasonRule | None = None

    @property
    def role_arn(self) -> RoleArn:
        return self.role.role_arn

    @property
    def external_id(self) -> str | None:
        return self.role.external_id

    @property
    def role_session_name(self) -> str:
        return self.principal.role_session_name

    @property
    def source_identity(self) -> str | None:
        """The person's name that sticks to everything the session does, where the role allows it."""
        return self.principal.role_session_name if self.role.source_identity else None


def decide(subjects: Subjects, role: Role, mappings: Iterable[Mapping], *, circumstances: Circumstances) -> Decision:
    """Weigh the mappings for one role: a deny wins, order does not matter, nothing is merged.

    An allowing mapping counts if all its conditions are known to be met, a denying one unless a condition is known not
    to be. Offered first: no session policy before one, then the longest console, then the lowest id.
    """
    voices = tuple(
        Voice(mapping, mapping.hindrances(circumstances))
        for mapping in sorted(mappings, key=lambda mapping: mapping.id)
        if mapping.covers(subjects) and mapping.targets(role)
    )
    counting = [voice.mapping for voice in voices if voice.counts]
    offers = [mapping for mapping in counting if mapping.effect == "allow"]
    offers.sort(
        key=lambda mapping: (
            mapping.conditions.session_policy is not None,
            -mapping.seconds_left(role, circumstances),
            mapping.id,
        )
    )
    denials = tuple(mapping for mapping in counting if mapping.effect == "deny")
    return Decision(voices=voices, denials=denials, offers=tuple(offers))


def require_grant(
    principal: Principal,
    subjects: Subjects,
    role: Role | None,
    mappings: Iterable[Mapping],
    *,
    circumstances: Circumstances,
    chosen: UUID | None = None,
) -> Grant:
    """Return the grant of a principal to a role; raises RoleNotGranted, MappingNotOffered or TooLittleTimeLeft.

    `role` is None where no such role is known; that, a disabled role or account, and a role of no mapping get the same
    answer. `chosen` is the mapping that the person picked among the offers; None takes the first.
    """
    if role is None or not role.is_open or subjects.person_id != principal.person_id:
        raise RoleNotGranted
    decision = decide(subjects, role, mappings, circumstances=circumstances)
    if not decision.admits:
        raise RoleNotGranted
    offer = next((offer for offer in decision.offers if chosen in (None, offer.id)), None)
    if offer is None:
        raise MappingNotOffered
    seconds_left = offer.seconds_left(role, circumstances)
    if seconds_left < SHORTEST:
        raise TooLittleTimeLeft
    return Grant(
        principal=principal,
        role=role,
        mapping_id=offer.id,
        mapping_version=offer.version,
        longest=offer.longest_for(role),
        seconds_left=seconds_left,
        offers=decision.offers,
        session_policy=offer.conditions.session_policy,
        reason_rule=offer.conditions.reason,
    )


def require_reason(grant: Grant, reason: str | None) -> None:
    """Raise ReasonNotGiven where the grant's mapping wants a reason, or a ticket in it, and there is none."""
    rule = grant.reason_rule
    if rule is None or rule.is_met_by(reason):
        return
    if rule.ticket_example is not None and not rule.advice:
        raise TicketNotNamed(example=rule.ticket_example)
    raise ReasonNotGiven(advice=rule.advice or _("Say why you open it."))
