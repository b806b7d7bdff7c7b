"""A census of the addresses: each with its method and its guard. Run with -s to read it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.web import csrf
from app.web.admin.door import is_behind_the_door
from app.web.guard import is_public
from tests.addresses import ADMIN, BY_TOKEN, GUARDED, PUBLIC
from tests.web.directories import scim_with
from tests.web.visitor import SAME_ORIGIN, Visitor
from tests.web.world import World, sqlite_url

# GETs that change something, each with its reason.
GETS_THAT_CHANGE_SOMETHING: dict[str, str] = {
    "/admin/ledger.csv": "an entry says who took which part of the ledger",
    "/admin/ledger.jsonl": "likewise",
    "/admin/export.json": "an entry says who took the file",
    "/admin/export.yaml": "likewise",
    "/sign-in/oidc/<name>": "remembers what this browser has begun",
    "/sign-in/oidc/<name>/callback": "begins a web session, or an entry says why not",
    "/sign-in/saml/<name>": "remembers what this browser has begun",
    "/sign-in/saml/<name>/arrival": "begins a web session, or an entry says why not",
    "/sign-in/proxy/<name>": "remembers that this browser has begun",
    "/sign-in/proxy/<name>/proof": "begins a web session, or an entry says why not",
}
SOME_ID = "01980000-0000-7000-8000-000000000001"
GETS = {path for method, path in GUARDED | set(PUBLIC) if method == "GET"}
ADMIN_GETS = {path for method, path in ADMIN if method == "GET"}
# Takes a POST from elsewhere without our token: the provider's signature, or a directory's own token, is its proof.
EXEMPT = {
    ("POST", "/sign-in/oidc/<name>/back-channel-logout"): "oidc.log_out_as_told",
    ("POST", "/scim/v2/<path:path>"): "scim.answer",
    ("POST", "/sign-in/saml/<name>/acs"): "saml.receive",
}
FORMS = {path for method, path in GUARDED | ADMIN | PUBLIC.keys() - EXEMPT.keys() if method == "POST"}
# What to open where the bare address would show nothing.
OPENED_AS = {
    "/console": "/console?role_arn=arn:aws:iam::111122223333:role/Developer",
    "/static/<digest>/<path:path>": "/static/0/doorstep.css",
}
# What is there only for somebody who has begun to add an authenticator app or a passkey.
# So is what belongs to a directory or a provider where one is set.
NOT_BEGUN = {
    "/profile/passkeys/new": 404,
    "/profile/totp/image.svg": 404,
    "/profile/totp/new": 404,
    "/sign-in/ldap/<name>": 404,
    "/sign-in/saml/<name>/metadata": 404,
}
TURNED_AWAY_BY = {"GET": 303, "POST": 401}
# The last noun may say what kind of file it is.
NOUNS = re.compile(r"/|(/([a-z]+(-[a-z]+)*|<([a-z]+:)?[a-z_]+>))+(\.[a-z]+)?")


def provisioned(world: World) -> Flask:
    """The same portal, where the settings name a directory."""
    world.scim = scim_with()
    return world.app()


@pytest.fixture(scope="module")
def unchanged(small_company_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for hundreds of requests: each is refused or only reads, and looks that nothing came of it."""
    path = tmp_path_factory.mktemp("routes") / "doorstep.sqlite"
    shutil.copy(small_company_file, path)
    world = World(sqlite_url(path))
    yield world
    world.database.close()


@pytest.fixture(scope="module")
def app(unchanged: World) -> Flask:
    return unchanged.app()


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture(scope="module")
def developer(app: Flask) -> Visitor:
    return signed_in(app, "alice")


@pytest.fixture(scope="module")
def auditor(app: Flask) -> Visitor:
    return signed_in(app, "oliver")


def signed_in(app: Flask, username: str) -> Visitor:
    visitor = Visitor(app)
    assert visitor.sign_in(username).status_code == 303
    return visitor


def test_the_census(app: Flask) -> None:
    lines = [f"{method:5} {rule.rule:32} {guard_of(app, rule)}" for rule, method in addresses(app)]

    print("", *lines, sep="\n")  # noqa: T201 - the census is there to be read

    strangers = {(method, rule.rule) for rule, method in addresses(app) if is_public(app, rule.endpoint)}
    ranked = {(method, rule.rule) for rule, method in addresses(app) if is_behind_the_door(rule.endpoint)}
    ours = {(method, rule.rule) for rule, method in addresses(app)} - strangers - ranked
    assert strangers == set(PUBLIC)
    assert ranked == ADMIN
    assert ours == GUARDED
    assert GETS_THAT_CHANGE_SOMETHING.keys() <= GETS | ADMIN_GETS


def test_the_census_of_what_directories_call(world: World) -> None:
    app = provisioned(world)

    lines = [
        f"{method:6} {rule.rule:32} by token" for rule, method in addresses(app) if (method, rule.rule) in BY_TOKEN
    ]

    print("", *lines, sep="\n")  # noqa: T201 - the census is there to be read
    more = {(method, rule.rule) for rule, method in addresses(app)} - set(PUBLIC) - ADMIN - GUARDED
    assert more == BY_TOKEN
    assert len(lines) == len(BY_TOKEN)


def test_no_web_session_stands_in_for_a_directorys_token(world: World) -> None:
    ada = Visitor(provisioned(world))
    ada.sign_in("ada")

    answers = [ada.get(path.replace("<path:path>", "Users"), SAME_ORIGIN, method=method) for method, path in BY_TOKEN]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.content_type for answer in answers} == {"application/scim+json"}
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {'Bearer realm="SCIM"'}


def test_every_admin_address_is_behind_the_door(app: Flask) -> None:
    admin = {rule.endpoint for rule in app.url_map.iter_rules() if f"{rule.rule}/".startswith("/admin/")}

    assert [endpoint for endpoint in sorted(admin) if not is_behind_the_door(endpoint)] == []


@pytest.mark.parametrize(("method", "path"), sorted(ADMIN))
def test_nobody_without_a_rank_gets_behind_the_door(
    developer: Visitor, unchanged: World, method: str, path: str
) -> None:
    before = unchanged.entries()

    answer = developer.get(filled(path), SAME_ORIGIN, method=method)

    assert answer.status_code == 403
    assert "Doorstep admins" in answer.text
    assert unchanged.entries() == before


@pytest.mark.parametrize("path", sorted(path for method, path in ADMIN if method == "POST"))
def test_an_auditor_changes_nothing(auditor: Visitor, unchanged: World, path: str) -> None:
    before = unchanged.entries()

    answer = auditor.post(filled(path), auditor.token())

    assert answer.status_code == 403
    assert "Only Doorstep admins may do this" in answer.text
    assert unchanged.entries() == before


@pytest.mark.parametrize(("method", "path"), sorted(GUARDED | ADMIN))
def test_a_stranger_gets_nowhere(stranger: Visitor, unchanged: World, method: str, path: str) -> None:
    before = unchanged.entries()

    answer = stranger.get(filled(path), SAME_ORIGIN, method=method)

    assert answer.status_code == TURNED_AWAY_BY[method]
    assert answer.headers.get("Location", "/sign-in").startswith("/sign-in")
    assert unchanged.entries() == before


def test_every_address_has_a_known_method_and_is_made_of_nouns(app: Flask) -> None:
    assert {method for _rule, method in addresses(app)} == {"GET", "POST"}
    assert [rule.rule for rule, _method in addresses(app) if not NOUNS.fullmatch(rule.rule)] == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", sorted(GETS - GETS_THAT_CHANGE_SOMETHING.keys()))
def test_reading_changes_nothing(developer: Visitor, unchanged: World, method: str, path: str) -> None:
    before = unchanged.entries()

    answer = developer.get(OPENED_AS.get(path, path), method=method)

    assert answer.status_code in {200, 303, NOT_BEGUN.get(path)}
    assert unchanged.entries() == before
    assert unchanged.sts.assumed == []


def test_few_addresses_take_a_form_without_its_token() -> None:
    assert set(EXEMPT.values()) == csrf.EXEMPT


@pytest.mark.parametrize(
    "path", sorted(path for method, path in GUARDED | ADMIN | PUBLIC.keys() - EXEMPT.keys() if method == "POST")
)
def test_every_form_needs_its_token_and_our_own_origin(developer: Visitor, path: str) -> None:
    without_token = developer.post(filled(path), {})
    from_elsewhere = developer.post(
        filled(path), {"csrf_token": developer.csrf_token()}, {"Sec-Fetch-Site": "cross-site"}
    )

    assert [without_token.status_code, from_elsewhere.status_code] == [403, 403]


def filled(path: str) -> str:
    """The address with something in the place of each of its parts."""
    return re.sub(r"<(?:\w+:)?\w+>", SOME_ID, path)


def addresses(app: Flask) -> list[tuple[Rule, str]]:
    """Every rule with each of its methods, but for HEAD, which comes with GET."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [(rule, method) for rule in rules for method in sorted((rule.methods or set()) - {"HEAD"})]


def guard_of(app: Flask, rule: Rule) -> str:
    """Who may use an address."""
    if is_behind_the_door(rule.endpoint):
        return "auditor" if "GET" in (rule.methods or ()) else "admin"
    return "public" if is_public(app, rule.endpoint) else "signed in"
