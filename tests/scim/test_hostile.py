"""What no directory sends, over real HTTP: refused in the words of the protocol, and never a mistake of ours."""

import json
from typing import Any  # Any: what is sent is wrong on purpose

import pytest

from app.scim.bounds import MOST_ADDRESSES, MOST_COMPARISONS
from app.scim.server import LONGEST_FILTER, MOST_OPERATIONS
from tests.scim.conftest import Provisioned
from tests.scim.directory import ERROR, USER

WHO = {"schemas": [USER], "userName": "mutant", "externalId": "mutant"}
NUL, SURROGATE = "\0", "\ud800"
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"x"',
    "no UTF-8": b"\xff\xfe",
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"name":' * 5_000 + b"1" + b"}" * 5_000,
    "a number as a name": json.dumps(WHO | {"userName": 5}).encode(),
    "an object as a name": json.dumps(WHO | {"userName": {"a": [1]}}).encode(),
    "a list as an id": json.dumps(WHO | {"externalId": ["x"]}).encode(),
    "no id": json.dumps({"schemas": [USER], "userName": "mutant"}).encode(),
    "no schema": json.dumps(WHO | {"schemas": "x"}).encode(),
    "perhaps active": json.dumps(WHO | {"active": "maybe"}).encode(),
    "addresses that are none": json.dumps(WHO | {"emails": {"value": {"x": 1}}}).encode(),
    "a NUL in a name": json.dumps(WHO | {"userName": f"a{NUL}"}).encode(),
    "a NUL in an id": json.dumps(WHO | {"externalId": f"a{NUL}"}).encode(),
    "half a character": json.dumps(WHO | {"userName": SURROGATE}).encode(),
    "a long name": json.dumps(WHO | {"userName": "x" * 1000}).encode(),
    "a long id": json.dumps(WHO | {"externalId": "x" * 1000}).encode(),
}
OPERATIONS: dict[str, Any] = {
    "no operation": {},
    "an unknown one": {"op": "explode", "path": "active"},
    "no value": {"op": "add", "path": "displayName"},
    "no path": {"op": "remove"},
    "a path that is none": {"op": "replace", "path": "emails[", "value": 1},
    "a number as a path": {"op": "replace", "path": 5, "value": 5},
    "a long path": {"op": "remove", "path": "emails" * 1000},
    "a text as an object": {"op": "replace", "path": "name", "value": "x"},
    "an object as a truth": {"op": "replace", "path": "active", "value": {"a": 1}},
    "the id": {"op": "replace", "path": "id", "value": "x"},
    "the version": {"op": "replace", "path": "meta", "value": {"version": "x"}},
    "the name away": {"op": "remove", "path": "userName"},
    "a value without a place": {"op": "add", "value": 5},
    "a NUL": {"op": "replace", "path": "userName", "value": f"a{NUL}"},
}
FILTERS: dict[str, str] = {
    "nothing to compare": "userName eq",
    "an unknown attribute": 'shoeSize eq "44"',
    "a number as a name": "userName eq 5",
    "not a date": 'meta.lastModified gt "soon"',
    "deep": "not (" * 190 + "userName pr" + ")" * 190,
    "long": f'userName eq "{"x" * LONGEST_FILTER}"',
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_that_is_wrong(on_sqlite: Provisioned, what: str) -> None:
    path = f"/Users/{on_sqlite.directory.add_user(f'target of {what}')['id']}"
    before = on_sqlite.directory.call("GET", path).text

    answers = [on_sqlite.directory.call(method, to, BODIES[what]) for method, to in (("POST", "/Users"), ("PUT", path))]
    answers.append(on_sqlite.directory.call("PATCH", path, BODIES[what]))

    assert {answer.status_code for answer in answers} == {400}
    assert {answer.json()["schemas"][0] for answer in answers} == {ERROR}
    assert on_sqlite.directory.call("GET", path).text == before


@pytest.mark.parametrize("what", OPERATIONS)
def test_an_operation_that_is_wrong(on_sqlite: Provisioned, what: str) -> None:
    path = f"/Users/{on_sqlite.directory.add_user(f'patched by {what}')['id']}"
    before = on_sqlite.directory.call("GET", path).text

    rename = {"op": "replace", "path": "displayName", "value": "Renamed"}
    answer = on_sqlite.directory.patch(path, rename, OPERATIONS[what])

    assert (answer.status_code, answer.json()["schemas"]) == (400, [ERROR])
    assert on_sqlite.directory.call("GET", path).text == before


@pytest.mark.parametrize("what", FILTERS)
def test_a_filter_that_is_wrong(on_sqlite: Provisioned, what: str) -> None:
    answer = on_sqlite.directory.find("/Users", FILTERS[what])

    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


def test_what_no_database_takes_is_found_nowhere(portal: Provisioned) -> None:
    by_name = portal.directory.find("/Users", f'userName eq "{NUL}"')
    by_id = portal.directory.find("/Groups", r'externalId eq "\ud800"')
    far_away = portal.directory.call("GET", f"/Users?startIndex={10**30}&count={10**30}")

    assert [by_name.status_code, by_id.status_code, far_away.status_code] == [400, 200, 200]
    assert by_id.json()["itemsPerPage"] == far_away.json()["itemsPerPage"] == 0


def test_what_would_take_long_is_not_begun(on_sqlite: Provisioned) -> None:
    users = [on_sqlite.directory.add_user(f"one of many {number}")["id"] for number in range(3)]
    group = f"/Groups/{on_sqlite.directory.add_group('many', *users)['id']}"
    rename = {"op": "replace", "path": "displayName", "value": "more"}
    others = [{"type": "User"}] * (MOST_COMPARISONS // 3 + 1)

    answers = [
        on_sqlite.directory.patch(group, *[rename] * (MOST_OPERATIONS + 1)),
        on_sqlite.directory.patch(group, {"op": "remove", "path": "members", "value": others}),
        on_sqlite.directory.patch(group, *_changed_by_filter(2_000)),
        on_sqlite.directory.call("POST", "/Users", b" " * (1024 * 1024 + 1)),
    ]

    assert [answer.status_code for answer in answers] == [413, 413, 413, 413]
    assert {answer.json()["schemas"][0] for answer in answers} == {ERROR}


def test_nobody_has_addresses_without_an_end(on_sqlite: Provisioned) -> None:
    path = f"/Users/{on_sqlite.directory.add_user('much written to')['id']}"
    many = [{"value": f"{number}@example.com"} for number in range(MOST_ADDRESSES + 1)]
    others = [{"value": f"nobody-{number}@example.com"} for number in range(1_000)]
    add, away = ({"op": op, "path": "emails", "value": some} for op, some in (("add", many), ("remove", others)))

    at_once = on_sqlite.directory.call("PUT", path, WHO | {"externalId": "00u-much written to", "emails": many})
    added = on_sqlite.directory.patch(path, add)
    compared = on_sqlite.directory.patch(path, add, away)

    assert [at_once.status_code, added.status_code, compared.status_code] == [400, 400, 413]
    assert at_once.json()["detail"] == "A user has 100 e-mail addresses at most"
    assert "emails" not in on_sqlite.directory.call("GET", path).json()


def _changed_by_filter(members: int) -> list[Any]:
    """Changes that look at each member, of whom the first brings many."""
    joining = {"op": "add", "path": "members", "value": [{"value": f"nobody {number}"} for number in range(members)]}
    return [joining, *[{"op": "replace", "path": 'members[value eq "x"].type', "value": "User"}] * 10]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 501),
        ("GET", "/Me", 501),
        ("POST", "/Bulk", 501),
        ("GET", "/Users?sortBy=userName", 501),
        ("GET", "/Persons", 404),
        ("DELETE", "/Users", 405),
        ("GET", "/Schemas?filter=a", 403),
    ],
)
def test_what_is_not_served_says_so(on_sqlite: Provisioned, method: str, path: str, status: int) -> None:
    answer = on_sqlite.directory.call(method, path)

    assert (answer.status_code, answer.json()["schemas"]) == (status, [ERROR])
