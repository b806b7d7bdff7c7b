"""The table of partitions agrees with botocore's, which AWS publishes."""

import botocore.session
import pytest

from app.domain.partitions import (
    PARTITIONS,
    Partition,
    UnknownPartition,
    UnknownRegion,
    partition_named,
    partition_of_region,
)
from app.domain.regions import PartitionNotServed, Regions

SESSION = botocore.session.Session()
# AWS documents no public console of these.
WITHOUT_A_CONSOLE = {"aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}


def test_every_partition_of_botocore_is_here_or_has_no_console() -> None:
    known = {partition.name for partition in PARTITIONS}

    assert set(SESSION.get_available_partitions()) == known | WITHOUT_A_CONSOLE


@pytest.mark.parametrize("partition", PARTITIONS, ids=lambda partition: partition.name)
def test_every_region_of_botocore_belongs_to_its_partition(partition: Partition) -> None:
    regions = SESSION.get_available_regions("sts", partition_name=partition.name)
    real = [region for region in regions if not region.startswith(("aws-", "fips-")) and "fips" not in region]

    assert real
    assert {partition_of_region(region) for region in real} == {partition}


@pytest.mark.parametrize("partition", PARTITIONS, ids=lambda partition: partition.name)
def test_the_sts_host_is_the_one_that_botocore_calls(partition: Partition) -> None:
    region = SESSION.get_available_regions("sts", partition_name=partition.name)[-1]
    client = SESSION.create_client("sts", region_name=region, aws_access_key_id="x", aws_secret_access_key="x")

    assert client.meta.endpoint_url == partition.sts_origin(region)


@pytest.mark.parametrize(
    "region", ["", "moon-1", "eu-west", "us-east-1 ", "us-east-1.evil.example", "US-EAST-1", "a/b-1"]
)
def test_an_unknown_region_is_refused(region: str) -> None:
    with pytest.raises(UnknownRegion):
        partition_of_region(region)


def test_an_unknown_partition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownPartition) as caught:
        partition_named("aws-moon")

    assert "aws-us-gov" in caught.value.remedy % caught.value.values


def test_the_first_region_of_a_partition_is_its_home() -> None:
    regions = Regions.of(("eu-central-1", "us-gov-west-1", "eu-west-1"))

    assert regions.home_of("aws") == "eu-central-1"
    assert [partition.name for partition in regions.partitions] == ["aws", "aws-us-gov"]


def test_a_partition_without_a_region_is_not_served() -> None:
    with pytest.raises(PartitionNotServed):
        Regions.of(("eu-central-1",)).home_of("aws-cn")
