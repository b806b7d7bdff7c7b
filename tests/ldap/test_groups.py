"""Groups as a real directory has them: asked from either side, through groups of groups, and never without an end."""

from collections.abc import Callable

import pytest

from app.domain.directory_refusals import DirectoryBaseMissing, DirectoryGroupsMissing, DirectoryTooManyGroups
from app.domain.vouching import Vouched
from tests.fixtures.slapd import GROUPS, PASSWORD, Slapd
from tests.ldap.conftest import Colleague, Directory


@pytest.fixture(params=["search", "member-of"])
def asking(request: pytest.FixtureRequest, at: Callable[..., Directory]) -> Callable[..., Directory]:
    """Return what asks for groups from either side."""
    return lambda **changes: at(GROUPS_FROM=request.param, **changes)


@pytest.fixture
def crew(slapd: Slapd, dora: Colleague) -> str:
    return slapd.add_group(f"crew of {dora.uid}", dora.dn)


def names(vouched: Vouched) -> set[str]:
    """The names of the groups that somebody is in, without whose they are."""
    return {group.name.partition(" of ")[0] for group in vouched.groups or ()}


@pytest.mark.usefixtures("crew")
def test_a_group_is_known_by_what_stays(asking: Callable[..., Directory], dora: Colleague, slapd: Slapd) -> None:
    before = asking().vouch(dora.uid, PASSWORD)
    slapd.rename(f"cn=crew of {dora.uid},{GROUPS}", f"cn=squad of {dora.uid}")

    after = asking().ask_again(before.subject)

    assert (names(before), names(after)) == ({"crew"}, {"squad"})
    assert [group.external_id for group in before.groups or ()] == [group.external_id for group in after.groups or ()]


def test_groups_of_groups_count_and_circles_end(
    asking: Callable[..., Directory], slapd: Slapd, dora: Colleague, crew: str
) -> None:
    staff = slapd.add_group(f"staff of {dora.uid}", crew)
    everybody = slapd.add_group(f"everybody of {dora.uid}", staff, crew)
    slapd.change(crew, "member", dora.dn, everybody)

    assert names(asking().vouch(dora.uid, PASSWORD)) == {"crew", "staff", "everybody"}
    assert names(asking(NESTED_GROUPS="no").vouch(dora.uid, PASSWORD)) == {"crew"}


@pytest.mark.usefixtures("crew")
def test_only_groups_that_the_filter_takes(asking: Callable[..., Directory], slapd: Slapd, dora: Colleague) -> None:
    slapd.add_group(f"choir of {dora.uid}", dora.dn)

    assert names(asking(GROUP_FILTER="(cn=choir*)").vouch(dora.uid, PASSWORD)) == {"choir"}


def test_a_name_of_an_entry_is_no_filter(
    asking: Callable[..., Directory], slapd: Slapd, hire: Callable[..., Colleague]
) -> None:
    odd = hire()
    slapd.rename(odd.dn, rf"uid=\28*\29\5c{odd.uid}")
    slapd.add_group(f"odd of {odd.uid}", rf"uid=\28*\29\5c{odd.uid},{odd.dn.partition(',')[2]}")

    assert names(asking().vouch(rf"(*)\{odd.uid}", PASSWORD)) == {"odd"}


def test_unique_members(at: Callable[..., Directory], slapd: Slapd, dora: Colleague) -> None:
    name = f"guild of {dora.uid}"
    slapd.add(f"cn={name},{GROUPS}", {"objectClass": "groupOfUniqueNames", "cn": name, "uniqueMember": dora.dn})

    assert names(at(MEMBER_ATTRIBUTE="uniqueMember").vouch(dora.uid, PASSWORD)) == {"guild"}


def test_no_groups_where_none_are_asked_for(at: Callable[..., Directory], dora: Colleague, crew: str) -> None:
    assert at(GROUPS_FROM="none").vouch(dora.uid, PASSWORD).groups is None


def test_groups_that_have_to_be_there(asking: Callable[..., Directory], dora: Colleague) -> None:
    with pytest.raises(DirectoryGroupsMissing):
        asking(GROUPS_REQUIRED="yes").vouch(dora.uid, PASSWORD)


def test_a_place_of_groups_that_is_not_there(at: Callable[..., Directory], dora: Colleague) -> None:
    with pytest.raises(DirectoryBaseMissing, match="ou=nowhere"):
        at(GROUP_BASE=f"ou=nowhere,{GROUPS}").vouch(dora.uid, PASSWORD)


def test_more_groups_than_the_directory_lists(at: Callable[..., Directory], slapd: Slapd, dora: Colleague) -> None:
    added = [slapd.add_group(f"{number} of {dora.uid}", dora.dn) for number in range(45)]

    with pytest.raises(DirectoryTooManyGroups):
        at().vouch(dora.uid, PASSWORD)
    assert len(names(at(GROUPS_FROM="member-of").vouch(dora.uid, PASSWORD))) == len(added)
