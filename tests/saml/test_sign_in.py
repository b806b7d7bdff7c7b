"""From the link to the provider and back: once, in time, and in the browser that began."""

from dataclasses import replace

import pytest

from app.services.provider_visits import REFUSED_PER_ADDRESS
from tests.saml.minting import Said, packed, signed_assertion
from tests.saml.portals import Caller, request_in
from tests.saml.signing import Signer
from tests.web.pages import Page

NOBODY_SIGNED = packed(Said().response())


def test_dora_goes_there_and_back(dora: Caller) -> None:
    answer = dora.come_back(dora.begin(return_to="/console"))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")
    assert dora.is_in()
    assert [entry.parsed_body()["way"] for entry in dora.entries()] == ["saml:acme"]


def test_the_cookie_of_the_web_session_is_not_for_other_sites(dora: Caller) -> None:
    answer = dora.come_back(dora.begin())

    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


def test_the_providers_post_sets_no_cookie(dora: Caller) -> None:
    answers = [dora.post(dora.answer(dora.begin())), dora.post(NOBODY_SIGNED)]

    assert [answer.status_code for answer in answers] == [303, 401]
    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None, None]


def test_another_browser_is_not_let_in_by_an_answer(dora: Caller) -> None:
    posted = dora.post(dora.answer(dora.begin()))
    victim = dora.another_browser()
    victim.get("/sign-in/saml/acme")

    answer = victim.get(posted.headers["Location"])

    assert answer.status_code == 401
    assert "not begun in this browser" in Page(answer.text).words
    assert dora.causes() == ["sign-in-not-begun-here"]
    assert victim.get("/").status_code == 303
    assert dora.visitor.get(posted.headers["Location"]).status_code == 401


def test_an_answer_counts_once(dora: Caller) -> None:
    said = dora.begin()
    dora.come_back(said)

    answer = dora.come_back(said)

    assert answer.status_code == 401
    assert "has been completed already" in Page(answer.text).words
    assert dora.causes() == ["sign-in-over"]


def test_an_arrival_counts_once(dora: Caller) -> None:
    posted = dora.post(dora.answer(dora.begin()))

    answers = [dora.visitor.get(posted.headers["Location"]).status_code for _time in range(2)]

    assert answers == [303, 401]
    assert dora.causes() == ["sign-in-over"]


def test_an_assertion_counts_once_whatever_it_answers(dora: Caller) -> None:
    first = dora.begin()
    dora.come_back(first)
    again = replace(dora.begin(), assertion_id=first.assertion_id)

    answer = dora.come_back(again)

    assert answer.status_code == 401
    assert "was used before" in Page(answer.text).words
    assert dora.causes() == ["saml-assertion-used"]


def test_an_answer_to_what_nobody_asked(dora: Caller) -> None:
    dora.begin()

    assert dora.come_back(Said(request_id="_made-up")).status_code == 401
    assert dora.come_back(Said(request_id="")).status_code == 401
    assert dora.causes() == ["sign-in-over", "saml-unasked"]


def test_two_tabs_may_be_on_their_way_at_once(dora: Caller) -> None:
    first, second = dora.begin("/console"), dora.begin()

    assert dora.come_back(second).headers["Location"] == "/"
    assert dora.come_back(first).headers["Location"] == "/console"


def test_a_place_elsewhere_is_none_to_return_to(dora: Caller) -> None:
    assert dora.come_back(dora.begin("https://elsewhere.example")).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("said", "cause", "words"),
    [
        (Said(audiences=("https://elsewhere.example",)), "saml-audience-wrong", "made for another application"),
        (Said(until=-600), "clocks-apart", "differ by 10 min"),
        (Said(issuer="https://elsewhere.example"), "saml-issuer-wrong", "another issuer"),
    ],
)
def test_what_is_wrong_has_its_own_words(dora: Caller, said: Said, cause: str, words: str) -> None:
    answer = dora.come_back(replace(said, request_id=dora.begin().request_id))

    assert answer.status_code == 401
    assert words in Page(answer.text).words
    assert "Other ways to sign in" in Page(answer.text).links
    assert dora.causes() == [cause]
    assert not dora.is_in()


@pytest.mark.parametrize(("octets", "status"), [(300 * 1024, 401), (2 * 1024 * 1024, 413)])
def test_an_answer_that_is_too_large(dora: Caller, octets: int, status: int) -> None:
    answer = dora.post("A" * (octets // 3 * 4))

    assert answer.status_code == status
    assert not dora.is_in()


def test_fields_that_come_twice(dora: Caller) -> None:
    answer = dora.visitor.post("/sign-in/saml/acme/acs", {"SAMLResponse": ["a", "b"]}, {})

    assert answer.status_code == 400


def test_an_unknown_provider_has_no_page(dora: Caller) -> None:
    paths = ("", "/metadata", "/arrival?arrival=x")

    assert {dora.visitor.get(f"/sign-in/saml/nobody{path}").status_code for path in paths} == {404}
    assert dora.visitor.post("/sign-in/saml/nobody/acs", {"SAMLResponse": "x"}).status_code == 404


def test_nobody_fills_the_ledger_with_refusals(dora: Caller) -> None:
    nonsense = [dora.post(NOBODY_SIGNED).status_code for _try in range(REFUSED_PER_ADDRESS + 1)]

    assert set(nonsense[:-1]) == {401}
    assert nonsense[-1] == 429
    assert len(dora.causes()) == REFUSED_PER_ADDRESS


def test_a_fresh_proof_asks_the_provider_to_see_the_person(dora: Caller) -> None:
    usual = request_in(dora.visitor.get("/sign-in/saml/acme").headers["Location"])
    anew = request_in(dora.visitor.get("/sign-in/saml/acme?anew=yes").headers["Location"])

    assert [usual.get("ForceAuthn"), anew.get("ForceAuthn")] == [None, "true"]


def test_signing_out_leads_on_to_the_providers_logout(dora: Caller) -> None:
    dora.come_back(dora.begin())

    answer = dora.visitor.post("/sign-out", dora.visitor.token())

    assert answer.headers["Location"] == "/signed-out?from=saml:acme"
    page = dora.visitor.get(answer.headers["Location"]).text
    assert 'http-equiv="refresh" content="0; url=https://idp.example.com/logout"' in page


def test_a_stranger_who_signs_well_stays_out(dora: Caller, stranger_key: Signer) -> None:
    dora.post(packed(signed_assertion(dora.begin(), stranger_key)))

    assert dora.causes() == ["saml-key-unknown"]
