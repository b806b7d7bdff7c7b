"""Judges what a verified answer says of itself: from whom, for whom, for when, and in answer to what.

Source: SAML Profiles 2.0, sections 4.1.4.2 and 4.1.4.3; SAML Core 2.0, section 2.5.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final  # Any: lxml has no types

from app.domain.provider_refusals import ClocksApart
from app.domain.saml_refusals import (
    SamlAudienceWrong,
    SamlDestinationWrong,
    SamlIssuerWrong,
    SamlMisshapen,
    SamlRecipientWrong,
    SamlUnasked,
)
from app.identity.saml_client import ASSERTION, LEEWAY, SamlClient

_SAML: Final = f"{{{ASSERTION}}}"
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_CONDITIONS: Final = frozenset({f"{_SAML}{name}" for name in ("AudienceRestriction", "OneTimeUse", "ProxyRestriction")})
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_LEEWAY: Final = timedelta(seconds=LEEWAY)
# No moment lies behind the year 9999, not even by our leeway.
_FAR: Final = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An assertion that is for us and for now. `good_until` is when its replay needs no memory any more."""

    assertion: Any
    assertion_id: str
    request_id: str
    good_until: datetime


def text_of(element: Any) -> str:
    """Return the whole text of an element; one that holds other elements has none."""
    return "" if len(element) else (element.text or "").strip()


def whole_text_of(element: Any) -> str:
    """Return likewise a text to the letter, with the blanks at its ends."""
    return "" if len(element) else (element.text or "")


class Judge:
    """Holds one answer against what was registered, at one moment."""

    def __init__(self, client: SamlClient, now: datetime) -> None:
        self._client = client
        self._provider = client.way.label
        self._now = now

    def response(self, response: Any) -> str:
        """Return which request a response answers; raises NotVouchedFor."""
        self._require_version(response)
        for issuer in response.iterchildren(f"{_SAML}Issuer"):
            self._require_issuer(issuer)
        if response.get("Destination") != self._client.acs_url:
            raise SamlDestinationWrong(provider=self._provider, acs_url=self._client.acs_url)
        self._require_begun(self.moment(response, "IssueInstant"))
        return self._request_in(response)

    def assertion(self, assertion: Any, request_id: str) -> Judged:
        """Return an assertion that is for us, now, and for that request; raises NotVouchedFor."""
        self._require_version(assertion)
        self._require_issuer(self.only(assertion, "Issuer"))
        self._require_begun(self.moment(assertion, "IssueInstant"))
        ends = [*self._conditions(assertion), self._confirmation(assertion, request_id)]
        return Judged(
            assertion=assertion,
            assertion_id=str(assertion.get("ID")),
            request_id=request_id,
            good_until=min(max(ends), _FAR) + _LEEWAY,
        )

    def only(self, parent: Any, name: str) -> Any:
        """Return the one child of that name; raises SamlMisshapen."""
        found = list(parent.iterchildren(f"{_SAML}{name}"))
        if len(found) != 1:
            raise SamlMisshapen(provider=self._provider, what=f"there is not one {name}")
        return found[0]

    def moment(self, element: Any, name: str) -> datetime:
        """Return the moment in an attribute; raises SamlMisshapen. Source: SAML Core 2.0, section 1.3.3: in UTC."""
        text = element.get(name, "")
        try:
            if _MOMENT.fullmatch(text):
                return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise SamlMisshapen(provider=self._provider, what=f"{name} is no moment") from error
        raise SamlMisshapen(provider=self._provider, what=f"{name} is no moment")

    def require_not_over(self, until: datetime) -> None:
        """Raise ClocksApart for what has ended."""
        if self._now - _LEEWAY >= until:
            raise self._apart(until)

    def _require_begun(self, since: datetime) -> None:
        if self._now + _LEEWAY < since:
            raise self._apart(since)

    def _apart(self, moment: datetime) -> ClocksApart:
        return ClocksApart(provider=self._provider, minutes=round(abs(self._now - moment).total_seconds() / 60))

    def _require_version(self, element: Any) -> None:
        if element.get("Version") != "2.0":
            raise SamlMisshapen(provider=self._provider, what="it is not of version 2.0")

    def _require_issuer(self, issuer: Any) -> None:
        if text_of(issuer) != self._client.idp.entity_id:
            raise SamlIssuerWrong(provider=self._provider)

    def _request_in(self, element: Any) -> str:
        """Return the request that is answered: without one the sign-in began at the provider, or nowhere."""
        request_id = element.get("InResponseTo")
        if not request_id:
            raise SamlUnasked(provider=self._provider)
        return str(request_id)

    def _conditions(self, assertion: Any) -> Iterator[datetime]:
        """Hold every condition, and yield when they end. One that nobody here knows is not met."""
        conditions = self.only(assertion, "Conditions")
        if any(condition.tag not in _CONDITIONS for condition in conditions):
            raise SamlMisshapen(provider=self._provider, what="it has a condition that nobody here knows")
        restrictions = list(conditions.iterchildren(f"{_SAML}AudienceRestriction"))
        named = [[text_of(one) for one in restriction] for restriction in restrictions]
        if not named or any(self._client.entity_id not in audiences for audiences in named):
            raise SamlAudienceWrong(provider=self._provider, entity_id=self._client.entity_id)
        yield from self._window(conditions)

    def _confirmation(self, assertion: Any, request_id: str) -> datetime:
        """Hold the one confirmation, which is that of a bearer, and return when it ends."""
        confirmation = self.only(self.only(assertion, "Subject"), "SubjectConfirmation")
        if confirmation.get("Method") != _BEARER:
            raise SamlMisshapen(provider=self._provider, what="it is not for whoever bears it")
        data = self.only(confirmation, "SubjectConfirmationData")
        if data.get("Recipient") != self._client.acs_url:
            raise SamlRecipientWrong(provider=self._provider, acs_url=self._client.acs_url)
        if self._request_in(data) != request_id:
            raise SamlMisshapen(provider=self._provider, what="its parts answer different requests")
        return max(self._window(data))

    def _window(self, element: Any) -> Iterator[datetime]:
        """Yield the end of a window, within which it is now; its beginning may be left out, its end may not."""
        if element.get("NotBefore") is not None:
            self._require_begun(self.moment(element, "NotBefore"))
        until = self.moment(element, "NotOnOrAfter")
        self.require_not_over(until)
        yield until
