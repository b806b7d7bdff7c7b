"""What every way through a provider does for whoever comes by: it counts them, and writes down why they are refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.domain.clicks import Visit
from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable
from app.domain.provider_ways import ProviderWay
from app.domain.refusals import Refusal
from app.domain.vouching import PersonDisabled
from app.services.local_accounts.tries import THROTTLE_WINDOW, AttemptCounter
from app.services.new_web_sessions import NewWebSession
from app.services.provider_sign_in import ProviderSignIns
from app.services.sign_in import TooManySignIns

# An office behind one address signs in at nine o'clock; a flood from one address is to fill no table.
BEGUN_PER_ADDRESS: Final = 300
REFUSED_PER_ADDRESS: Final = 60


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and the token that it has to bring back in a cookie."""

    url: str
    browser_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A web session just begun, and the local path to go on to."""

    begun: NewWebSession
    return_to: str


class SignInStopped(Exception):
    """A sign-in that a browser has begun, and that came to nothing: why, and where it was to lead."""

    def __init__(self, refusal: Refusal, return_to: str) -> None:
        self.refusal = refusal
        self.return_to = return_to
        super().__init__(str(refusal))


@contextmanager
def leading_to(return_to: str) -> Iterator[None]:
    """Say with a refusal where the sign-in was to lead, so that the next one leads there; raises SignInStopped."""
    try:
        yield
    except (NotVouchedFor, ProviderUnavailable, PersonDisabled, TooManySignIns) as refusal:
        raise SignInStopped(refusal, return_to) from refusal


class ProviderVisits:
    """Keeps count of one address's visits, by the kind of provider."""

    def __init__(self, *, attempts: AttemptCounter, completes: ProviderSignIns, clock: Callable[[], datetime]) -> None:
        self._attempts = attempts
        self._completes = completes
        self._clock = clock

    def require_few(self, way: ProviderWay, visit: Visit) -> None:
        """Raise TooManySignIns where an address has begun too many of one kind."""
        self._reserve(f"{way.kind}-begin:{visit.counted_as}", BEGUN_PER_ADDRESS)

    @contextmanager
    def refusals_written_down(self, way: ProviderWay, visit: Visit) -> Iterator[None]:
        """Write into the ledger why a sign-in is refused, and refuse it; raises TooManySignIns as well."""
        try:
            yield
        except (NotVouchedFor, ProviderUnavailable) as refusal:
            # Anybody can send nonsense here: no more of it gets into the ledger than of wrong passwords.
            self._reserve(f"{way.kind}-refused:{visit.counted_as}", REFUSED_PER_ADDRESS)
            self._completes.refuse(way.source, refusal.code, visit=visit)
            raise

    def _reserve(self, key: str, most: int) -> None:
        wait = self._attempts.reserve({key: most}, at=self._clock(), window=THROTTLE_WINDOW)
        if wait is not None:
            raise TooManySignIns(retry_after=wait)
