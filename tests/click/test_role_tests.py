"""Role tests from the admin page to AWS, with the embedded AWS refusing whatever AWS would refuse."""

import io
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote

import pytest
from werkzeug.test import TestResponse

from app.demo import switches
from app.demo.aws import EmbeddedAws
from app.domain.pages import Search
from app.storage.role_tests import RoleTestStore
from tests.click.joined import LEGACY, READER, WITH_EXTERNAL_ID, Joined, Person
from tests.fixtures.logs import logging_to

FROZEN = "arn:aws:iam::489735269904:role/FrozenAdministrator"


@pytest.fixture
def admin(portal: Joined) -> Iterator[Person]:
    """The demo's admin, signed in."""
    yield portal.signed_in("ada")


def test_a_role_that_trusts_the_portal_passes_and_the_ledger_tells_intent_and_outcome(
    portal: Joined, admin: Person, aws: EmbeddedAws
) -> None:
    answer = page_after_testing(portal, admin, READER)

    requested, passed = [entry for entry in portal.ledger.events() if entry.action.startswith("role-test:")]
    asked = [seen for seen in aws.seen if seen.action == "AssumeRole"]
    assert "passed" in answer.text
    assert (requested.action, passed.action, passed.outcome) == ("role-test:requested", "role-test:passed", "succeeded")
    assert requested.click_id == passed.click_id
    assert [seen.parameters["DurationSeconds"] for seen in asked] == ["900"]
    assert json.loads(unquote(asked[0].parameters["Policy"]))["Statement"][0]["Effect"] == "Deny"
    assert "getSigninToken" not in {seen.action for seen in aws.seen}
    assert str(requested.click_id) in str(asked[0].user_agent)


def test_a_forgotten_source_identity_is_named_with_the_statement_to_paste(portal: Joined, admin: Person) -> None:
    answer = page_after_testing(portal, admin, LEGACY)

    assert "failed" in answer.text
    assert "sts:SetSourceIdentity is not allowed" in answer.text
    assert "arn:aws:iam::048213579604:user/doorstep-portal" in answer.text
    assert "CloudFormation" in answer.text


def test_a_role_that_does_not_trust_the_portal_lacks_assume_role(portal: Joined, admin: Person) -> None:
    assert "sts:AssumeRole is not allowed" in page_after_testing(portal, admin, FROZEN).text


def test_a_role_with_an_external_id_is_tried_without_it_as_well(
    portal: Joined, admin: Person, aws: EmbeddedAws
) -> None:
    answer = page_after_testing(portal, admin, WITH_EXTERNAL_ID)

    asked = [seen.parameters.get("ExternalId") for seen in aws.seen if seen.action == "AssumeRole"]
    assert "passed" in answer.text
    assert [external_id is None for external_id in asked] == [False, True]
    assert "does not ask for it" not in answer.text


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (switches.throttled(), "limiting the portal"),
        (switches.reset(), "could not reach STS"),
        (switches.server_error(500), "gave an answer that the portal cannot use"),
        (switches.latency(4), "did not answer in time"),
    ],
)
def test_a_failure_of_aws_is_said_in_words(
    portal: Joined, admin: Person, aws: EmbeddedAws, fault: switches.Fault, words: str
) -> None:
    aws.switches.strike("sts", fault)

    assert words in page_after_testing(portal, admin, READER).text


def test_a_disabled_region_is_named(portal: Joined, admin: Person, aws: EmbeddedAws) -> None:
    aws.switches.disable_region("eu-central-1")

    assert "switched off in region eu-central-1" in page_after_testing(portal, admin, READER).text


@pytest.mark.parametrize("role_arn", [READER, LEGACY, WITH_EXTERNAL_ID])
def test_no_secret_of_a_test_is_stored_logged_or_shown(
    portal: Joined, admin: Person, aws: EmbeddedAws, role_arn: str
) -> None:
    log = io.StringIO()
    with logging_to(log):
        answer = page_after_testing(portal, admin, role_arn)

    written = "\n".join((log.getvalue(), portal.everything_stored(), answer.text))
    spellings = (str, quote, quote_plus, lambda text: json.dumps(text)[1:-1])
    assert "botocore" in log.getvalue()
    assert len(aws.secrets()) >= 3
    assert [secret for secret in aws.secrets() if any(spell(secret) in written for spell in spellings)] == []


def test_alice_may_not_test_a_role_and_sts_never_hears_of_it(portal: Joined, aws: EmbeddedAws) -> None:
    answer = sent(portal, portal.signed_in("alice"), READER)

    assert answer.status_code == 403
    assert aws.seen == []


def test_the_template_names_every_role_of_the_account(portal: Joined, admin: Person) -> None:
    page_after_testing(portal, admin, READER)

    template = admin.visitor.get(f"{address_of(portal, READER)}/template.yaml")

    assert template.headers["Content-Type"].startswith("application/yaml")
    assert template.text.count("Type: AWS::IAM::Role") == 5
    assert "sts:ExternalId" not in template.text


def page_after_testing(portal: Joined, somebody: Person, role_arn: str) -> TestResponse:
    """Test a role and return the page that tells of it."""
    answer = sent(portal, somebody, role_arn)
    assert answer.status_code == 303
    return somebody.visitor.get(answer.headers["Location"])


def sent(portal: Joined, somebody: Person, role_arn: str) -> TestResponse:
    token = somebody.visitor.csrf_token()
    return somebody.visitor.post(f"{address_of(portal, role_arn)}/test", {"csrf_token": token})


def address_of(portal: Joined, role_arn: str) -> str:
    found = RoleTestStore(database=portal.database).page(Search(role_arn))
    return f"/admin/role-health/{found.rows[0].role.id}"
