"""A click, from the form to the console page, with the embedded AWS refusing whatever AWS would refuse."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from app.demo.aws import EmbeddedAws
from app.demo.seen import Seen
from app.joints.process import VERSION
from tests.click.joined import DEVELOPER, IN_GOVCLOUD, PUBLIC_URL, READER, UNKNOWN, WITH_EXTERNAL_ID, Joined

PAGE = "https://eu-central-1.console.aws.amazon.com/s3/home?region=eu-central-1#buckets"


def calls(aws: EmbeddedAws) -> list[Seen]:
    return [seen for seen in aws.seen if seen.action in {"AssumeRole", "getSigninToken"}]


def test_alice_stands_on_the_console_page_in_her_role(portal: Joined, aws: EmbeddedAws) -> None:
    answer = portal.signed_in("alice").open(DEVELOPER, destination=PAGE, duration="7200")

    console = requests.get(answer.headers["Location"], timeout=5)
    assert answer.status_code == 303
    assert console.status_code == 200
    assert console.url.startswith(aws.console_url)
    assert all(words in console.text for words in ("alice", "Developer", "158402936671", "/s3/home"))


def test_aws_hears_who_for_how_long_and_which_click(portal: Joined, aws: EmbeddedAws) -> None:
    answer = portal.signed_in("alice").open(DEVELOPER, duration="28800")

    assume_role, exchange = calls(aws)
    assert assume_role.parameters["RoleArn"] == DEVELOPER
    assert assume_role.parameters["RoleSessionName"] == "alice"
    assert assume_role.parameters["SourceIdentity"] == "alice"
    assert assume_role.parameters["DurationSeconds"] == "3600"
    assert "ExternalId" not in assume_role.parameters
    assert exchange.method == "POST"
    assert exchange.parameters["SessionDuration"] == "28800"
    expected = f"doorstep/{VERSION} click/{answer.headers['X-Request-Id']}"
    assert [assume_role.user_agent, exchange.user_agent] == [expected, expected]


def test_the_login_url_leads_back_to_the_same_role_and_page(portal: Joined, aws: EmbeddedAws) -> None:
    answer = portal.signed_in("alice").open(DEVELOPER, destination=PAGE)

    given = parse_qs(urlsplit(answer.headers["Location"]).query)
    issuer = urlsplit(given["Issuer"][0])
    assert answer.headers["Location"].startswith(f"{aws.signin_url}/federation?")
    assert set(given) == {"Action", "Issuer", "Destination", "SigninToken"}
    assert given["Destination"] == [PAGE]
    assert f"{issuer.scheme}://{issuer.netloc}{issuer.path}" == f"{PUBLIC_URL}/console"
    assert parse_qs(issuer.query) == {"role_arn": [DEVELOPER], "destination": [PAGE]}


def test_the_answer_is_not_kept_and_does_not_repeat_the_login_url(portal: Joined) -> None:
    answer = portal.signed_in("alice").open(READER)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "SigninToken" not in answer.text


def test_the_ledger_tells_the_intent_and_the_outcome_of_one_click(portal: Joined, aws: EmbeddedAws) -> None:
    answer = portal.signed_in("alice").open(DEVELOPER, duration="7200", reason="INC-42")

    requested, opened = portal.click_entries(answer)
    body = opened.parsed_body()
    assert (requested.action, requested.outcome) == ("console:requested", "requested")
    assert (opened.action, opened.outcome) == ("console:opened", "succeeded")
    assert {requested.role_arn, opened.role_arn} == {DEVELOPER}
    assert (opened.account_id, opened.mapping_version, opened.actor_kind) == ("158402936671", 1, "person")
    assert str(opened.access_key_id).startswith("ASIA")
    assert requested.parsed_body()["reason"] == "INC-42"
    assert (body["granted_duration"], str(body["assumed_role_id"]).partition(":")[2]) == (7200, "alice")
    assert [attempt["result"] for attempt in body["attempts"]] == ["ok", "ok"]  # type: ignore[union-attr, index, call-overload]  # JSON of the ledger
    assert [call.status for call in calls(aws)] == [200, 200]


def test_charlie_is_refused_and_sts_never_hears_of_it(portal: Joined, aws: EmbeddedAws) -> None:
    answer = portal.signed_in("charlie").open(DEVELOPER)

    requested, refused = portal.click_entries(answer)
    assert answer.status_code == 403
    assert calls(aws) == []
    assert (requested.action, refused.action, refused.outcome) == ("console:requested", "console:refused", "refused")
    assert refused.parsed_body()["code"] == "role-not-granted"


def test_a_role_that_nobody_knows_is_refused_like_one_that_is_not_mapped(portal: Joined) -> None:
    charlie = portal.signed_in("charlie")

    answers = [charlie.open(role_arn) for role_arn in (DEVELOPER, UNKNOWN)]

    pages = [answer.text.replace(answer.headers["X-Request-Id"], "") for answer in answers]
    assert pages[0].replace(DEVELOPER, "") == pages[1].replace(UNKNOWN, "")
    assert {answer.status_code for answer in answers} == {403}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"role_arn": "arn:aws:iam::158402936671:user/alice"}, "malformed-role-arn"),
        ({"destination": "https://evil.example/"}, "foreign-destination"),
        ({"destination": "https://console.amazonaws-us-gov.com/"}, "foreign-destination"),
        ({"destination": "http://console.aws.amazon.com/"}, "malformed-destination"),
        ({"duration": "1000"}, "malformed-duration"),
        ({"duration": "7200"}, "duration-not-allowed"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words_and_in_the_ledger(
    portal: Joined, aws: EmbeddedAws, fields: dict[str, str], code: str
) -> None:
    answer = portal.signed_in("alice").open(**({"role_arn": READER} | fields))

    entries = portal.click_entries(answer)
    assert answer.status_code == 400
    assert [entry.action for entry in entries] == ["console:requested", "console:refused"]
    assert entries[-1].parsed_body()["code"] == code
    assert answer.headers["X-Request-Id"] in answer.text
    assert calls(aws) == []


def test_a_role_with_an_external_id_gets_it(portal: Joined, aws: EmbeddedAws) -> None:
    answer = portal.signed_in("grace").open(WITH_EXTERNAL_ID)

    assert answer.status_code == 303
    assert calls(aws)[0].parameters["ExternalId"] == "cobble-payments-7c41"


def test_a_role_of_govcloud_goes_to_its_own_partition_by_get(portal: Joined, aws: EmbeddedAws) -> None:
    answer = portal.signed_in("wendy").open(IN_GOVCLOUD)

    assume_role, exchange = calls(aws)
    destination = parse_qs(urlsplit(answer.headers["Location"]).query)["Destination"][0]
    assert answer.status_code == 303
    assert (assume_role.region, exchange.method) == ("us-gov-west-1", "GET")
    assert destination.startswith("https://us-gov-west-1.console.amazonaws-us-gov.com/")


def test_a_portal_on_temporary_credentials_sends_no_session_duration(
    join: Callable[..., Joined], aws: EmbeddedAws
) -> None:
    task = aws.task_credentials("aws")
    portal = join(
        DOORSTEP_AWS_PROFILES="",
        AWS_ACCESS_KEY_ID=task.access_key_id,
        AWS_SECRET_ACCESS_KEY=task.secret_access_key,
        AWS_SESSION_TOKEN=task.session_token,
    )

    answer = portal.signed_in("alice").open(DEVELOPER, duration="43200")

    _assume_role, exchange = calls(aws)
    assert answer.status_code == 303
    assert "SessionDuration" not in exchange.parameters
    assert portal.click_entries(answer)[-1].parsed_body()["granted_duration"] == 3600


def test_an_operator_who_knows_better_overrides_the_detection(join: Callable[..., Joined], aws: EmbeddedAws) -> None:
    portal = join(DOORSTEP_CALLER_IS_CHAINED="yes")

    answer = portal.signed_in("alice").open(DEVELOPER)

    assert answer.status_code == 303
    assert "SessionDuration" not in calls(aws)[1].parameters


def test_an_odd_username_becomes_a_role_session_name_that_aws_takes(portal: Joined, aws: EmbeddedAws) -> None:
    odd = "maximiliane-theodora.o'connor żółkiewska+streetsides@cobbleandchain.eu"

    answer = portal.signed_in(odd).open(READER)

    assert answer.status_code == 303
    assert len(calls(aws)[0].parameters["RoleSessionName"]) == 64


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_confirm_page_opens_nothing(portal: Joined, aws: EmbeddedAws, method: str) -> None:
    alice = portal.signed_in("alice")
    before = len(list(portal.ledger.events()))

    answer = alice.visitor.get(f"/console?role_arn={DEVELOPER}", method=method)

    assert answer.status_code == 200
    assert calls(aws) == []
    assert len(list(portal.ledger.events())) == before


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        (f"role_arn={UNKNOWN}", 403, "role-not-granted"),
        ("role_arn=nonsense", 400, "malformed-role-arn"),
        (f"role_arn={READER}&destination=https://evil.example/", 400, "foreign-destination"),
    ],
)
def test_a_refused_bookmark_has_a_reference_that_an_admin_finds(
    portal: Joined, query: str, status: int, code: str
) -> None:
    answer = portal.signed_in("alice").visitor.get(f"/console?{query}")

    (entry,) = [entry for entry in portal.ledger.events() if str(entry.id) == answer.headers["X-Request-Id"]]
    assert answer.status_code == status
    assert (entry.action, entry.outcome, entry.click_id) == ("offer:refused", "refused", None)
    assert entry.parsed_body()["code"] == code


def test_twenty_clicks_use_the_connections_of_the_first(portal: Joined, aws: EmbeddedAws) -> None:
    alice = portal.signed_in("alice")

    statuses = {alice.open(READER).status_code for _click in range(20)}

    used = {(call.service, call.connection) for call in calls(aws)}
    assert statuses == {303}
    assert len(used) == 2
