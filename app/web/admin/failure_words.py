"""Failures of AWS that were kept, in words again."""

from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import Final

from app.domain.aws_failures import failure_with_code
from app.web.words import Said, gettext

# What the words of a failure may name, for failures that an older or newer Doorstep has kept.
_UNSAID: Final = MappingProxyType(
    {"service": "?", "region": "?", "aws_code": "?", "action": "?", "reason": "?", "status": "?"}
)


def kept_failure(code: str, values: ReadOnly[str, str]) -> Said:
    """Return the words of a failure by its code and values."""
    kind = failure_with_code(code)
    told = {**_UNSAID, **values}
    return Said(gettext(kind.sentence) % told, gettext(kind.remedy) % told, gettext(kind.who))
