"""The page that a bookmark opens: it says what a click would give, and opens nothing."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

DEVELOPER = "arn:aws:iam::111122223333:role/Developer"
SUPPORT = "arn:aws:iam::444455556666:role/support/Support"
BUCKETS = "https://eu-central-1.console.aws.amazon.com/s3/buckets?region=eu-central-1"


def test_asking_about_a_role_of_somebody_else_gets_the_same_403_and_its_entry(visitor: Visitor, world: World) -> None:
    visitor.sign_in("charlie")

    answer = visitor.get(f"/console?{urlencode({'role_arn': DEVELOPER})}")

    assert answer.status_code == 403
    assert "No role mapping lets you open this role." in Page(answer.text).headings
    assert [str(entry.id) for entry in world.entries() if entry.action == "offer:refused"] == [
        answer.headers["X-Request-Id"]
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_asking_opens_nothing(alice: Visitor, world: World, method: str) -> None:
    answer = alice.get(f"/console?{urlencode({'role_arn': DEVELOPER})}", method=method)

    assert answer.status_code == 200
    assert world.sts.assumed == []
    assert world.entries()[-1].action == "web-session:begun"


def test_the_page_before_the_click_says_who_which_where_and_for_how_long(alice: Visitor) -> None:
    query = urlencode({"role_arn": SUPPORT, "destination": BUCKETS})

    page = alice.page(f"/console?{query}")

    told = ("Alice Archer (alice)", "Payments", "444455556666", "Support", SUPPORT, BUCKETS, "for 1 hour", "Sensitive")
    assert [words for words in told if words not in page.words] == []
    assert without_copying(page.form_to("/console").labels) == ["Open PROD console"]


def test_the_page_before_the_click_opens_what_it_showed(alice: Visitor, world: World) -> None:
    query = urlencode({"role_arn": DEVELOPER, "destination": BUCKETS, "duration": "7200"})

    form = alice.page(f"/console?{query}").form_to("/console")
    answer = alice.post("/console", form.fields)

    assert parse_qs(urlsplit(answer.headers["Location"]).query)["Destination"] == [BUCKETS]
    assert world.entries()[-2].parsed_body()["asked_duration"] == 7200


def test_a_bookmark_keeps_the_multi_session_prefix_out(alice: Visitor) -> None:
    prefixed = BUCKETS.replace("https://", "https://111122223333-abcdefgh.")

    page = alice.page(f"/console?{urlencode({'role_arn': DEVELOPER, 'destination': prefixed})}")

    assert page.form_to("/console").fields["destination"] == BUCKETS


def test_a_bookmark_has_no_say_in_the_reason(alice: Visitor) -> None:
    page = alice.page(f"/console?{urlencode({'role_arn': DEVELOPER, 'reason': 'because I say so'})}")

    assert page.form_to("/console").fields["reason"] == ""


def test_a_portal_in_a_role_says_why_an_hour_is_the_most(alice: Visitor, world: World) -> None:
    world.sts.chained = True

    page = alice.page(f"/console?{urlencode({'role_arn': DEVELOPER})}")

    assert "for 1 hour" in page.words
    assert "1 hour at most: this portal itself runs on temporary AWS credentials" in page.words


def test_an_hour_that_the_role_itself_allows_needs_no_word(alice: Visitor, world: World) -> None:
    world.sts.chained = True

    page = alice.page(f"/console?{urlencode({'role_arn': SUPPORT})}")

    assert "for 1 hour" in page.words
    assert "temporary AWS credentials" not in page.words


@pytest.mark.parametrize(
    "query", ["", "role_arn=nothing", f"role_arn={DEVELOPER}&role_arn={DEVELOPER}", f"role_arn={DEVELOPER}&duration=1"]
)
def test_an_odd_bookmark_is_a_400(alice: Visitor, query: str) -> None:
    assert alice.get(f"/console?{query}").status_code == 400


def without_copying(labels: list[str]) -> list[str]:
    """The buttons that send a form: those that copy something do not."""
    return [label for label in labels if not label.startswith("Copy ")]
