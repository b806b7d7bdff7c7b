"""From the sign-in page through a directory's password into the portal, and every way in which that is refused."""

from collections.abc import Callable

import pytest

from app.joints.process import utc_now
from tests.click.joined import PUBLIC_URL, Joined
from tests.fixtures.slapd import PASSWORD, PEOPLE, SERVICE_PASSWORD, Slapd
from tests.ldap.conftest import FORM, Caller, Colleague
from tests.web.pages import Page
from tests.web.visitor import Visitor


def test_she_comes_in_with_her_name_and_her_groups(caller: Caller, slapd: Slapd, dora: Colleague) -> None:
    slapd.add_group(f"crew of {dora.uid}", dora.dn)
    link = caller.visitor.page("/sign-in?return_to=/profile").links["Sign in with Acme"]

    answer = caller.sign_in(dora.uid, return_to="/profile")

    assert link == f"{FORM}?return_to=/profile"
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profile")
    assert "Dora Dean" in caller.visitor.page("/").words
    added = [entry for entry in caller.portal.ledger.events() if entry.actor_id == "ldap:acme"]
    assert [entry.action for entry in added] == ["person:added", "group:added", "membership:added"]
    assert added[1].parsed_body()["name"] == f"crew of {dora.uid}"


def test_a_wrong_password_is_told_and_written_down_and_what_was_typed_stays(caller: Caller, dora: Colleague) -> None:
    answer = caller.sign_in(dora.uid, "wrong")

    assert answer.status_code == 401
    assert "Acme does not know this username with this password" in Page(answer.text).words
    assert Page(answer.text).form_to(FORM).fields["username"] == dora.uid
    assert caller.causes() == ["directory-password-wrong"]
    assert caller.visitor.get("/").status_code == 303


@pytest.mark.parametrize(
    ("changes", "status", "cause"),
    [
        ({"URLS": "ldaps://127.0.0.1:9"}, 503, "provider-unreachable"),
        ({"BIND_PASSWORD": "wrong"}, 503, "directory-service-refused"),
        ({"PEOPLE_BASE": f"ou=nowhere,{PEOPLE}"}, 503, "directory-base-missing"),
        ({"GROUPS_REQUIRED": "yes"}, 401, "directory-groups-missing"),
    ],
)
def test_each_trouble_has_its_words_and_its_entry(
    call_at: Callable[..., Caller], dora: Colleague, changes: dict[str, str], status: int, cause: str
) -> None:
    caller = call_at(**changes)

    answer = caller.sign_in(dora.uid)

    assert answer.status_code == status
    assert "Acme" in Page(answer.text).words
    assert caller.causes() == [cause]


def test_who_is_disabled_here_stays_out(caller: Caller, dora: Colleague) -> None:
    caller.sign_in(dora.uid)
    person = next(entry.person_id for entry in caller.portal.ledger.events() if entry.actor_id == "ldap:acme")
    assert person is not None
    with caller.portal.changing() as change:
        change.disable_person(person, utc_now())

    answer = caller.sign_in(dora.uid)

    assert answer.status_code == 401
    assert caller.causes() == ["person-disabled"]


def test_after_ten_wrong_passwords_not_even_the_right_one_is_judged(caller: Caller, dora: Colleague) -> None:
    wrong = {caller.sign_in(dora.uid, f"wrong {number}").status_code for number in range(10)}

    answer = caller.sign_in(dora.uid.upper())

    assert (wrong, answer.status_code) == ({401}, 429)
    assert "Too many sign-in attempts" in Page(answer.text).words


def test_a_name_in_other_code_points_has_no_tries_of_its_own(caller: Caller, dora: Colleague) -> None:
    wrong = {caller.sign_in(dora.uid + accent, "wrong").status_code for accent in ("\u00e9", "e\u0301") * 5}

    answer = caller.sign_in(dora.uid + "\u00c9", "wrong")

    assert (wrong, answer.status_code) == ({401}, 429)


def test_tries_while_the_directory_is_down_do_not_count(call_at: Callable[..., Caller], dora: Colleague) -> None:
    caller = call_at(URLS="ldaps://127.0.0.1:9")

    tried = {caller.sign_in(dora.uid).status_code for _time in range(12)}

    assert tried == {503}


def test_a_directory_that_is_not_set_up_is_not_there(caller: Caller) -> None:
    answer = caller.visitor.get("/sign-in/ldap/other")

    assert answer.status_code == 404
    assert "knows no identity provider of that name" in answer.text


def test_where_it_is_the_only_way_in_its_form_is_the_sign_in_page(join: Callable[..., Joined], slapd: Slapd) -> None:
    visitor = Visitor(join(DOORSTEP_LOCAL_SIGN_IN="no", **slapd.settings()).app, public_url=PUBLIC_URL)

    led = visitor.get("/sign-in?return_to=/profile")

    assert (led.status_code, led.headers["Location"]) == (303, f"{FORM}?return_to=/profile")
    assert "Sign in another way" not in visitor.page(FORM).links


def test_a_password_is_kept_nowhere(
    caller: Caller, dora: Colleague, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caller.sign_in(dora.uid, "wr0ng-secret")
    caller.sign_in(dora.uid)

    said = capsys.readouterr()
    everything = caller.portal.everything_stored() + said.out + said.err + caplog.text
    assert [secret for secret in (PASSWORD, "wr0ng-secret", SERVICE_PASSWORD) if secret in everything] == []


def test_she_signs_out_here_and_is_led_nowhere(caller: Caller, dora: Colleague) -> None:
    caller.sign_in(dora.uid)

    out = caller.visitor.post("/sign-out", caller.visitor.token())

    assert caller.visitor.get(out.headers["Location"]).status_code == 200
    assert caller.visitor.get("/").status_code == 303
