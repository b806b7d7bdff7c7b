"""What an ID token leaves out: asked of userinfo, which proves nothing, and groups, kept to the letter."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.naming import Wanted
from app.storage.naming import NameStore
from app.storage.people_lists import PeopleLists
from app.storage.tables import web_session
from tests.oidc.conftest import Caller
from tests.oidc.hostile_provider import ACCESS_TOKEN, Json
from tests.oidc.test_people import groups_told, web_session_of
from tests.web.pages import Page

OVERAGE = {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://elsewhere.example"}}}
HALF_AN_HOUR = 1800


def test_what_the_id_token_leaves_out_is_asked_for(dora: Caller) -> None:
    dora.provider.left_out = {"groups", "name"}
    dora.provider.userinfo = {"groups": ["on-call"], "name": "Dora D."}

    dora.sign_in()

    assert groups_told(dora) == ["on-call"]
    assert web_session_of(dora).principal.display_name == "Dora D."


def test_what_is_not_signed_proves_nothing(erik: Caller) -> None:
    erik.provider.left_out = {"name"}
    half_an_hour_ago = int(time.time()) - HALF_AN_HOUR
    erik.provider.userinfo = {"amr": ["mfa"], "acr": "strong", "auth_time": half_an_hour_ago, "sid": "sid-of-another"}

    erik.sign_in()

    begun = web_session_of(erik)
    assert [proof.how for proof in begun.proofs] == ["oidc:acme"]
    assert begun.created_at - begun.proofs[0].at < timedelta(minutes=1)
    with erik.portal.database.read() as connection:
        sids = connection.execute(select(web_session.c.provider_sid).where(web_session.c.id == begun.id)).scalars()
        assert set(sids) == {None}


@pytest.mark.parametrize(
    ("signed", "told", "status"),
    [
        ({"email": "d@example.com"}, {"email": "d@example.com", "email_verified": True}, 401),
        ({"email": "d@example.com", "email_verified": True}, {"email_verified": False}, 303),
        ({"email_verified": True}, {"email": "d@example.com"}, 401),
        ({}, {"email": "d@example.com", "email_verified": True}, 303),
    ],
    ids=["signed-address", "signed-both", "word-of-another", "told-both"],
)
def test_an_address_is_verified_by_whoever_tells_it(
    call_at: Callable[..., Caller], signed: Json, told: Json, status: int
) -> None:
    caller = call_at(USERNAME_CLAIM="email")
    caller.provider.left_out, caller.provider.claims, caller.provider.userinfo = {"name"}, signed, told

    assert caller.sign_in().status_code == status


def test_userinfo_of_somebody_else_counts_for_nothing(dora: Caller) -> None:
    dora.provider.left_out = {"groups"}
    dora.provider.userinfo = {"groups": ["admins"], "sub": "somebody-else"}

    assert dora.sign_in().status_code == 401
    assert dora.causes() == ["claim-wrong"]


def test_no_groups_are_no_groups(dora: Caller) -> None:
    dora.provider.left_out = {"groups"}

    assert dora.sign_in().status_code == 303
    assert groups_told(dora) == []


def test_groups_that_differ_in_what_nobody_sees_are_two(erik: Caller) -> None:
    erik.provider.claims = {"groups": ["admins", " admins", "admins\u200b", ""]}

    erik.sign_in()

    person_id = web_session_of(erik).principal.person_id
    groups = [one.group for one in PeopleLists(database=erik.portal.database).groups_of(person_id).rows]
    assert sorted(one.external_id for one in groups) == [" admins", "admins", "admins\u200b"]
    assert {one.name for one in groups} == {"admins"}
    names = NameStore(database=erik.portal.database).names_for(Wanted(groups=frozenset(one.id for one in groups)))
    assert sorted(names.sources.values()) == [
        "oidc:acme",
        "oidc:acme, as “ admins”",
        "oidc:acme, as “admins\\u200b”",
    ]


def test_a_group_that_cannot_be_kept_is_named(erik: Caller) -> None:
    erik.provider.claims = {"groups": ["crew", "night\x00shift"]}

    answer = erik.sign_in()

    assert answer.status_code == 401
    assert "in the group “night?shift”, which this portal cannot keep" in Page(answer.text).words
    assert erik.causes() == ["group-not-kept"]


def test_groups_that_have_to_be_there_and_are_not(call_at: Callable[..., Caller]) -> None:
    caller = call_at(GROUPS_REQUIRED="yes")
    caller.provider.left_out = {"groups"}

    answer = caller.sign_in()

    assert answer.status_code == 401
    assert "which groups you are in" in Page(answer.text).words
    assert caller.causes() == ["groups-missing"]


def test_too_many_groups_for_a_token_are_asked_of_graph(call_at: Callable[..., Caller], dora: Caller) -> None:
    caller = call_at(GRAPH_URL=dora.provider.issuer)
    caller.provider.left_out, caller.provider.claims = {"groups"}, OVERAGE
    caller.provider.graph = {"value": ["8d1f", "9e2a"]}

    assert caller.sign_in().status_code == 303

    assert groups_told(caller) == ["8d1f", "9e2a"]
    assert caller.provider.sent[-1] == {"securityEnabledOnly": True, "authorization": f"Bearer {ACCESS_TOKEN}"}


@pytest.mark.parametrize("graph", [{"error": {"code": "Forbidden"}}, {"value": "none"}])
def test_a_graph_that_does_not_tell(call_at: Callable[..., Caller], dora: Caller, graph: Json) -> None:
    caller = call_at(GRAPH_URL=dora.provider.issuer)
    caller.provider.left_out, caller.provider.claims, caller.provider.graph = {"groups"}, OVERAGE, graph

    answer = caller.sign_in()

    assert answer.status_code == 401
    assert "in more groups than" in Page(answer.text).words
    assert caller.causes() == ["groups-elsewhere"]


def test_the_place_that_a_token_names_never_gets_the_access_token(dora: Caller) -> None:
    dora.provider.left_out, dora.provider.claims = {"groups"}, OVERAGE

    assert dora.sign_in().status_code == 401
    assert dora.causes() == ["groups-elsewhere"]
