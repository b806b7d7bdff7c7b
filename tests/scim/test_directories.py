"""Calls as Microsoft Entra ID and Okta send them, in the order in which they do."""

from tests.scim.conftest import Provisioned
from tests.scim.directory import GROUP, USER

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def test_entra_provisions_changes_and_deactivates(on_sqlite: Provisioned) -> None:
    entra = on_sqlite.directory
    asked = entra.find("/Users", 'userName eq "olga@acme.example"')
    assert asked.json() == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 0,
        "itemsPerPage": 0,
        "startIndex": 1,
        "Resources": [],
    }
    new = {
        "schemas": [USER, ENTERPRISE],
        "externalId": "00u-olga@acme.example",
        "userName": "olga@acme.example",
        "active": True,
        "displayName": "Olga Orr",
        "emails": [{"primary": True, "type": "work", "value": "olga@acme.example"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Olga Orr", "familyName": "Orr", "givenName": "Olga"},
        "title": "",
        "roles": [],
        ENTERPRISE: {"department": "Research"},
    }
    user = entra.call("POST", "/Users", new).json()

    changed = entra.patch(
        f"/Users/{user['id']}",
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "olga.orr@acme.example"},
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "555"},
        {"op": "Replace", "path": "displayName", "value": "Olga Orr-Ott"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "somebody"},
        {"op": "Replace", "path": "name.familyName", "value": "Orr-Ott"},
    )
    deactivated = entra.patch(f"/Users/{user['id']}", {"op": "Replace", "path": "active", "value": "False"})

    assert [changed.status_code, deactivated.status_code] == [204, 204]
    person = on_sqlite.person("olga@acme.example")
    assert (person.display_name, person.email) == ("Olga Orr-Ott", "olga.orr@acme.example")
    assert person.disabled_at is not None
    assert entra.call("GET", f"/Users/{user['id']}").json()["active"] is False


def test_entra_keeps_a_group(on_sqlite: Provisioned) -> None:
    entra = on_sqlite.directory
    pia, quinn = (entra.add_user(name)["id"] for name in ("pia", "quinn"))
    new = {
        "schemas": [GROUP],
        "externalId": "8aa1a0c0",
        "displayName": "Entra people",
        "meta": {"resourceType": "Group"},
    }
    group = f"/Groups/{entra.call('POST', '/Groups', new).json()['id']}"

    entra.patch(group, {"op": "Add", "path": "members", "value": [{"value": pia}, {"value": quinn}]})
    removed = entra.patch(group, {"op": "Remove", "path": "members", "value": [{"value": pia}]})

    assert removed.status_code == 204
    named = entra.find("/Groups", 'externalId eq "8aa1a0c0"', excludedAttributes="members").json()
    assert [(one["displayName"], "members" in one) for one in named["Resources"]] == [("Entra people", False)]
    member = entra.call("GET", f"{group}?attributes=members").json()["members"]
    assert [one["value"] for one in member] == [quinn]


def test_okta_provisions_replaces_and_deactivates(on_sqlite: Provisioned) -> None:
    okta = on_sqlite.directory
    assert okta.find("/Users", 'userName eq "rosa@acme.example"').ok
    user = okta.add_user(
        "rosa@acme.example",
        name={"givenName": "Rosa", "familyName": "Rey"},
        emails=[{"primary": True, "value": "rosa@acme.example", "type": "work"}],
        displayName="Rosa Rey",
        locale="en-US",
        groups=[],
        password="1mz050nq",
    )
    path = f"/Users/{user['id']}"

    replaced = okta.call("PUT", path, user | {"displayName": "Rosa Rey-Roe", "name": {"givenName": "Rosa"}})
    deactivated = okta.patch(path, {"op": "replace", "value": {"active": False}})

    assert (replaced.status_code, replaced.json()["displayName"]) == (200, "Rosa Rey-Roe")
    assert deactivated.status_code == 204
    assert on_sqlite.person("rosa@acme.example").display_name == "Rosa Rey-Roe"
    assert on_sqlite.told_of("rosa@acme.example") == ["person:added", "person:changed", "person:disabled"]
    assert "1mz050nq" not in replaced.text


def test_okta_pushes_a_group(on_sqlite: Provisioned) -> None:
    okta = on_sqlite.directory
    sam, tess = (okta.add_user(name)["id"] for name in ("sam", "tess"))
    group = okta.add_group("Okta people", sam)["id"]

    renamed = okta.patch(f"/Groups/{group}", {"op": "replace", "value": {"id": group, "displayName": "Okta folk"}})
    pushed = okta.call(
        "PUT",
        f"/Groups/{group}",
        {"schemas": [GROUP], "id": group, "displayName": "Okta folk", "members": [{"value": tess, "display": "tess"}]},
    )

    assert [renamed.status_code, pushed.status_code] == [204, 200]
    assert [one.name for one in on_sqlite.known("tess").groups] == ["Okta folk"]
    assert on_sqlite.known("sam").groups == frozenset()


def test_a_version_that_is_no_more_changes_nothing(on_sqlite: Provisioned) -> None:
    user = on_sqlite.directory.add_user("uma")
    path, first = f"/Users/{user['id']}", user["meta"]["version"]
    rename = {"op": "replace", "path": "displayName", "value": "Uma Ure"}

    current = on_sqlite.directory.patch(path, rename, **{"If-Match": first})
    stale = on_sqlite.directory.patch(path, rename | {"value": "Uma Upp"}, **{"If-Match": first})
    deleted = on_sqlite.directory.call("DELETE", path, **{"If-Match": first})
    unread = on_sqlite.directory.call("GET", path, **{"If-None-Match": current.headers["ETag"]})

    assert [current.status_code, stale.status_code, deleted.status_code, unread.status_code] == [204, 412, 412, 304]
    assert on_sqlite.person("uma").display_name == "Uma Ure"
