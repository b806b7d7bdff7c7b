"""The conditions of a mapping as somebody types them, and as the form shows them again."""

from datetime import datetime
from functools import partial
from typing import Final

from app.domain.conditions import Conditions, ConditionsFromNewer, SessionPolicy, parse_networks
from app.domain.durations import LONGEST, Duration
from app.domain.mappings import Mapping
from app.domain.reasons import ReasonRule, parse_advice
from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.admin.moments import as_typed, parse_moment
from app.web.admin.reading import Reading
from app.web.words import gettext, spoken

_STEPS: Final = (900, 1_800, 3_600, 7_200, 14_400, 28_800, LONGEST)


class EndsBeforeItBegins(Malformed):
    code = "ends-before-it-begins"
    sentence = _("It would end before it begins.")
    remedy = _("Choose a later end, or an earlier start.")


def conditions_in(reading: Reading, before: Mapping | None) -> Conditions:
    """Read the conditions; mistakes are kept beside their fields."""
    policy, arns = reading.text("policy") or None, reading.lines("policy_arns")
    rule = (reading.text("ticket_pattern") or None, reading.optional("advice", parse_advice))
    read = Conditions(
        max_console_duration=reading.optional("longest", Duration.parse),
        networks=reading.parsed("networks", parse_networks) or (),
        needs_mfa=reading.is_checked("mfa"),
        session_policy=reading.take("policy", lambda: SessionPolicy.parse(policy, arns)) if policy or arns else None,
        reason=reading.take("ticket_pattern", lambda: ReasonRule.parse(*rule))
        if reading.is_checked("reason_required") or any(rule)
        else None,
    )
    if before is None or not before.conditions.unknown:
        return read
    return reading.take("conditions", lambda: _kept(read, before.conditions)) or read


def validity_in(reading: Reading, before: Mapping | None) -> tuple[datetime | None, datetime | None]:
    """Read from when until when a mapping counts; mistakes are kept beside their fields."""
    start = reading.optional("valid_from", partial(_moment_in, before=before.valid_from if before else None))
    end = reading.optional("valid_until", partial(_moment_in, before=before.valid_until if before else None))
    if start is not None and end is not None and end <= start:
        reading.take("valid_until", _refuse_such_an_end)
    return start, end


def fields_of_conditions(mapping: Mapping) -> dict[str, str]:
    """Return the fields that say what a mapping's conditions say."""
    conditions, policy, rule = mapping.conditions, mapping.conditions.session_policy, mapping.conditions.reason
    return {
        "valid_from": as_typed(mapping.valid_from) if mapping.valid_from else "",
        "valid_until": as_typed(mapping.valid_until) if mapping.valid_until else "",
        "longest": str(conditions.max_console_duration.seconds) if conditions.max_console_duration else "",
        "networks": "\n".join(map(str, conditions.networks)),
        "mfa": "yes" if conditions.needs_mfa else "",
        "policy": (policy.document or "") if policy else "",
        "policy_arns": "\n".join(policy.policy_arns) if policy else "",
        "reason_required": "yes" if rule else "",
        "ticket_pattern": (rule.ticket_pattern or "") if rule else "",
        "advice": (rule.advice or "") if rule else "",
    }


def longest_options(chosen: str) -> tuple[tuple[str, str], ...]:
    """Return the durations to choose among, that of the mapping included."""
    extra = {int(chosen)} if chosen.isdigit() and len(chosen) <= len(str(LONGEST)) else set()
    steps = sorted({*_STEPS, *extra})
    return (("", gettext(_("as long as the role allows"))), *((str(each), spoken(Duration(each))) for each in steps))


def _kept(read: Conditions, before: Conditions) -> Conditions:
    known = Conditions(
        before.max_console_duration, before.networks, before.needs_mfa, before.session_policy, before.reason
    )
    if read != known:
        raise ConditionsFromNewer(names=", ".join(sorted(before.unknown)))
    return before


def _moment_in(text: str, *, before: datetime | None) -> datetime:
    """Read a moment; one that is shown to the minute and was not touched stays as it was."""
    if before is not None and text == as_typed(before):
        return before
    return parse_moment(text)


def _refuse_such_an_end() -> None:
    raise EndsBeforeItBegins
