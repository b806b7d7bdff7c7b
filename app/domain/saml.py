"""SAML 2.0, as far as the portal has to know: what is asked of a provider, and what a verified answer says."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.vouching import Vouched


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSignIn:
    """A request to a provider: `request_id` is what its answer has to name.

    `anew` asks the provider to see the person again, whoever is signed in there. Source: SAML Core 2.0, section 3.4.1.
    """

    request_id: str
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlAnswer:
    """What a provider says, everything in it verified but for what only the portal knows.

    `request_id` is the request that it answers: one of ours, or not. No assertion counts twice until `good_until`.
    """

    vouched: Vouched
    request_id: str
    assertion_id: str
    good_until: datetime
