"""The partitions of AWS, with the hosts that each uses for sign-in, console and STS."""

import re
from dataclasses import dataclass
from typing import Literal

from app.domain.refusals import THE_OPERATOR, Malformed
from app.domain.words import _


class UnknownRegion(Malformed):
    code = "unknown-region"
    sentence = _("“%(region)s” is not a region of a partition that Doorstep knows.")
    remedy = _("Use a region code such as eu-central-1, us-gov-west-1 or cn-north-1.")
    who = THE_OPERATOR


class UnknownPartition(Malformed):
    code = "unknown-partition"
    sentence = _("“%(partition)s” is not a partition that Doorstep knows.")
    remedy = _("Use one of: %(known)s.")
    who = THE_OPERATOR


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition: accounts, credentials and hosts never cross its border.

    `signin_method` is how `getSigninToken` is called: AWS's own toolkit notes that the federation endpoint of
    aws-us-gov takes no POST; where nobody has shown that POST works, GET is used.
    `redirect_sources` are CSP host sources of every host that a sign-in may pass on its way to the console.
    """

    name: str
    region_pattern: re.Pattern[str]
    signin_domain: str
    console_domain: str
    signin_method: Literal["GET", "POST"]
    redirect_sources: tuple[str, ...]

    def signin_origin(self, region: str) -> str:
        """Return the origin of the regional sign-in host.

        Source: AWS General Reference, "AWS Sign-In endpoints".
        """
        return f"https://{region}.{self.signin_domain}"

    def console_home(self, region: str) -> str:
        """Return the address of the console's home page in a region."""
        return f"https://{region}.{self.console_domain}/console/home?region={region}"

    def holds_console_host(self, host: str) -> bool:
        """Say whether the lower-case host is the console's host or a subdomain of it."""
        return host == self.console_domain or host.endswith("." + self.console_domain)


def _partition(name: str, regions: str, *, signin: str, console: str, method: Literal["GET", "POST"],
               sources: tuple[str, ...]) -> Partition:  # fmt: skip
    return Partition(
        name=name,
        region_pattern=re.compile(regions, re.ASCII),
        signin_domain=signin,
        console_domain=console,
        signin_method=method,
        redirect_sources=sources,
    )


PARTITIONS: tuple[Partition, ...] = (
    _partition("aws", r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
               signin="signin.aws.amazon.com", console="console.aws.amazon.com",
               method="POST", sources=("https://*.aws.amazon.com",)),
    _partition("aws-us-gov", r"us-gov-\w+-\d+",
               signin="signin.amazonaws-us-gov.com", console="console.amazonaws-us-gov.com",
               method="GET", sources=("https://*.amazonaws-us-gov.com",)),
    _partition("aws-cn", r"cn-\w+-\d+",
               signin="signin.amazonaws.cn", console="console.amazonaws.cn",
               method="POST", sources=("https://*.amazonaws.cn",)),
    _partition("aws-eusc", r"eusc-(de)-\w+-\d+",
               signin="signin.amazonaws-eusc.eu", console="console.amazonaws-eusc.eu",
               method="GET", sources=("https://*.amazonaws-eusc.eu",)),
)  # fmt: skip


def partition_named(name: str) -> Partition:
    """Return the partition of that name; raises UnknownPartition."""
    for partition in PARTITIONS:
        if partition.name == name:
            return partition
    raise UnknownPartition(partition=name, known=", ".join(partition.name for partition in PARTITIONS))


def partition_of_region(region: str) -> Partition:
    """Return the partition that a region code belongs to; raises UnknownRegion.

    Source: the region patterns of botocore's partition list.
    """
    for partition in PARTITIONS:
        if partition.region_pattern.fullmatch(region):
            return partition
    raise UnknownRegion(region=region)
