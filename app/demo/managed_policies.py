"""AWS's managed policies, read once from moto's copy and shared by all accounts of a partition."""

import json
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy


class ManagedPolicies:
    """The managed policies of each partition, some 1,500 each: made when a partition is first used."""

    def __init__(self) -> None:
        self._described: dict[str, Any] = {}  # Any: moto's copy of AWS's JSON
        self._by_partition: dict[str, list[AWSManagedPolicy]] = {}

    def of(self, partition: str) -> list[AWSManagedPolicy]:
        if not self._described:
            self._described = json.loads(aws_managed_policies_data)
        if partition not in self._by_partition:
            self._by_partition[partition] = [
                AWSManagedPolicy.from_data(name, "aws", partition, about) for name, about in self._described.items()
            ]
        return self._by_partition[partition]
