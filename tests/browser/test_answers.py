"""Answers in a real browser: each reason for which Bob cannot open a role, differences, a look as somebody else."""

import csv
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from app.domain.arns import RoleArn
from app.domain.conditions import Conditions, parse_networks
from app.domain.mappings import Mapping
from app.domain.people import Group
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.browser.conftest import Door
from tests.browser.serving import served
from tests.fixtures.browser import PHONE, OpenPage, axe
from tests.storage.company import OPERATOR
from tests.web.world import PASSWORD, World

WIDTH: Final = "document.documentElement.scrollWidth"
OFFICE: Final = Conditions(networks=parse_networks("203.0.113.0/24"))
# What keeps bob out of each role, in the words of the page.
REASONS: Final = {
    "Unmapped": "No mapping leads to this role for them, nor for a group.",
    "Grouped": "A group that they are not in is mapped to it.",
    "Expired": "The mapping ended on",
    "Denied": "A mapping denies it.",
    "Networked": "They come from a network of the mapping.",
    "WithMfa": "They have used MFA.",
}
CANNOT: Final = "Bob Baker (bob) cannot open {} in Ticketing"
ONLY_IF: Final = "Bob Baker (bob) can open {} in Ticketing only if …"
VERDICTS: Final = {**dict.fromkeys(REASONS, CANNOT), "Networked": ONLY_IF, "WithMfa": ONLY_IF}


@pytest.fixture
def answers_door(world: World) -> Iterator[Door]:
    """A portal with a role for each reason, served to browsers."""
    for name in REASONS:
        world.add_role(f"arn:aws:iam::111122223333:role/{name}")
    map_for_reasons(world)
    with served(lambda url: world.app(public_url=url), password=PASSWORD) as door:
        yield door


def map_for_reasons(world: World) -> None:
    now, night_shift = world.clock(), Group(new_id(), "local", "night-shift", "night-shift")
    with Registry(database=world.database).change() as change:
        bob = change.find_local_principal("bob")
        assert bob is not None
        change.add_group(night_shift)

        def mapping(name: str, **fields: object) -> Mapping:
            role = change.find_role(RoleArn.parse(f"arn:aws:iam::111122223333:role/{name}"))
            assert role is not None
            told: dict[str, object] = {"effect": "allow", "subject_kind": "person", "subject_id": bob.person_id}
            return Mapping(id=new_id(), target_kind="role", target_id=str(role.id), **(told | fields))  # type: ignore[arg-type]  # the names are checked when the test runs

        for one in (
            mapping("Grouped", subject_kind="group", subject_id=night_shift.id),
            mapping("Expired", valid_until=now - timedelta(days=1)),
            mapping("Denied"),
            mapping("Denied", effect="deny"),
            mapping("Networked", conditions=OFFICE),
            mapping("WithMfa", conditions=Conditions(needs_mfa=True)),
        ):
            change.add_mapping(one, OPERATOR, now, "for the test")


def ask_why(page: Page, door: Door, name: str) -> None:
    """Ask on the admin home why bob cannot open a role."""
    door.sign_in(page, "oliver", at="/admin")
    card = page.locator("form", has=page.get_by_role("heading", name="Why can somebody open a role, or not?"))
    card.get_by_label("Person").fill("bob")
    card.get_by_label("Role").fill(f"arn:aws:iam::111122223333:role/{name}")
    card.get_by_role("button", name="Explain").click()


def answer_of(page: Page, name: str, verdict: str = CANNOT) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(verdict.format(name))


@pytest.mark.parametrize("name", REASONS)
def test_each_reason_is_said_and_axe_finds_nothing(open_page: OpenPage, answers_door: Door, name: str) -> None:
    page = open_page(viewport=PHONE)

    ask_why(page, answers_door, name)

    answer_of(page, name, VERDICTS[name])
    expect(page.locator(".reasons")).to_contain_text(REASONS[name])
    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    assert (in_light, axe(page)) == ([], [])
    assert page.evaluate(WIDTH) == PHONE[0]


def test_in_other_circumstances_the_network_and_mfa_are_met(page: Page, answers_door: Door) -> None:
    ask_why(page, answers_door, "Networked")
    page.get_by_label("From the address").fill("203.0.113.7")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("heading", name="Bob Baker (bob) can open Networked in Ticketing")).to_be_visible()

    page.goto(page.url.replace("203.0.113.7", "198.51.100.1"))
    answer_of(page, "Networked")

    page.goto(f"{answers_door.url}/admin/answers/why?person=bob&role=WithMfa&mfa=yes")
    expect(page.get_by_role("heading", name="Bob Baker (bob) can open WithMfa in Ticketing")).to_be_visible()


def test_with_the_keyboard_only(page: Page, answers_door: Door) -> None:
    answers_door.sign_in(page, "oliver", at="/admin")
    keys = page.keyboard
    page.locator("#why-person").focus()

    keys.type("bob")
    keys.press("Tab")
    keys.type("expired ticketing")
    keys.press("Enter")
    answer_of(page, "Expired")
    page.get_by_label("At (UTC)").focus()
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    keys.type("nonsense")
    keys.press("Enter")

    expect(page.get_by_role("heading", name="“nonsense” is not an IP address.")).to_be_visible()


def test_without_javascript_several_that_fit_are_chosen_among(open_page: OpenPage, answers_door: Door) -> None:
    page = open_page(color_scheme="dark", javascript=False)
    answers_door.sign_in(page, "oliver", at="/admin")
    card = page.locator("form", has=page.get_by_role("heading", name="Why can somebody open a role, or not?"))
    card.get_by_label("Person").fill("o")
    card.get_by_label("Role").fill("Denied")
    card.get_by_role("button", name="Explain").click()

    page.get_by_role("link", name="Bob Baker (bob)").click()
    answer_of(page, "Denied")
    page.get_by_role("link", name="Bob Baker (bob) may not open Denied in Ticketing").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Role mapping")
    expect(page.locator(".page-head")).to_contain_text("Bob Baker (bob) may not open Denied in Ticketing")


def test_the_difference_of_two_people_both_ways(page: Page, answers_door: Door) -> None:
    answers_door.sign_in(page, "oliver", at="/admin")
    card = page.locator("form", has=page.get_by_role("heading", name="What has one that another has not?"))
    card.get_by_label("Person").fill("alice")
    card.get_by_label("Compared with").fill("bob")
    card.get_by_role("button", name="Compare").click()

    expect(page.get_by_role("row", name="Developer Ticketing")).to_be_visible()
    expect(page.get_by_role("row", name="ReadOnly")).to_have_count(0)
    assert axe(page) == []

    page.get_by_role("link", name="The other way round").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What Bob Baker (bob) can open and Alice Archer (alice) cannot"
    )
    expect(page.get_by_role("row", name="Networked Ticketing")).to_contain_text("203.0.113.0/24")
    expect(page.get_by_role("row", name="Denied")).to_have_count(0)


def test_the_whole_answer_is_downloaded(page: Page, answers_door: Door, tmp_path: Path) -> None:
    answers_door.sign_in(page, "oliver", at="/admin/answers/difference?person=bob&other=alice")

    with page.expect_download() as download:
        page.get_by_role("link", name="All of it as CSV").click()

    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert file.name == "doorstep-answer.csv"
    assert [row["role_arn"].rpartition("/")[2] for row in rows] == ["Networked", "WithMfa"]
    assert {row["username"] for row in rows} == {"bob"}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_look_as_alice_shows_her_portal_and_opens_nothing(
    open_page: OpenPage, answers_door: Door, world: World, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    answers_door.sign_in(page, "oliver", at="/admin/answers/person?person=alice")
    before = len(world.entries())

    page.get_by_role("link", name="View the portal as they do").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The portal as Alice Archer (alice) sees it")
    expect(page.get_by_text("You are looking, not acting")).to_be_visible()
    expect(page.get_by_role("heading", level=3)).to_have_text(["Support", "Developer", "ReadOnly"])
    assert posting_forms(page) == ["/sign-out"]
    expect(page.locator("a[href*='/console']")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Open"))).to_have_count(0)
    assert len(world.entries()) == before


def test_a_look_as_alice_is_fine_for_axe_and_phones(open_page: OpenPage, answers_door: Door) -> None:
    page = open_page(viewport=PHONE, color_scheme="dark")
    answers_door.sign_in(page, "ada", at="/admin/answers/person?person=alice")
    page.get_by_role("link", name="View the portal as they do").click()

    assert axe(page) == []
    assert page.evaluate(WIDTH) == PHONE[0]


def posting_forms(page: Page) -> list[str]:
    """Where the forms of a page post to."""
    forms = page.locator("form[method=post]").all()
    return [form.get_attribute("action") or "" for form in forms]


def the_answer_about_a_person(page: Page, door: Door) -> None:
    door.sign_in(page, "oliver", at="/admin/answers/person?person=alice")


def the_answer_about_a_role(page: Page, door: Door) -> None:
    door.sign_in(page, "oliver", at="/admin/answers/role?role=Networked")


def the_answer_about_an_account(page: Page, door: Door) -> None:
    door.sign_in(page, "oliver", at="/admin/answers/account?account=Ticketing")


@pytest.mark.parametrize(
    "walk",
    [the_answer_about_a_person, the_answer_about_a_role, the_answer_about_an_account],
    ids=lambda walk: walk.__name__,
)
def test_axe_finds_nothing_in_an_answer(
    open_page: OpenPage, answers_door: Door, walk: Callable[[Page, Door], None]
) -> None:
    page = open_page(viewport=PHONE)

    walk(page, answers_door)

    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    assert (in_light, axe(page)) == ([], [])
    assert page.evaluate(WIDTH) == PHONE[0]
