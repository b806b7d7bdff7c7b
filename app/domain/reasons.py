"""The reason that a mapping may ask for when a console is opened, and the ticket that it may have to name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from app.domain.names import shown
from app.domain.refusals import AN_ADMIN, Malformed
from app.domain.words import _

LONGEST_ADVICE: Final = 200
_TICKET_PATTERN: Final = re.compile(r"[A-Za-z0-9#@/_.-]{1,64}")


class MalformedTicketPattern(Malformed):
    code = "malformed-ticket-pattern"
    sentence = _("“%(text)s” is not a ticket pattern.")
    remedy = _("In a ticket pattern # stands for one or more digits and @ for one or more letters, for example OPS-# "
               "or @-#.")  # fmt: skip
    who = AN_ADMIN


class AdviceTooLong(Malformed):
    code = "advice-too-long"
    sentence = _("The message has %(length)s characters.")
    remedy = _("It has %(longest)s at most: say in one sentence what a reason has to name.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class ReasonRule:
    """A reason has to be given when the console is opened, and may have to name a ticket; `advice` is said if not."""

    ticket_pattern: str | None = None
    advice: str | None = None

    @classmethod
    def parse(cls, ticket_pattern: str | None, advice: str | None = None) -> Self:
        """Read a rule; raises MalformedTicketPattern or AdviceTooLong."""
        if ticket_pattern is not None and not _TICKET_PATTERN.fullmatch(ticket_pattern):
            raise MalformedTicketPattern(text=shown(ticket_pattern))
        return cls(ticket_pattern, parse_advice(advice) if advice else None)

    @property
    def ticket_example(self) -> str | None:
        """A ticket that fits the pattern, None where none has to be named."""
        return self.ticket_pattern and _pieces_of(self.ticket_pattern).replace("#", "123").replace("@", "ABC")

    def is_met_by(self, reason: str | None) -> bool:
        """Say whether a reason is one, and names a ticket where it has to."""
        if not reason or not reason.strip():
            return False
        return self.ticket_pattern is None or _names_ticket(self.ticket_pattern, reason)


def parse_advice(text: str) -> str:
    """Read what is said to whoever gives no such reason; raises AdviceTooLong."""
    if len(text) > LONGEST_ADVICE:
        raise AdviceTooLong(length=len(text), longest=LONGEST_ADVICE)
    return text


def _names_ticket(pattern: str, text: str) -> bool:
    """Say whether a ticket stands in a text, by itself.

    Follows every place where it may begin at once: a regular expression would try them again and again, and “#1#1#1#”
    with a long row of ones would keep a worker busy for hours.
    """
    pieces = _pieces_of(pattern)
    fitted: set[int] = set()
    before = ""
    for character in (*text, ""):
        if len(pieces) in fitted and not _is_of_a_word(character):
            return True
        if not _is_of_a_word(before):
            fitted.add(0)
        fitted = {count for each in fitted for count in _fitted_with(pieces, each, character)}
        before = character
    return False


def _pieces_of(pattern: str) -> str:
    """Return the pattern with each row of one sign as one: “one or more” twice is “one or more”."""
    return re.sub(r"([#@])\1+", r"\1", pattern)


def _fitted_with(pieces: str, count: int, character: str) -> Iterable[int]:
    """Return how many pieces may be fitted after one more character, where `count` were before it."""
    if count < len(pieces) and _fits(pieces[count], character):
        yield count + 1
    if count > 0 and pieces[count - 1] in "#@" and _fits(pieces[count - 1], character):
        yield count


def _fits(piece: str, character: str) -> bool:
    if piece == "#":
        return character.isascii() and character.isdigit()
    return character.isascii() and character.isalpha() if piece == "@" else character == piece


def _is_of_a_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
