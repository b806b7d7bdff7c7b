"""Consoles that may still run, and what stops them at AWS, as the command line tells them."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from app.domain.denials import POLICY_NAME, Document, denial_in_any_role, denial_of
from app.domain.running_consoles import RunningConsoles

_GO_ON: Final = "They go on: AWS keeps a console until its end."
_STOP: Final = f"To stop them, attach this to each role as the inline policy {POLICY_NAME}:"
_ANYWHERE: Final = "In any role, or as a service control policy in all accounts:"


def told_in_lines(found: RunningConsoles, role_session_name: str) -> Iterator[str]:
    """Say each console of a person with its end, and the policy of each role; the last one fits every role."""
    if found.looked_through is not None:
        yield f"There may be more: only the newest {found.looked_through} entries of the ledger were looked through."
    if not found.shown:
        yield "No console of theirs may still run." if found.looked_through is None else "No console was found."
        return
    yield f"Consoles that may still run, {found.count} in all. {_GO_ON}"
    for one in found.shown:
        yield f"  {one.role_arn}, opened {_moment(one.opened_at)}, may run until {_moment(one.until)}"
    if found.more:
        yield f"  and {found.more} older"
    yield _STOP
    for role_arn in found.role_arns:
        yield _pasted(role_arn, denial_of(found.of_role(role_arn)) or denial_in_any_role(role_session_name))
    yield _pasted(_ANYWHERE, denial_in_any_role(role_session_name))


def _pasted(where: str, document: Document) -> str:
    return f"{where}\n{json.dumps(document, indent=2)}"


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
