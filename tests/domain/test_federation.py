"""Addresses: the federation endpoint, our own issuer, and the login URL."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.arns import RoleArn
from app.domain.destinations import Destination
from app.domain.federation import (
    Attempt,
    Credentials,
    LoginUrl,
    SignInToken,
    federation_endpoint_for,
    issuer_for,
    login_url_for,
)
from app.domain.partitions import partition_named

ROLE_ARN = RoleArn.parse("arn:aws:iam::123456789012:role/reader+writer")
PAGE = Destination.parse(
    "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#I:v=3;a=+b&c", partition=partition_named("aws")
)
TOKEN = SignInToken("a+b/c=&d", "https://eu-west-1.signin.aws.amazon.com/federation", Attempt("s", "r", "ok"))


@pytest.mark.parametrize(
    "given", ["https://signin.example", "https://signin.example/", "https://signin.example/federation"]
)
def test_the_federation_endpoint_lies_on_the_sign_in_origin(given: str) -> None:
    assert federation_endpoint_for(given) == "https://signin.example/federation"


def test_the_issuer_reopens_the_same_role_at_the_same_page() -> None:
    issuer = urlsplit(issuer_for("https://doorstep.example.com", ROLE_ARN, PAGE))

    assert (issuer.netloc, issuer.path) == ("doorstep.example.com", "/console")
    assert parse_qs(issuer.query) == {"role_arn": [ROLE_ARN.text], "destination": [PAGE.url]}


def test_the_login_url_carries_everything_through_encoding() -> None:
    url = urlsplit(login_url_for(TOKEN, PAGE, "https://doorstep.example.com/console?a=b&c=d").url)

    assert f"{url.scheme}://{url.netloc}{url.path}" == TOKEN.federation_endpoint
    assert parse_qs(url.query) == {
        "Action": ["login"],
        "Issuer": ["https://doorstep.example.com/console?a=b&c=d"],
        "Destination": [PAGE.url],
        "SigninToken": ["a+b/c=&d"],
    }


def test_secrets_do_not_show_in_any_representation() -> None:
    secrets = [
        Credentials("ASIAEXAMPLE", "wJalr-secret", "token-secret", datetime(2026, 1, 1, tzinfo=UTC)),
        SignInToken("token-secret", "https://x/federation", Attempt("s", "r", "ok")),
        LoginUrl("https://x/federation?SigninToken=token-secret"),
    ]

    assert "secret" not in repr(secrets)
