"""Conditions as a column holds them, and back; what this version cannot read is named as unknown, and so never met."""

from collections.abc import Mapping as ReadOnly
from ipaddress import ip_network
from typing import Final

from app.domain.conditions import Conditions, ConditionsFromNewer, Network, SessionPolicy
from app.domain.durations import Duration
from app.domain.ledger import Plain
from app.domain.reasons import ReasonRule
from app.domain.refusals import Malformed

_KNOWN: Final = frozenset({"max_console_duration", "networks", "mfa", "session_policy", "reason"})


def conditions_of(stored: ReadOnly[str, Plain]) -> Conditions:
    """Read conditions; one that this version does not know, or cannot read, is named as unknown and so never met."""
    unknown = set(stored) - _KNOWN
    longest, policy, reason = None, None, None
    networks: tuple[Network, ...] = ()
    try:
        longest = _duration(stored.get("max_console_duration"))
    except (Malformed, TypeError):
        unknown.add("max_console_duration")
    try:
        networks = _networks(stored.get("networks"))
    except (ValueError, TypeError):
        unknown.add("networks")
    try:
        policy = _session_policy(stored.get("session_policy"))
    except (Malformed, TypeError):
        unknown.add("session_policy")
    try:
        reason = _reason(stored.get("reason"))
    except (Malformed, TypeError):
        unknown.add("reason")
    mfa = stored.get("mfa", False)
    if not isinstance(mfa, bool):
        unknown.add("mfa")
    return Conditions(longest, networks, mfa is True, policy, reason, frozenset(unknown))


def conditions_to_store(conditions: Conditions) -> dict[str, Plain]:
    """Write conditions down; raises ConditionsFromNewer for one that this version cannot judge: it would be lost."""
    if conditions.unknown:
        raise ConditionsFromNewer(names=", ".join(sorted(conditions.unknown)))
    stored: dict[str, Plain] = {}
    if conditions.max_console_duration is not None:
        stored["max_console_duration"] = conditions.max_console_duration.seconds
    if conditions.networks:
        stored["networks"] = [str(network) for network in conditions.networks]
    if conditions.needs_mfa:
        stored["mfa"] = True
    policy = conditions.session_policy
    if policy is not None:
        stored["session_policy"] = {"document": policy.document, "policy_arns": list(policy.policy_arns)}
    rule = conditions.reason
    if rule is not None:
        stored["reason"] = {"ticket_pattern": rule.ticket_pattern, "advice": rule.advice}
    return stored


def _duration(seconds: Plain) -> Duration | None:
    if seconds is None:
        return None
    if type(seconds) is not int:
        raise TypeError
    return Duration.of_seconds(seconds)


def _networks(stored: Plain) -> tuple[Network, ...]:
    if stored is None:
        return ()
    if not isinstance(stored, list) or not stored:
        raise TypeError
    return tuple(ip_network(_text(network)) for network in stored)


def _session_policy(stored: Plain) -> SessionPolicy | None:
    if stored is None:
        return None
    fields = _fields(stored, {"document", "policy_arns"})
    arns = fields.get("policy_arns", [])
    if not isinstance(arns, list):
        raise TypeError
    return SessionPolicy.parse(_text_or_none(fields.get("document")), tuple(_text(arn) for arn in arns))


def _reason(stored: Plain) -> ReasonRule | None:
    if stored is None:
        return None
    fields = _fields(stored, {"ticket_pattern", "advice"})
    return ReasonRule.parse(_text_or_none(fields.get("ticket_pattern")), _text_or_none(fields.get("advice")))


def _fields(stored: Plain, known: set[str]) -> dict[str, Plain]:
    if not isinstance(stored, dict) or set(stored) - known:
        raise TypeError
    return stored


def _text(stored: Plain) -> str:
    if not isinstance(stored, str):
        raise TypeError
    return stored


def _text_or_none(stored: Plain) -> str | None:
    return None if stored is None else _text(stored)
