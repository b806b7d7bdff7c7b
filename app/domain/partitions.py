"""The partitions of AWS, with the hosts that each uses for sign-in, console and STS."""

import re
from dataclasses import dataclass
from typing import Final, Literal

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
    dns_suffix: str
    signin_method: Literal["GET", "POST"]
    redirect_sources: tuple[str, ...]

    def signin_origin(self, region: str) -> str:
        """Return the origin of the regional sign-in host.

        Source: AWS General Reference, "AWS Sign-In endpoints".
        """
        return f"https://{region}.{self.signin_domain}"

    def sts_origin(self, region: str) -> str:
        """Return the origin of the regional STS endpoint. Source: AWS General Reference, "AWS STS endpoints"."""
        return f"https://sts.{region}.{self.dns_suffix}"

    def console_home(self, region: str) -> str:
        """Return the address of the console's home page in a region."""
        return f"https://{region}.{self.console_domain}/console/home?region={region}"

    def holds_console_host(self, host: str) -> bool:
        """Say whether the lower-case host is the console's host or a subdomain of it."""
        return host == self.console_domain or host.endswith("." + self.console_domain)


PARTITIONS: Final = (
    Partition(
        name="aws",
        region_pattern=re.compile(r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+", re.ASCII),
        signin_domain="signin.aws.amazon.com",
        console_domain="console.aws.amazon.com",
        dns_suffix="amazonaws.com",
        signin_method="POST",
        redirect_sources=("https://*.aws.amazon.com",),
    ),
    Partition(
        name="aws-us-gov",
        region_pattern=re.compile(r"us-gov-\w+-\d+", re.ASCII),
        signin_domain="signin.amazonaws-us-gov.com",
        console_domain="console.amazonaws-us-gov.com",
        dns_suffix="amazonaws.com",
        signin_method="GET",
        redirect_sources=("https://*.amazonaws-us-gov.com",),
    ),
    Partition(
        name="aws-cn",
        region_pattern=re.compile(r"cn-\w+-\d+", re.ASCII),
        signin_domain="signin.amazonaws.cn",
        console_domain="console.amazonaws.cn",
        dns_suffix="amazonaws.com.cn",
        signin_method="POST",
        redirect_sources=("https://*.amazonaws.cn",),
    ),
    Partition(
        name="aws-eusc",
        region_pattern=re.compile(r"eusc-(de)-\w+-\d+", re.ASCII),
        signin_domain="signin.amazonaws-eusc.eu",
        console_domain="console.amazonaws-eusc.eu",
        dns_suffix="amazonaws.eu",
        signin_method="GET",
        redirect_sources=("https://*.amazonaws-eusc.eu",),
    ),
)


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
