"""What the columns and outcomes of the ledger are called on its pages; downloads keep the names of the columns."""

from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import Final

from app.domain.words import _
from app.web.words import gettext

LABELS: Final[ReadOnly[str, str]] = MappingProxyType(
    {
        "id": _("ID of the entry"),
        "at": _("Time"),
        "since": _("From"),
        "until": _("Before"),
        "action": _("Action"),
        "outcome": _("Outcome"),
        "click_id": _("Click ID"),
        "actor_kind": _("Kind of actor"),
        "actor_id": _("Actor"),
        "person_id": _("Person"),
        "role_arn": _("Role ARN"),
        "account_id": _("Account ID"),
        "mapping_id": _("Mapping ID"),
        "mapping_version": _("Version of the mapping"),
        "access_key_id": _("Access key ID"),
        "address": _("Network address"),
        "body": _("Body"),
    }
)
_OUTCOMES: Final[ReadOnly[str, str]] = MappingProxyType(
    {
        "requested": _("requested"),
        "succeeded": _("succeeded"),
        "refused": _("refused"),
        "failed": _("failed"),
    }
)


def labels() -> dict[str, str]:
    """Return the labels of all columns and fields in the person's language."""
    return {name: gettext(words) for name, words in LABELS.items()}


def outcome_in_words(outcome: str) -> str:
    """Say how something ended; an outcome of another version of Doorstep is shown as it was written."""
    return gettext(_OUTCOMES.get(outcome, outcome))


def outcomes() -> tuple[tuple[str, str], ...]:
    """Return the outcomes to choose among, any of them first."""
    return (("", gettext(_("Any"))), *((outcome, gettext(words)) for outcome, words in _OUTCOMES.items()))
