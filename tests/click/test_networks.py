"""The networks that a mapping allows: by the address that the trusted proxy saw, and by no other."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from app.demo.aws import EmbeddedAws
from app.domain.conditions import Conditions, parse_networks
from tests.click.joined import READER, Joined
from tests.click.mapped import calls, map_to
from tests.web.pages import Page
from tests.web.visitor import SAME_ORIGIN

OFFICE = Conditions(networks=parse_networks("203.0.113.0/24 2001:db8:17::/48"))
PROXY = "127.0.0.1/32"
Open = Callable[[str], TestResponse]


@pytest.fixture
def portal(join: Callable[..., Joined]) -> Joined:
    """A portal behind a proxy, in which charlie may open a role from the office."""
    joined = join(DOORSTEP_TRUSTED_PROXIES=PROXY)
    map_to(joined, "charlie", READER, OFFICE)
    return joined


@pytest.fixture
def open_from(portal: Joined) -> Open:
    """Click as charlie, where the proxy tells of these addresses."""
    return opening_in(portal)


def opening_in(portal: Joined) -> Open:
    visitor = portal.signed_in("charlie").visitor
    fields = {"csrf_token": visitor.csrf_token(), "role_arn": READER}
    return lambda told: visitor.post("/console", fields, SAME_ORIGIN | {"X-Forwarded-For": told})


@pytest.mark.parametrize(
    "told",
    ["203.0.113.7", "198.51.100.1, 203.0.113.7", "2001:db8:17::7", "::ffff:203.0.113.7", "2001:0DB8:0017:0::7"],
    ids=["IPv4", "behind another", "IPv6", "IPv4 in IPv6", "IPv6 at length"],
)
def test_from_the_office_the_console_opens(open_from: Open, portal: Joined, told: str) -> None:
    answer = open_from(told)

    assert answer.status_code == 303
    assert [entry.action for entry in portal.click_entries(answer)] == ["console:requested", "console:opened"]


@pytest.mark.parametrize(
    "told",
    ["198.51.100.1", "203.0.113.7, 198.51.100.1", "2001:db8:18::7", "nonsense", ""],
    ids=["elsewhere", "only said to be", "another IPv6", "no address", "nothing said"],
)
def test_from_elsewhere_it_is_refused_in_words(open_from: Open, portal: Joined, aws: EmbeddedAws, told: str) -> None:
    answer = open_from(told)

    assert answer.status_code == 403
    assert "No role mapping lets you open this role." in Page(answer.text).headings
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "role-not-granted"
    assert calls(aws) == []


def test_the_ledger_tells_the_address_that_counted(open_from: Open, portal: Joined) -> None:
    answer = open_from("203.0.113.99, 198.51.100.1")

    assert {entry.address for entry in portal.click_entries(answer)} == {"198.51.100.1"}


def test_nobody_is_believed_where_no_proxy_is_trusted(join: Callable[..., Joined]) -> None:
    portal = join()
    map_to(portal, "charlie", READER, OFFICE)

    assert opening_in(portal)("203.0.113.7").status_code == 403
