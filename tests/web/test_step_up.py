"""A role that asks for a fresh proof: whoever gives it opens the console with the same POST, and nothing is lost."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from app.domain.arns import RoleArn
from app.domain.freshness import Freshness
from tests.web.authenticator import add_app
from tests.web.pages import Page
from tests.web.passkey_forms import add_key
from tests.web.security_key import SecurityKey, options_on
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, World

PAY = "arn:aws:iam::111122223333:role/Pay"
DEVELOPER = "arn:aws:iam::111122223333:role/Developer"
BUCKETS = "https://eu-central-1.console.aws.amazon.com/s3/buckets?region=eu-central-1"
TYPED = {"role_arn": PAY, "destination": BUCKETS, "duration": "900", "reason": "TICKET-7: pay out"}
STALE = timedelta(minutes=16)
ITS_PAGE = f"/console?{urlencode({'role_arn': PAY})}"


@pytest.fixture
def careful(alice: Visitor, world: World) -> Visitor:
    """Alice, where one of her roles asks for a proof at most a quarter of an hour old."""
    world.map_person("alice", world.add_role(PAY, freshness=Freshness(proof_minutes=15)))
    return alice


@pytest.fixture
def key(careful: Visitor, world: World) -> SecurityKey:
    """Her key, which she used too long ago."""
    key = add_key(careful)
    world.clock.advance(STALE)
    return key


def click(visitor: Visitor) -> TestResponse:
    """Send the form with everything that there is to type."""
    return visitor.post("/console", visitor.token() | TYPED)


def test_the_same_post_opens_the_console_after_the_proof(careful: Visitor, key: SecurityKey, world: World) -> None:
    asked = click(careful)
    page = Page(asked.text)
    before = careful.session_cookie()

    opened = careful.post("/console", page.form_to("/console").fields | {"proof_passkey": key.answer(options_on(page))})

    assert (asked.status_code, opened.status_code) == (403, 303)
    assert "Pay in Ticketing is opened with a strong proof that is at most 15 min old." in page.words
    assert opened.headers["Location"].startswith("https://eu-central-1.signin.aws.amazon.com/federation?")
    assert TYPED.items() <= page.form_to("/console").fields.items()
    assert careful.session_cookie() != before
    told = [entry.action for entry in world.entries()][-5:]
    assert told == ["console:requested", "console:refused", "proof:given", "console:requested", "console:opened"]


def test_the_ledger_says_which_proof_opened_it_and_how_old_it_was(careful: Visitor, world: World) -> None:
    add_key(careful)
    world.clock.advance(timedelta(minutes=14))

    click(careful)

    asked = world.entries()[-2].parsed_body()
    proof = asked["proof"]
    assert isinstance(proof, dict)
    assert (proof["how"], proof["age"], asked["reason"]) == ("passkey", 840, "TICKET-7: pay out")
    assert careful.click(DEVELOPER).status_code == 303
    assert "proof" not in world.entries()[-2].parsed_body()


def test_a_click_with_a_stale_proof_is_in_the_ledger_and_aws_hears_nothing(careful: Visitor, world: World) -> None:
    answer = click(careful)

    refused = world.entries()[-1]
    assert (refused.action, refused.parsed_body()["code"]) == ("console:refused", "strong-proof-needed")
    assert str(refused.click_id) == answer.headers["X-Request-Id"]
    assert world.sts.assumed == []


def test_what_was_taken_away_while_somebody_proved_it_counts(careful: Visitor, key: SecurityKey, world: World) -> None:
    page = Page(click(careful).text)
    world.map_person("alice", RoleArn.parse(PAY), effect="deny")

    answer = careful.post("/console", page.form_to("/console").fields | {"proof_passkey": key.answer(options_on(page))})

    assert answer.status_code == 403
    assert "No role mapping lets you open this role." in answer.text


def test_a_code_of_the_app_opens_and_a_recovery_code_or_password_does_not(careful: Visitor, world: World) -> None:
    phone = add_app(careful, world)
    world.clock.advance(STALE)
    form = Page(click(careful).text).form_to("/console")

    weak = [
        careful.post("/console", form.fields | {"proof_ways": "password recovery-code passkey totp"} | given)
        for given in ({"proof_code": phone.recovery_codes[0]}, {"proof_password": PASSWORD}, {"proof_code": "000000"})
    ]
    opened = careful.post("/console", form.fields | {"proof_code": phone.code(world.clock.now)})

    assert [answer.status_code for answer in weak] == [403, 403, 403]
    assert "Six digits from your authenticator app." in Page(weak[0].text).words
    assert opened.status_code == 303


def test_who_has_no_factor_adds_one_first_and_goes_on_with_what_they_typed(careful: Visitor) -> None:
    asked = Page(click(careful).text)
    form = asked.form_to("/console")
    impatient = careful.post("/console", form.fields)

    add_key(careful)
    opened = careful.post("/console", form.fields)

    assert asked.links["Add a second factor (opens a new tab)"] == "/profile"
    assert (impatient.status_code, opened.status_code) == (403, 303)


def test_an_account_asks_for_all_of_its_roles_and_the_stricter_counts(alice: Visitor, world: World) -> None:
    world.add_account("777788889999", "Vault", freshness=Freshness(proof_minutes=5))
    vault = "arn:aws:iam::777788889999:role/Open"
    world.map_person("alice", world.add_role(vault, freshness=Freshness(proof_minutes=60)))
    add_key(alice)
    in_time = alice.click(vault)
    world.clock.advance(timedelta(minutes=6))

    late = alice.click(vault)

    assert (in_time.status_code, late.status_code) == (303, 403)
    assert "at most 5 min old" in late.text


@pytest.mark.usefixtures("careful")
def test_who_may_not_open_the_role_does_not_hear_of_the_proof(world: World) -> None:
    charlie = Visitor(world.app())
    charlie.sign_in("charlie")

    assert "strong proof" not in click(charlie).text


def test_the_page_before_the_click_and_the_portal_say_which_proof_is_asked_for(careful: Visitor, world: World) -> None:
    nothing_yet = careful.page(ITS_PAGE)
    add_key(careful)
    world.clock.advance(timedelta(minutes=3))
    fresh = careful.page(ITS_PAGE)
    world.clock.advance(STALE)
    stale = careful.page(ITS_PAGE)

    assert "you have neither yet. Add one first" in nothing_yet.words
    assert nothing_yet.links["Add a second factor (opens a new tab)"] == "/profile"
    assert "At most 15 min old: yours is 3 min old." in fresh.words
    assert "you will be asked for your passkey, and the console opens right after" in stale.words
    assert "Asks for a proof at most 15 min old" in careful.page("/").words
