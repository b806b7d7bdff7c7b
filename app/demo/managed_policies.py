"""AWS's managed policies, read from moto's copy and shared by all accounts of a partition."""

import json
import re
from typing import Any, Final

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy

_ARN: Final = re.compile(r"arn:(?P<partition>[a-z-]+):iam::aws:policy/(?:[\w+=,.@-]+/)*(?P<name>[\w+=,.@-]+)")


class ManagedPolicies:
    """The managed policies of each partition. There are some 1,500: each is made when it is first asked for."""

    def __init__(self) -> None:
        self._described: dict[str, Any] = {}  # Any: moto's copy of AWS's JSON, by name
        self._made: dict[tuple[str, str], AWSManagedPolicy] = {}

    def all(self, partition: str) -> list[AWSManagedPolicy]:
        return [self._named(partition, name) for name in self._descriptions()]

    def find(self, arn: str) -> AWSManagedPolicy | None:
        """Return the policy of that ARN, or None where AWS has none such."""
        match = _ARN.fullmatch(arn)
        if match is None or match["name"] not in self._descriptions():
            return None
        policy = self._named(match["partition"], match["name"])
        return policy if policy.arn == arn else None

    def _named(self, partition: str, name: str) -> AWSManagedPolicy:
        key = (partition, name)
        if key not in self._made:
            self._made[key] = AWSManagedPolicy.from_data(name, "aws", partition, self._descriptions()[name])
        return self._made[key]

    def _descriptions(self) -> dict[str, Any]:
        if not self._described:
            self._described = json.loads(aws_managed_policies_data)
        return self._described
