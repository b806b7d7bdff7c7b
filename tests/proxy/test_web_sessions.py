"""A web session that began at a proxy counts with the proxy's proof alone, which every request has to carry."""

from datetime import timedelta
from urllib.parse import urlencode

from app.cli.demo import PASSWORD
from tests.click.joined import DEVELOPER, PUBLIC_URL
from tests.oidc.clicks import let_pass
from tests.proxy.calling import Caller, memberships
from tests.web.pages import Page

HOUR = timedelta(hours=1)


def test_whoever_comes_through_the_proxy_is_in(dora: Caller) -> None:
    page = dora.follow("/")

    assert page.request.path == "/"
    assert "Dora Dean" in page.text
    [begun] = dora.told("web-session:begun")
    assert begun["way"] == "proxy:corp"
    assert [entry["issuer"] for entry in dora.told("person:added")] == ["proxy:corp"]


def test_they_come_to_the_page_that_they_asked_for(dora: Caller) -> None:
    page = dora.follow("/profile?tab=1")

    assert (page.request.path, page.request.query_string) == ("/profile", b"tab=1")


def test_a_mapped_group_of_the_proxy_opens_a_console(signed_in: Caller) -> None:
    answer = signed_in.visitor.click(DEVELOPER)

    assert answer.status_code == 303
    assert signed_in.told("console:opened") != []


def test_a_click_counts_after_a_day_of_work_for_the_proxy_vouches_anew_each_time(signed_in: Caller) -> None:
    let_pass(signed_in.portal, 9 * HOUR)

    assert signed_in.visitor.click(DEVELOPER).status_code == 303


def test_without_the_proof_the_web_session_ends(signed_in: Caller) -> None:
    signed_in.carry(None)

    page = signed_in.visitor.get("/")

    assert page.status_code == 401
    assert "This request came without the proof of Corp SSO that it is you" in Page(page.text).words
    assert Page(page.text).links["Sign in"] == "/sign-in"
    [ended] = signed_in.told("web-session:ended")
    assert (ended["cause"], ended["refusal"]) == ("not vouched for any more", "proxy-proof-missing")


def test_a_web_session_that_has_ended_does_not_come_back_with_the_proof(signed_in: Caller) -> None:
    who = signed_in.visitor.client.environ_base["HTTP_REMOTE_USER"]
    signed_in.carry(None)
    signed_in.visitor.get("/")
    signed_in.carry(who)

    page = signed_in.follow("/")

    assert page.status_code == 200
    assert len(signed_in.told("web-session:begun")) == 2
    assert len(signed_in.told("web-session:ended")) == 1


def test_another_person_gets_a_web_session_of_their_own(signed_in: Caller) -> None:
    signed_in.carry("erik", remote_name="Erik Eastwood")

    page = signed_in.follow("/")

    assert "Erik Eastwood" in page.text
    assert "Dora Dean" not in page.text
    assert [ended["cause"] for ended in signed_in.told("web-session:ended")] == ["the proxy vouches for somebody else"]
    assert len(signed_in.told("web-session:begun")) == 2


def test_a_form_of_another_person_is_not_sent_in_their_name(signed_in: Caller) -> None:
    token = signed_in.visitor.csrf_token()
    signed_in.carry("erik")

    answer = signed_in.visitor.post("/console", {"role_arn": DEVELOPER, "duration": "900", "csrf_token": token})

    assert answer.status_code == 401
    back = urlencode({"return_to": f"/console?{urlencode({'role_arn': DEVELOPER, 'duration': '900'})}"})
    assert Page(answer.text).links["Sign in"] == f"/sign-in?{back}"
    assert signed_in.told("console:requested") == []


def test_the_header_of_a_stranger_is_refused_whatever_they_say_of_themselves(dora: Caller) -> None:
    dora.visitor.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    dora.visitor.client.environ_base["HTTP_X_FORWARDED_FOR"] = "10.1.2.3"

    page = dora.follow("/")

    assert page.status_code == 401
    assert "does not come from where it is" in Page(page.text).words
    assert [refused["cause"] for refused in dora.told("sign-in:refused")] == ["proxy-proof-from-stranger"]


def test_a_stolen_cookie_opens_nothing_elsewhere(signed_in: Caller) -> None:
    signed_in.visitor.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    assert signed_in.visitor.get("/").status_code == 401
    assert [ended["refusal"] for ended in signed_in.told("web-session:ended")] == ["proxy-proof-from-stranger"]


def test_a_browser_without_cookies_is_told_so_and_led_nowhere(dora: Caller) -> None:
    answer = dora.portal.app.test_client(use_cookies=False).get(
        "/sign-in/proxy/corp/proof", base_url=PUBLIC_URL, environ_base=dora.visitor.client.environ_base
    )

    assert answer.status_code == 401
    assert "let this browser keep the portal's cookies" in Page(answer.text).words
    assert dora.told("web-session:begun") == []


def test_strangers_see_the_sign_in_page_with_the_proxy_on_it(dora: Caller) -> None:
    dora.carry(None)

    page = Page(dora.follow("/").text)

    assert page.links["Sign in with Corp SSO"] == "/sign-in/proxy/corp"
    assert "This request came without the proof" in Page(dora.follow("/sign-in/proxy/corp").text).words
    assert dora.visitor.get("/healthz").status_code == 200


def test_another_proxy_is_none_of_ours(dora: Caller) -> None:
    assert dora.visitor.get("/sign-in/proxy/other").status_code == 404
    assert dora.visitor.get("/sign-in/proxy/other/proof").status_code == 404


def test_refusals_from_one_address_do_not_fill_the_ledger(dora: Caller) -> None:
    dora.carry("do,ra")
    dora.visitor.client.environ_base["REMOTE_ADDR"] = "10.1.77.77"
    dora.visitor.get("/sign-in/proxy/corp")

    statuses = {dora.visitor.get("/sign-in/proxy/corp/proof").status_code for _try in range(63)}

    assert statuses == {401}
    assert [refused["cause"] for refused in dora.told("sign-in:refused")] == ["proxy-proof-twice"] * 60


def test_a_local_account_is_judged_by_its_own_rules(dora: Caller) -> None:
    form = dora.visitor.page("/sign-in?choose=yes").form_to("/sign-in/local")
    dora.visitor.post("/sign-in/local", form.fields | {"username": "alice", "password": PASSWORD})

    dora.carry("somebody-else")
    assert "Alice" in dora.visitor.get("/").text
    dora.carry(None)
    assert "Alice" in dora.visitor.get("/").text
    assert dora.told("web-session:ended") == []


def test_groups_follow_what_the_proxy_says_with_each_request(signed_in: Caller) -> None:
    who = signed_in.visitor.client.environ_base["HTTP_REMOTE_USER"]
    signed_in.carry(who, remote_groups="crew,night-watch")
    signed_in.visitor.get("/")
    assert [name for name, _seen in memberships(signed_in)] == ["crew", "night-watch"]

    signed_in.carry(who, remote_groups="")
    signed_in.visitor.get("/")

    assert memberships(signed_in) == []
    click = signed_in.visitor.post("/console", {"role_arn": DEVELOPER} | signed_in.visitor.token())
    assert click.status_code == 403


def test_requests_in_one_minute_write_nothing_where_nothing_has_changed(signed_in: Caller) -> None:
    before, entries = memberships(signed_in), len(signed_in.entries())

    assert [signed_in.visitor.get("/").status_code for _request in range(3)] == [200] * 3

    assert memberships(signed_in) == before
    assert len(signed_in.entries()) == entries


def test_signing_out_leads_on_to_the_proxy(signed_in: Caller) -> None:
    answer = signed_in.visitor.post("/sign-out", signed_in.visitor.token())

    assert answer.headers["Location"] == "/signed-out?from=proxy:corp"
    page = Page(signed_in.visitor.get(answer.headers["Location"]).text)
    assert page.links["Sign out of Corp SSO"] == "https://sso.example.com/out?rd=doorstep"


def test_somebody_disabled_is_told_so(signed_in: Caller) -> None:
    with signed_in.portal.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE person SET disabled_at = '2026-01-01 00:00:00.000000' WHERE username = ?",
            (signed_in.visitor.client.environ_base["HTTP_REMOTE_USER"],),
        )

    page = signed_in.follow("/")

    assert page.status_code == 401
    assert "you have been disabled" in Page(page.text).words
