"""What every call of AWS has in common: time limits, trust, proxies, endpoints, and the name we give ourselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

# In seconds. Two calls, each with a connect and a wait, stay within the eight that a person waits for words; a wait
# is for the next bytes, so that an upstream which drips its answer takes longer.
CONNECT_TIMEOUT: Final = 1.0
READ_TIMEOUT: Final = 2.9
# Nobody waits for a page where IAM is asked, and a lost answer of CreateRole costs more than a late one.
IAM_READ_TIMEOUT: Final = 10.0
# A page waits for a discovery, which goes on later where a list took too long.
LIST_READ_TIMEOUT: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """How this portal reaches AWS. Certificates are always verified: `ca_bundle` only says against what.

    The endpoints are addresses by region, for VPC endpoints and the like.
    `proxy_for` returns the proxy to reach an address through, or None.
    """

    version: str
    pool_size: int
    ca_bundle: str | None
    sts_endpoints: Mapping[str, str]
    signin_endpoints: Mapping[str, str]
    iam_endpoints: Mapping[str, str]
    organizations_endpoints: Mapping[str, str]
    proxy_for: Callable[[str], str | None]

    @property
    def product(self) -> str:
        """The user agent of this portal as such."""
        return f"doorstep/{self.version}"

    def user_agent(self, click_id: UUID) -> str:
        """Return the user agent that CloudTrail keeps: the key that joins AWS's own log with the ledger."""
        return f"{self.product} click/{click_id}"
