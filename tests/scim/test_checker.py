"""The whole protocol, as an independent checker sees it. Run with -s to read what it checks."""

from collections import Counter

from scim2_tester import Status, check_server

from tests.scim.conftest import Provisioned
from tests.scim.directory import HttpClient

# Users and groups are searched each by itself.
NOT_SERVED = {"POST /.search: searching several resource types at once is not supported by the server"}


def test_every_check_passes(portal: Provisioned) -> None:
    results = check_server(HttpClient(portal.other))

    found = Counter(result.status for result in results)
    lines = [f"{result.status.name:8} {result.title} {result.reason}" for result in results]
    print("", *lines, found, sep="\n")  # noqa: T201 - the checks are there to be read
    other = [result for result in results if result.status != Status.SUCCESS]
    assert {result.reason for result in other} == NOT_SERVED
    assert found[Status.SUCCESS] >= 64
