"""Import from AWS, from the admin page to AWS and back into the portal, with the embedded AWS over HTTP."""

import io
import json
from urllib.parse import quote, quote_plus, unquote

import pytest

from app.demo.aws import EmbeddedAws
from app.domain.pages import Search
from app.storage.role_lists import RoleLists
from tests.click.discovering import box_of, boxes, ordered, words_of
from tests.click.joined import Joined, Person
from tests.fixtures.logs import logging_to

FEATURE_FLAGS = "arn:aws:iam::158402936671:role/FeatureFlags"
LISTS = {"iam:ListRoles", "iam:ListRoleTags", "organizations:ListAccounts", "organizations:ListTagsForResource"}


@pytest.fixture
def ada(portal: Joined) -> Person:
    """The demo's admin, signed in."""
    return portal.signed_in("ada")


def test_what_aws_has_and_the_portal_has_not_is_found_and_saved(portal: Joined, ada: Person) -> None:
    discovery = ordered(ada)

    end = words_of(discovery.go_on_to_the_end())
    page = discovery.findings().text
    taken = boxes(page, ticked=True)
    preview = words_of(discovery.take(taken).text)
    saved = discovery.save(taken)

    assert "9 accounts read · 1 failed" in end
    assert taken == box_of(page, "FeatureFlags") | box_of(page, "FlowLogReader")
    assert "New: Role FeatureFlags in Rides development" in preview
    assert "New: Role FlowLogReader in Network" in preview
    assert saved.status_code == 303
    (role,) = RoleLists(database=portal.database).page(Search(FEATURE_FLAGS)).rows
    assert (role.max_console_duration.seconds, role.description) == (4 * 3600, "Switch features on and off")
    assert not box_names(discovery.findings().text) & set(taken)


def test_all_that_is_suggested_is_taken_with_one_button(portal: Joined, ada: Person) -> None:
    discovery = ordered(ada)
    discovery.go_on_to_the_end()

    preview = discovery.take({"scope": "suggested"})
    saved = discovery.save({"scope": "suggested"})

    assert 'name="scope" value="suggested"' in preview.text
    assert saved.status_code == 303
    assert len(RoleLists(database=portal.database).page(Search("FlowLogReader")).rows) == 1


def test_the_ledger_has_the_order_each_scan_and_the_end_with_who_and_which_calls(
    portal: Joined, ada: Person, aws: EmbeddedAws
) -> None:
    ordered(ada).go_on_to_the_end()

    entries = [entry for entry in portal.ledger.events() if entry.action.startswith(("discovery:", "account-"))]
    actions = [entry.action for entry in entries]
    scan = next(entry for entry in entries if entry.action == "account-scan:completed")
    attempts = scan.parsed_body()["attempts"]
    assert (actions[0], actions[-1]) == ("discovery:requested", "discovery:ended")
    assert actions.count("account-scan:completed") == 9
    assert actions.count("account-scan:failed") == 1
    assert {entry.actor_kind for entry in entries} == {"person"}
    assert isinstance(attempts, list)
    assert all(isinstance(one, dict) and one["request_id"] for one in attempts)
    agents = [seen.user_agent for seen in aws.seen if seen.action == "ListRoles"]
    assert any(str(scan.click_id) in agent for agent in agents)


def test_each_session_may_list_and_nothing_else_and_opens_no_console(ada: Person, aws: EmbeddedAws) -> None:
    ordered(ada).go_on_to_the_end()

    asked = [seen for seen in aws.seen if seen.action == "AssumeRole"]
    policies = [json.loads(unquote(seen.parameters["Policy"]))["Statement"][0] for seen in asked]
    assert {seen.parameters["DurationSeconds"] for seen in asked} == {"900"}
    assert {seen.role_arn and seen.role_arn.rpartition("/")[2] for seen in asked} == {"DoorstepReadOnly"}
    assert [set(policy["Action"]) for policy in policies] == [LISTS] * len(asked)
    assert "getSigninToken" not in {seen.action for seen in aws.seen}


def test_no_secret_of_a_discovery_is_stored_logged_or_shown(portal: Joined, ada: Person, aws: EmbeddedAws) -> None:
    log = io.StringIO()
    with logging_to(log):
        discovery = ordered(ada)
        pages = discovery.go_on_to_the_end() + discovery.findings().text

    written = "\n".join((log.getvalue(), portal.everything_stored(), pages))
    spellings = (str, quote, quote_plus, lambda text: json.dumps(text)[1:-1])
    assert "botocore" in log.getvalue()
    assert len(aws.secrets()) >= 10
    assert [secret for secret in aws.secrets() if any(spell(secret) in written for spell in spellings)] == []


def test_alice_may_not_order_a_discovery_and_aws_never_hears_of_it(portal: Joined, aws: EmbeddedAws) -> None:
    alice = portal.signed_in("alice")
    token = alice.visitor.csrf_token()

    answer = alice.visitor.post("/admin/discovery", {"csrf_token": token, "partition": "aws"})

    assert answer.status_code == 403
    assert aws.seen == []


def box_names(page: str) -> set[str]:
    """The names of every box."""
    return set(boxes(page))
