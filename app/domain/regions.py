"""The regions that this portal uses, in order: the first of each partition is its home."""

from dataclasses import dataclass
from typing import Self

from app.domain.partitions import Partition, partition_named, partition_of_region
from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _


class PartitionNotServed(Unavailable):
    code = "partition-not-served"
    sentence = _("This portal is not set up for partition %(partition)s.")
    remedy = _("Add a region of that partition to DOORSTEP_AWS_REGIONS, with credentials for it.")
    who = THE_OPERATOR


@dataclass(frozen=True, slots=True)
class Regions:
    """An ordered, non-empty list of region codes."""

    codes: tuple[str, ...]

    @classmethod
    def of(cls, codes: tuple[str, ...]) -> Self:
        """Take region codes; raises UnknownRegion for a code of no partition that Doorstep knows."""
        for code in codes:
            partition_of_region(code)
        return cls(codes)

    @property
    def partitions(self) -> tuple[Partition, ...]:
        """Every partition that has a region here, in the order of their first regions."""
        names = dict.fromkeys(partition_of_region(code).name for code in self.codes)
        return tuple(partition_named(name) for name in names)

    def home_of(self, partition: str) -> str:
        """Return the home region of a partition; raises PartitionNotServed."""
        for code in self.codes:
            if partition_of_region(code).name == partition:
                return code
        raise PartitionNotServed(partition=partition)
