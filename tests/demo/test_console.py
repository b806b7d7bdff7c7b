"""The pages of the simulated sign-in and console: who is in, several at once, and out again."""

import re

import pytest
import requests

from app.demo.aws import EmbeddedAws
from tests.demo.browsers import ISSUER, Browser, signin_token
from tests.demo.callers import DEVELOPER
from tests.fixtures.aws import Clock

ROLES = [
    DEVELOPER,
    "arn:aws:iam::267513047782:role/Developer",
    "arn:aws:iam::378624158893:role/ProductionReadOnly",
    "arn:aws:iam::601957481126:role/Tinkerer",
    "arn:aws:iam::590846370015:role/Analyst",
]
SIXTH = "arn:aws:iam::306617249958:role/depots/eu/VpnOperator"
MUST_LOG_OUT = "You must first log out before logging into a different AWS account."


@pytest.fixture
def browser(aws: EmbeddedAws) -> Browser:
    return Browser(aws)


def test_the_page_shows_who_came_in_where_and_for_how_long(aws: EmbeddedAws, browser: Browser) -> None:
    text = browser.log_in(signin_token(aws, SourceIdentity="alice")).text

    assert _said(text, "role-session-name") == "alice"
    assert _said(text, "source-identity") == "alice"
    assert _said(text, "account").startswith("158402936671")
    assert DEVELOPER in _said(text, "role")
    assert "ec2/home?region=eu-central-1#Instances:" in _said(text, "destination")
    assert re.fullmatch(r"\d\d:\d\d UTC on \d\d \w+ \d{4}", _said(text, "until"))
    assert "AWS is simulated here" in text


def test_a_missing_source_identity_is_said(aws: EmbeddedAws, browser: Browser) -> None:
    assert _said(browser.log_in(signin_token(aws)).text, "source-identity") == "none was set"


def test_what_the_portal_sends_is_escaped(aws: EmbeddedAws, browser: Browser) -> None:
    destination = 'https://console.aws.amazon.com/x?<script>alert("x")</script>'

    text = browser.log_in(signin_token(aws), destination=destination).text

    assert "&lt;script&gt;" in text
    assert "<script" not in text


def test_the_same_identity_has_the_same_host_and_replaces_its_session(aws: EmbeddedAws, browser: Browser) -> None:
    first = browser.log_in(signin_token(aws))
    again = browser.log_in(signin_token(aws), destination="https://console.aws.amazon.com/s3/buckets")

    assert again.url.split("/")[3] == first.url.split("/")[3]
    assert "There are none in this browser." in again.text
    assert "s3/buckets" in browser.visit(first.url).text


def test_five_identities_stand_side_by_side_and_the_sixth_does_not(aws: EmbeddedAws, browser: Browser) -> None:
    pages = [browser.log_in(signin_token(aws, role)) for role in ROLES]
    sixth = browser.log_in(signin_token(aws, SIXTH))

    assert [page.status_code for page in pages] == [200] * 5
    assert pages[-1].text.count("Developer/alice @") == 2
    assert (sixth.url, "Session limit reached" in sixth.text) == (f"{aws.signin_url}/sessions/limit", True)


def test_a_fifth_identity_may_come_again(aws: EmbeddedAws, browser: Browser) -> None:
    pages = [browser.log_in(signin_token(aws, role)) for role in [*ROLES, ROLES[0]]]

    assert pages[-1].url == pages[0].url


def test_without_multi_session_a_second_identity_must_wait(aws: EmbeddedAws, browser: Browser) -> None:
    first = browser.log_in(signin_token(aws))
    off = browser.visit(_link(first.text, "Turn off multi-session"))
    refused = browser.log_in(signin_token(aws, SIXTH))
    browser.visit(aws.signin_url + _link(refused.text, "click here"))
    then = browser.log_in(signin_token(aws, SIXTH))

    assert "Turn on multi-session" in off.text
    assert (refused.status_code, MUST_LOG_OUT in refused.text) == (403, True)
    assert _said(then.text, "role") == f"<code>{SIXTH}</code>"


def test_without_multi_session_the_same_identity_comes_in_again(aws: EmbeddedAws, browser: Browser) -> None:
    browser.visit(f"{aws.signin_url}/sessions/v1/opt-out")

    pages = [browser.log_in(signin_token(aws)), browser.log_in(signin_token(aws))]

    assert [page.status_code for page in pages] == [200, 200]


def test_multi_session_can_be_turned_on_again(aws: EmbeddedAws, browser: Browser) -> None:
    browser.visit(f"{aws.signin_url}/sessions/v1/opt-out")
    browser.log_in(signin_token(aws))
    refused = browser.log_in(signin_token(aws, SIXTH))

    on = browser.visit(aws.signin_url + _link(refused.text, "Turn on multi-session"))

    assert "Multi-session is on." in on.text
    assert browser.log_in(signin_token(aws, SIXTH)).status_code == 200


def test_turning_multi_session_leads_back_to_the_console_only(aws: EmbeddedAws, browser: Browser) -> None:
    back = f"{aws.console_url}/158402936671-abcdefgh/"
    offs = [
        browser.visit(f"{aws.signin_url}/sessions/v1/opt-out?redirect_uri={uri}", follow=False).headers["Location"]
        for uri in (back, "https://evil.example/", f"{aws.console_url}.evil.example/")
    ]

    assert offs == [back, "/", "/"]


def test_signing_out_ends_every_console_of_the_browser(aws: EmbeddedAws, browser: Browser) -> None:
    pages = [browser.log_in(signin_token(aws, role)) for role in ROLES[:2]]
    out = browser.visit(_link(pages[0].text, "Sign out"))

    after = [browser.visit(page.url).status_code for page in pages]

    assert ("You are signed out" in out.text, after) == (True, [403, 403])


def test_logging_out_on_the_way_to_a_login_works_only_without_multi_session(aws: EmbeddedAws, browser: Browser) -> None:
    target = f"{aws.signin_url}/federation?Action=login"
    logout = requests.Request("GET", f"{aws.signin_url}/oauth", params={"Action": "logout", "redirect_uri": target})
    with_it = browser.visit(str(logout.prepare().url), follow=False)
    browser.visit(f"{aws.signin_url}/sessions/v1/opt-out")
    without_it = browser.visit(str(logout.prepare().url), follow=False)

    assert (with_it.status_code, without_it.headers["Location"]) == (400, target)


def test_logging_out_leads_nowhere_else(aws: EmbeddedAws, browser: Browser) -> None:
    odd = browser.visit(f"{aws.signin_url}/oauth?Action=login")
    away = browser.visit(f"{aws.signin_url}/oauth?Action=logout&redirect_uri=https://evil.example/federation")

    assert (odd.status_code, away.status_code, "You are signed out" in away.text) == (400, 200, True)


@pytest.mark.parametrize(
    ("issuer", "shown"), [(ISSUER, f'href="{ISSUER}"'), ("aws-vault", '<span id="issuer">aws-vault')]
)
def test_a_console_that_is_over_says_where_to_come_in_again(
    aws: EmbeddedAws, browser: Browser, clock: Clock, issuer: str, shown: str
) -> None:
    page = browser.log_in(signin_token(aws, duration="900"), issuer=issuer)
    clock.advance(minutes=15)

    over = browser.visit(page.url)

    assert (over.status_code, shown in over.text) == (403, True)
    assert "To start a new session, click the link provided by your administrator:" in over.text


def test_a_javascript_issuer_is_no_link(aws: EmbeddedAws, browser: Browser, clock: Clock) -> None:
    page = browser.log_in(signin_token(aws, duration="900"), issuer="javascript:alert(1)")
    clock.advance(minutes=15)

    assert 'href="javascript' not in browser.visit(page.url).text


def test_a_console_that_is_over_does_not_count(aws: EmbeddedAws, browser: Browser, clock: Clock) -> None:
    pages = [browser.log_in(signin_token(aws, role, duration="900")) for role in ROLES]
    clock.advance(minutes=14)
    late = signin_token(aws, SIXTH)
    full = browser.log_in(late)
    clock.advance(minutes=1)

    assert [page.status_code for page in pages] == [200] * 5
    assert "Session limit reached" in full.text
    assert _said(browser.log_in(late).text, "role") == f"<code>{SIXTH}</code>"


def test_a_hand_over_code_works_once(aws: EmbeddedAws, browser: Browser) -> None:
    code = browser.log_in(signin_token(aws)).history[0].headers["Location"]

    assert Browser(aws).visit(code).status_code == 403


def test_a_hand_over_code_does_not_wait(aws: EmbeddedAws, clock: Clock) -> None:
    query = {"Action": "login", "SigninToken": signin_token(aws), "Destination": "https://console.aws.amazon.com/"}
    login = requests.get(f"{aws.signin_url}/federation", params=query, timeout=5, allow_redirects=False)
    probed = requests.head(login.headers["Location"], timeout=5)
    clock.advance(minutes=1)

    assert (login.text, probed.status_code) == ("", 405)
    assert Browser(aws).visit(login.headers["Location"]).status_code == 403


def test_another_browser_sees_nothing_of_it(aws: EmbeddedAws, browser: Browser) -> None:
    page = browser.log_in(signin_token(aws))

    stranger = Browser(aws).visit(page.url)

    assert (stranger.status_code, "alice" in stranger.text) == (403, False)


def test_the_origins_show_who_is_signed_in(aws: EmbeddedAws, browser: Browser) -> None:
    empty = [browser.visit(url).text for url in (aws.signin_url, aws.console_url)]
    browser.log_in(signin_token(aws))
    full = [browser.visit(url).text for url in (aws.signin_url, aws.console_url)]

    assert ["Developer/alice" in text for text in empty + full] == [False, False, True, True]


def test_cookies_are_unlike_each_other_and_out_of_reach_of_scripts(aws: EmbeddedAws, browser: Browser) -> None:
    page = browser.log_in(signin_token(aws))

    set_cookies = [hop.headers["Set-Cookie"] for hop in page.history]
    assert set(browser.cookies) == {"aws-simulated-signin", "aws-simulated-console"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in set_cookies)


@pytest.mark.parametrize("path", ["/", "/sessions/limit", "/federation", "/static/demo.css"])
def test_every_answer_of_the_sign_in_origin_is_hardened(aws: EmbeddedAws, path: str) -> None:
    headers = requests.get(aws.signin_url + path, timeout=5).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def _said(text: str, name: str) -> str:
    """What stands in the element of that id."""
    found = re.search(rf'<dd id="{name}">(.*?)</dd>', text, re.DOTALL)
    assert found, f"nothing is said of {name}"
    return re.sub(r"</?time[^>]*>", "", found[1]).strip()


def _link(text: str, words: str) -> str:
    found = re.search(rf'<a href="([^"]+)">{words}</a>', text)
    assert found, f"no link says {words}"
    return found[1].replace("&amp;", "&")
