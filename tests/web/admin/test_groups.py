"""The pages about groups: their members are changed here if they are local, and shown otherwise."""

import pytest

from app.domain.pages import Search
from app.domain.people import Group
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World


@pytest.fixture
def developers(world: World) -> Group:
    """A local group with dora in it."""
    world.add_person("dora", groups=("developers",))
    (group,) = world.portal.lists.groups.page(Search("developers")).rows
    return group


@pytest.fixture
def everybody(world: World) -> Group:
    """A group whose members an identity provider keeps, with alice in it."""
    group = Group(new_id(), "scim", "00u1", "Everybody")
    (alice,) = world.portal.lists.people.page(Search("alice")).rows
    with Registry(database=world.database).change() as change:
        change.add_group(group)
        change.add_membership(new_id(), alice.id, group.id, "scim", world.clock())
    return group


def members(world: World, group: Group) -> list[str]:
    return [member.person.username.text for member in world.portal.lists.groups.members_of(group.id).rows]


def test_an_auditor_reads_and_changes_nothing(oliver: Visitor, developers: Group) -> None:
    page = oliver.page(f"/admin/groups/{developers.id}")

    assert oliver.page("/admin/groups?q=DEVEL").links["developers"] == f"/admin/groups/{developers.id}"
    assert "dora" in page.links
    assert [form.method for form in page.forms] == ["post", "get"]


def test_ada_adds_a_group_once(ada: Visitor, world: World) -> None:
    form = ada.page("/admin/groups/new").form_to("/admin/groups")

    added = ada.post("/admin/groups", form.fields | {"name": "on-call"})
    again = ada.post("/admin/groups", form.fields | {"name": "on-call"})
    nameless = ada.post("/admin/groups", form.fields | {"name": ""})

    assert (added.status_code, again.status_code, nameless.status_code) == (303, 409, 400)
    assert Page(again.text).form_to("/admin/groups").fields["name"] == "on-call"
    assert "this has to be filled in." in nameless.text
    assert [group.name for group in world.portal.lists.groups.page().rows] == ["on-call"]


def test_a_local_group_gets_another_name(ada: Visitor, developers: Group) -> None:
    path = f"/admin/groups/{developers.id}"
    form = ada.page(ada.page(path).links["Rename"]).form_to(path)

    unsaid = ada.post(path, form.fields | {"name": "builders"})
    renamed = ada.post(path, form.fields | {"name": "builders", "reason": "what they call themselves"})

    assert (form.fields["name"], unsaid.status_code, renamed.headers["Location"]) == ("developers", 400, path)
    assert Page(unsaid.text).form_to(path).fields["name"] == "builders"
    assert ada.page(path).headings[0] == "builders"


def test_a_group_keeps_the_name_that_its_provider_gives(ada: Visitor, everybody: Group) -> None:
    path = f"/admin/groups/{everybody.id}"

    answer = ada.post(path, ada.token() | {"name": "All", "reason": "shorter"})

    assert "Rename" not in ada.page(path).links
    assert (answer.status_code, ada.get(f"{path}/edit").status_code) == (409, 409)
    assert ada.page(path).headings[0] == "Everybody"


def test_the_list_says_how_many_members_a_group_has(ada: Visitor, developers: Group) -> None:
    ada.post("/admin/groups", ada.token() | {"name": "nobody-yet"})

    words = ada.page("/admin/groups").words

    assert f"{developers.name} 1 this portal" in words
    assert "nobody-yet 0 this portal" in words


def test_a_member_comes_and_goes(ada: Visitor, world: World, developers: Group) -> None:
    path = f"/admin/groups/{developers.id}"
    form = ada.page(path).form_to(f"{path}/members")

    added = ada.post(f"{path}/members", form.fields | {"username": "bob", "reason": "joined the team"})
    assert (added.status_code, members(world, developers)) == (303, ["bob", "dora"])

    leaving = ada.page(ada.page(path).links["Remove… bob"])
    (removal,) = [form for form in leaving.forms if form.action.endswith("/removal")]
    removed = ada.post(removal.action, removal.fields | {"reason": "left the team"})
    assert (removed.headers["Location"], members(world, developers)) == (path, ["dora"])


@pytest.mark.parametrize(
    ("username", "status", "words"),
    [
        ("mallory", 404, "There is no person with the username"),
        ("dora", 409, "dora is in developers already."),
        ("", 400, "this has to be filled in."),
    ],
)
def test_who_cannot_be_added_is_named_beside_the_field(
    ada: Visitor, developers: Group, username: str, status: int, words: str
) -> None:
    path = f"/admin/groups/{developers.id}"

    answer = ada.post(f"{path}/members", ada.token() | {"username": username, "reason": "joined"})

    assert answer.status_code == status
    assert words in answer.text
    assert 'id="error-add-username"' in answer.text
    form = Page(answer.text).form_to(f"{path}/members")
    assert (form.fields["username"], form.fields["reason"]) == (username, "joined")
    assert Page(answer.text).form_to(f"{path}/disabling").fields["reason"] == ""


def test_taking_somebody_out_wants_a_reason(ada: Visitor, world: World, developers: Group) -> None:
    removal = f"{ada.page(f'/admin/groups/{developers.id}').links['Remove… dora']}/removal"

    answer = ada.post(removal, ada.token() | {"reason": ""})

    assert answer.status_code == 400
    assert members(world, developers) == ["dora"]


def test_the_members_of_an_identity_provider_are_shown_only(ada: Visitor, world: World, everybody: Group) -> None:
    path = f"/admin/groups/{everybody.id}"
    page = ada.page(path)

    answer = ada.post(f"{path}/members", ada.token() | {"username": "bob", "reason": "why not"})

    assert "here they are only shown" in page.words
    assert "Remove… alice" not in page.links
    assert answer.status_code == 409
    assert members(world, everybody) == ["alice"]


def test_a_group_is_disabled_and_enabled(ada: Visitor, world: World, developers: Group) -> None:
    path = f"/admin/groups/{developers.id}"

    off = ada.post(f"{path}/disabling", ada.token() | {"reason": "a pause"})
    disabled = world.portal.lists.groups.find(developers.id)
    without = ada.post(f"{path}/enabling", ada.token() | {"reason": ""})
    on = ada.post(f"{path}/enabling", ada.token() | {"reason": "over"})

    assert (off.status_code, without.status_code, on.status_code) == (303, 400, 303)
    assert disabled is not None
    assert disabled.disabled_at is not None
    assert world.portal.lists.groups.find(developers.id) == developers


def test_members_are_searched(ada: Visitor, developers: Group) -> None:
    assert "dora" in ada.page(f"/admin/groups/{developers.id}?q=DOR").links
    assert "No member fits." in ada.page(f"/admin/groups/{developers.id}?q=alice").words


def test_a_group_that_is_not_there_is_a_404(ada: Visitor) -> None:
    assert "There is no such group." in ada.get("/admin/groups/01980000-0000-7000-8000-000000000001").text
