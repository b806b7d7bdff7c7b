"""Destinations: only pages of the role's own partition's console pass."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.destinations import Destination, ForeignDestination, MalformedDestination
from app.domain.partitions import PARTITIONS, Partition, partition_named
from app.domain.refusals import Refusal

AWS = partition_named("aws")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://console.aws.amazon.com", "https://console.aws.amazon.com/"),
        (
            "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:v=3",
            "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:v=3",
        ),
        ("https://CONSOLE.AWS.AMAZON.COM/s3/", "https://console.aws.amazon.com/s3/"),
        ("HTTPS://console.aws.amazon.com/s3/", "https://console.aws.amazon.com/s3/"),
        (
            "https://123456789012-ab3d5f7h.us-east-1.console.aws.amazon.com/s3/home",
            "https://us-east-1.console.aws.amazon.com/s3/home",
        ),
    ],
)
def test_a_console_page_is_kept_without_the_prefix_of_one_browser(text: str, url: str) -> None:
    assert Destination.parse(text, partition=AWS).url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "console.aws.amazon.com",
        "http://console.aws.amazon.com/",
        "//console.aws.amazon.com/",
        "javascript:alert(1)",
        "https://console.aws.amazon.com:443/",
        "https://console.aws.amazon.com:/",
        "https://user@console.aws.amazon.com/",
        "https://user:pass@console.aws.amazon.com/",
        "https://console.aws.amazon.com@evil.example/",
        "https:/\\console.aws.amazon.com/",
        "https://console.aws.amazon.com/\n",
        " https://console.aws.amazon.com/",
        "https://console.aws.amazon.com/a b",
        "https://console.aws.amazon.com/\x00",
        "https://[::1/",
        "https://console.aws.amazon.com/" + "a" * 2048,
    ],
)
def test_what_is_no_plain_https_address_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(MalformedDestination) as caught:
        Destination.parse(text, partition=AWS)

    assert caught.value.values["reason"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "console.aws.amazon.com.evil.example",
        "evilconsole.aws.amazon.com",
        "aws.amazon.com",
        "signin.aws.amazon.com",
        "console.amazonaws-us-gov.com",
        "console.amazonaws.cn",
        "console.aws.amazon.com.",
        ".console.aws.amazon.com",
        "a..console.aws.amazon.com",
        "-.console.aws.amazon.com",
        "%63onsole.aws.amazon.com",
        "evil.example%2f.console.aws.amazon.com",
    ],
)
def test_other_hosts_and_other_partitions_are_refused(host: str) -> None:
    with pytest.raises(ForeignDestination):
        Destination.parse(f"https://{host}/", partition=AWS)


@pytest.mark.parametrize("partition", PARTITIONS, ids=lambda partition: partition.name)
def test_the_console_home_of_every_partition_is_a_destination_of_it_alone(partition: Partition) -> None:
    home = Destination.console_home(partition=partition, region="x-y-1")

    others = [other for other in PARTITIONS if other != partition]
    assert [other.name for other in others if _accepts(other, home.url)] == []


@given(
    st.from_regex(r"https?://[a-z0-9.@:%\\/?#\[\]-]{0,40}(console\.aws\.amazon\.com)?[a-z0-9.@:%\\/?#-]{0,40}").map(
        str.strip
    )
)
def test_whatever_passes_leads_a_browser_to_the_console(text: str) -> None:
    url = _accepted(AWS, text) or "https://console.aws.amazon.com/"

    host = urlsplit(url).hostname or ""
    assert url.startswith("https://")
    assert host == "console.aws.amazon.com" or host.endswith(".console.aws.amazon.com")
    assert Destination.parse(url, partition=AWS).url == url


def _accepted(partition: Partition, text: str) -> str | None:
    try:
        return Destination.parse(text, partition=partition).url
    except Refusal:
        return None


def _accepts(partition: Partition, text: str) -> bool:
    return _accepted(partition, text) is not None
