"""Challenges: what the portal has to remember of a proof that somebody has begun, until it is completed once."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.domain.ledger import Plain
from app.domain.refusals import NotSignedIn
from app.domain.words import _

# What it was begun for: a challenge of one purpose never answers for another.
Purpose = Literal[
    "oidc-sign-in",
    "oidc-logout-token",
    "saml-sign-in",
    "saml-assertion",
    "saml-arrival",
    "proxy-sign-in",
    "kept-click",
    "second-step",
    "passkey-sign-in",
    "passkey-enrolment",
    "totp-enrolment",
    "step-up",
    "break-glass",
]


class ChallengeOver(NotSignedIn):
    """What was begun is over. Each purpose has a class of its own, with its code and where to begin again."""

    sentence = _("It took too long, or this was completed already.")
    remedy = _("Begin again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A proof that was begun. `body` holds nonces, verifiers and where to go on: nothing that outlives `expires_at`."""

    purpose: Purpose
    body: ReadOnly[str, Plain] = field(repr=False)
    expires_at: datetime
