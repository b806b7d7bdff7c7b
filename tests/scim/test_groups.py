"""Groups that a directory keeps: what they are called, and who is in them at the very next click."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from scim2_models import TooManyException

from app.domain.people import Group
from app.domain.provisioning import ScimClient, Sought
from app.joints.process import utc_now
from app.scim.kinds import Groups
from app.services.changes import Scribe
from app.services.provisioning.groups import ProvisionedGroups
from app.storage.access import AccessStore
from app.storage.ids import new_id
from app.storage.provisioning import ProvisioningStore
from tests.scim.conftest import ISSUER, SOURCE, Provisioned
from tests.storage.databases import opened, statements


def groups_of(portal: Provisioned, name: str) -> set[str]:
    """The names of the groups that the directory has somebody in."""
    return {group.name for group in portal.known(name).groups}


def test_a_group_has_the_members_that_the_directory_says(portal: Provisioned) -> None:
    frank, grace = (portal.directory.add_user(name)["id"] for name in ("frank", "grace"))
    group = portal.directory.add_group("developers", frank)

    answer = portal.directory.patch(
        f"/Groups/{group['id']}",
        {"op": "Add", "path": "members", "value": [{"value": grace}]},
        {"op": "Remove", "path": f'members[value eq "{frank}"]'},
    )

    assert answer.status_code == 204
    assert groups_of(portal, "frank") == set()
    assert groups_of(portal, "grace") == {"developers"}
    assert portal.told_of("frank") == ["person:added", "membership:added", "membership:removed"]
    shown = portal.directory.call("GET", f"/Groups/{group['id']}").json()
    assert [member["value"] for member in shown["members"]] == [grace]
    assert shown["members"][0]["$ref"].endswith(f"/scim/v2/Users/{grace}")


def test_who_is_in_a_group_counts_at_the_next_decision_and_without_the_setting_never(portal: Provisioned) -> None:
    kim = portal.directory.add_user("kim")["id"]
    path = f"/Groups/{portal.directory.add_group('deciders', kim)['id']}"
    person_id, (group,) = portal.person("kim").id, portal.known("kim").groups
    decides = AccessStore(database=portal.database)

    with opened(portal.url) as without_the_setting:
        then = AccessStore(database=without_the_setting).facts_for(person_id, None).subjects.group_ids
    before = decides.facts_for(person_id, None).subjects.group_ids
    portal.directory.patch(path, {"op": "remove", "path": f'members[value eq "{kim}"]'})
    after = decides.facts_for(person_id, None).subjects.group_ids

    assert (set(then), set(before), set(after)) == (set(), {group.id}, set())


def test_a_group_that_is_renamed_is_the_same_to_its_mappings(portal: Provisioned) -> None:
    heidi = portal.directory.add_user("heidi")["id"]
    group = portal.directory.add_group("ops", heidi)
    (before,) = portal.known("heidi").groups

    portal.directory.patch(f"/Groups/{group['id']}", {"op": "replace", "value": {"displayName": "operations"}})

    assert portal.known("heidi").groups == {Group(before.id, SOURCE, group["id"], "operations")}


def test_a_group_that_is_deleted_counts_for_nothing(portal: Provisioned) -> None:
    ivan = portal.directory.add_user("ivan")["id"]
    group = portal.directory.add_group("leavers", ivan)

    assert portal.directory.call("DELETE", f"/Groups/{group['id']}").status_code == 204

    assert portal.directory.call("GET", f"/Groups/{group['id']}").status_code == 404
    assert groups_of(portal, "ivan") == set()
    assert portal.told_of("ivan")[-1] == "membership:removed"


def test_two_changes_of_a_group_at_once_both_count(portal: Provisioned) -> None:
    people = [portal.directory.add_user(f"judy-{number}")["id"] for number in range(8)]
    path = f"/Groups/{portal.directory.add_group('crowd')['id']}"

    with ThreadPoolExecutor(max_workers=4) as pool:
        joined = [{"op": "add", "path": "members", "value": [{"value": one}]} for one in people]
        answers = list(pool.map(lambda one: portal.directory.patch(path, one).status_code, joined))

    assert answers == [204] * 8
    assert len(portal.directory.call("GET", path).json()["members"]) == 8


def test_a_large_group_takes_no_more_statements_than_a_small_one(portal: Provisioned) -> None:
    people = [portal.directory.add_user(f"crew-{number}")["id"] for number in range(6)]
    with statements() as for_two:
        small = portal.directory.add_group("few", *people[:2])["id"]
        portal.directory.call("DELETE", f"/Groups/{small}")

    with statements() as for_all:
        large = portal.directory.add_group("crew", *people)["id"]
        portal.directory.call("DELETE", f"/Groups/{large}")

    assert len(for_all) == len(for_two)
    assert portal.told_of("crew-5")[-2:] == ["membership:added", "membership:removed"]


def test_no_answer_has_members_without_an_end(on_sqlite: Provisioned) -> None:
    who = on_sqlite.directory.add_user("everywhere")["id"]
    ids = [on_sqlite.directory.add_group("endless", who)["id"] for _time in range(2)]
    kind = Groups(groups=ProvisionedGroups(scribe=Scribe(clock=utc_now, new_id=new_id)), most_members=1)
    asked = (ScimClient(SOURCE, ISSUER, "externalId"), Sought(key="endless"))

    with ProvisioningStore(database=on_sqlite.database).reading() as held:
        with pytest.raises(TooManyException, match="fewer groups"):
            kind.page(held, *asked, start=0, most=100, with_members=True)
        one, both = (kind.page(held, *asked, start=0, most=most, with_members=most == 1) for most in (1, 2))

    assert [str(group.id) for group in one] == ids[:1]
    assert [str(group.id) for group in both] == ids
    by_member = on_sqlite.directory.find("/Groups", f'members.value eq "{who}"', excludedAttributes="members").json()
    assert [group["id"] for group in by_member["Resources"]] == ids


def test_whoever_is_no_user_here_is_no_member(portal: Provisioned) -> None:
    nested = portal.directory.add_group("nested")["id"]
    group = portal.directory.add_group("around")["id"]

    answer = portal.directory.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": [{"value": nested}]})

    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert "Provision them first" in answer.json()["detail"]
