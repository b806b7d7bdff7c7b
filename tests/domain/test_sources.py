"""Whose word counts: the portal's own and that of the providers that are set up, each for its own issuer."""

import pytest

from app.domain.sources import Source, Sources

ACME = Source("oidc:acme", "https://id.example.com")
PUSHED = Source("scim:acme")
SOURCES = Sources((ACME, PUSHED))


def test_the_portal_itself_always_counts() -> None:
    assert Sources().names == ("local",)
    assert SOURCES.names == ("local", "oidc:acme", "scim:acme")


@pytest.mark.parametrize(
    ("name", "issuer", "stands"),
    [
        (None, "local", True),
        ("oidc:acme", "https://id.example.com", True),
        ("oidc:acme", "https://elsewhere.example.com", False),
        ("oidc:acme", "local", False),
        (None, "https://id.example.com", False),
        ("oidc:gone", "https://id.example.com", False),
    ],
)
def test_a_sign_in_counts_where_its_provider_is_set_up_with_the_same_issuer(
    name: str | None, issuer: str, stands: bool
) -> None:
    assert SOURCES.stand_behind(name, issuer) is stands


def test_two_that_sign_in_the_people_of_one_issuer_are_rivals() -> None:
    assert SOURCES.find_rivals() is None
    assert Sources((ACME, Source("saml:twin", "https://id.example.com"))).find_rivals() == ("oidc:acme", "saml:twin")
    assert Sources((Source("oidc:sly", "local"),)).find_rivals() == ("local", "oidc:sly")


def test_many_may_know_groups_and_sign_nobody_in() -> None:
    assert Sources((PUSHED, Source("scim:other"))).find_rivals() is None
