"""Partitions by their regions, and the hosts of their consoles.

Sources: the partitions.json that AWS publishes with its SDKs (region patterns), and
https://docs.aws.amazon.com/general/latest/gr/signin-service.html with the console pages of each partition (hosts).
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """A partition: its regions' pattern, its first region, and the host of its console."""

    name: str
    pattern: str
    first_region: str
    console_host: str


_PARTITIONS: Final = (
    Partition(
        name="aws",
        pattern=r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
        first_region="us-east-1",
        console_host="console.aws.amazon.com",
    ),
    Partition(
        name="aws-us-gov",
        pattern=r"us-gov-\w+-\d+",
        first_region="us-gov-west-1",
        console_host="console.amazonaws-us-gov.com",
    ),
    Partition(
        name="aws-cn",
        pattern=r"cn-\w+-\d+",
        first_region="cn-north-1",
        console_host="console.amazonaws.cn",
    ),
    Partition(
        name="aws-eusc",
        pattern=r"eusc-de-\w+-\d+",
        first_region="eusc-de-east-1",
        console_host="console.amazonaws-eusc.eu",
    ),
)


def partition_of(region: str) -> str | None:
    """Return the name of the partition that the region is in, or None."""
    return next((each.name for each in _PARTITIONS if re.fullmatch(each.pattern, region, re.ASCII)), None)


def partition_named(name: str) -> Partition:
    """Return the partition of that name; raises LookupError."""
    found = next((each for each in _PARTITIONS if each.name == name), None)
    if found is None:
        raise LookupError(name)
    return found
