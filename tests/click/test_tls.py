"""Certificates of both upstreams are always verified, against the system's authorities or AWS_CA_BUNDLE."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.demo.aws import EmbeddedAws
from tests.click.joined import READER, Joined
from tests.fixtures.tls import Authority, tls_before

Over = Callable[..., dict[str, str]]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def over_tls(aws: EmbeddedAws, authority: Authority) -> Iterator[Over]:
    """Return the settings of a portal that reaches one upstream over TLS, by a host that its certificate names."""
    with (
        tls_before(aws.api_url, authority.server_context("localhost")) as api,
        tls_before(aws.signin_url, authority.server_context("localhost")) as signin,
    ):
        yield lambda *names, host="localhost": {
            name: f"eu-central-1={url.replace('localhost', host)}"
            for name, url in (("DOORSTEP_STS_ENDPOINTS", api), ("DOORSTEP_SIGNIN_ENDPOINTS", signin))
            if name in names
        }


BOTH = ("DOORSTEP_STS_ENDPOINTS", "DOORSTEP_SIGNIN_ENDPOINTS")


def test_the_bundle_makes_both_upstreams_trusted(
    join: Callable[..., Joined], over_tls: Over, authority: Authority
) -> None:
    portal = join(**over_tls(*BOTH), AWS_CA_BUNDLE=str(authority.bundle))

    assert portal.signed_in("alice").open(READER).status_code == 303


@pytest.mark.parametrize("upstream", BOTH)
def test_a_certificate_of_a_stranger_is_refused(
    join: Callable[..., Joined], over_tls: Over, aws: EmbeddedAws, upstream: str
) -> None:
    portal = join(**over_tls(upstream))

    answer = portal.signed_in("alice").open(READER)

    assert answer.status_code == 502
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "aws-unreachable"
    assert "getSigninToken" not in [seen.action for seen in aws.seen]


@pytest.mark.parametrize("upstream", BOTH)
def test_a_certificate_for_another_name_is_refused(
    join: Callable[..., Joined], over_tls: Over, authority: Authority, upstream: str
) -> None:
    portal = join(**over_tls(upstream, host="other.localhost"), AWS_CA_BUNDLE=str(authority.bundle))

    assert portal.signed_in("alice").open(READER).status_code == 502


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_no_other_variable_changes_what_is_trusted(
    join: Callable[..., Joined],
    over_tls: Over,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, str(authority.bundle))
    portal = join(**over_tls("DOORSTEP_SIGNIN_ENDPOINTS"))

    assert portal.signed_in("alice").open(READER).status_code == 502
