"""Whose word about the client's address counts."""

import pytest

from app.domain.client_addresses import MalformedNetwork, TrustedProxies, throttle_key_of

PROXIES = TrustedProxies.parse(["10.0.0.0/8", "2001:db8::/32"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("198.51.100.7", [], "198.51.100.7"),
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.1, 203.0.113.9, 10.1.1.1"], "203.0.113.9"),
        ("10.0.0.1", ["192.0.2.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["10.2.2.2"], "10.2.2.2"),
        ("10.0.0.1", ["203.0.113.9, evil"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, evil, 10.1.1.1"], "10.1.1.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("2001:db8::1", ["2001:DB9::5"], "2001:db9::5"),
        ("::ffff:10.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        (None, ["203.0.113.9"], None),
        ("", ["203.0.113.9"], None),
    ],
)
def test_the_right_most_address_that_no_trusted_proxy_has(
    peer: str | None, forwarded: list[str], address: str | None
) -> None:
    assert PROXIES.client_address(peer, forwarded) == address


def test_without_trusted_proxies_the_header_says_nothing() -> None:
    assert TrustedProxies().client_address("127.0.0.1", ["203.0.113.9"]) == "127.0.0.1"


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0.1/8", "example.com", ""])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(MalformedNetwork):
        TrustedProxies.parse([text])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.10", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
    ],
)
def test_one_ipv6_client_has_a_whole_64(one: str, other: str, same: bool) -> None:
    assert (throttle_key_of(one) == throttle_key_of(other)) == same
