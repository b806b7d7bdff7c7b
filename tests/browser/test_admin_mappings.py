"""The main job of an admin in a real browser: map a group, see who gains before saving, undo it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Door
from tests.browser.serving import served
from tests.fixtures.browser import PHONE, OpenPage, axe
from tests.web.own_keys import give_key
from tests.web.world import PASSWORD, World, sqlite_url

Walk = Callable[[Page, Door], None]
WIDTH = "document.documentElement.scrollWidth"
MAPPING = "Group data may open every role *ReadOnly in the accounts with environment=prod"


@pytest.fixture
def careful_door(small_company_file: Path, tmp_path: Path) -> Iterator[Door]:
    """A portal where a second admin must approve, with two of them: ada and alice."""
    path = tmp_path / "careful.sqlite"
    shutil.copy(small_company_file, path)
    world = World(sqlite_url(path), second_approval=True)
    world.map_to_portal("alice", "admin")
    give_key(world.database, "alice")
    both = frozenset({"ada", "alice"})
    with served(lambda url: world.app(public_url=url), password=PASSWORD, with_keys=both) as door:
        yield door
    world.database.close()


def test_ada_maps_a_group_to_read_only_in_production_and_undoes_it(page: Page, door: Door) -> None:
    fill_in_read_only_in_production(page, door)
    expect(page.get_by_text("It stands for 3 roles now")).to_be_visible()

    page.get_by_role("button", name="See who gains and who loses").click()
    expect(page.get_by_text("1 person gains (3 roles)")).to_be_visible()
    expect(page.get_by_role("row", name="PaymentsReadOnly")).to_contain_text("Farid Farahani (farid)")
    save(page, "quarterly numbers")
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    expect(page.get_by_text(MAPPING)).to_be_visible()
    expect(page.get_by_role("link", name="ProductionReadOnly in Rides production")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Undone: quarterly numbers")).to_be_visible()
    expect(page.get_by_text("Disabled:")).to_be_visible()


def test_the_same_without_javascript_on_a_phone_in_the_dark(open_page: OpenPage, door: Door) -> None:
    page = open_page(color_scheme="dark", viewport=PHONE, javascript=False)
    fill_in_read_only_in_production(page, door)

    page.get_by_role("button", name="Show what it stands for").click()
    expect(page.get_by_text("It stands for 3 roles now")).to_be_visible()
    page.get_by_role("button", name="See who gains and who loses").click()
    expect(page.get_by_text("1 person gains (3 roles)")).to_be_visible()
    page.get_by_role("button", name="Go on editing").click()
    expect(page.get_by_label("Tags", exact=True)).to_have_value("environment=prod")
    page.get_by_role("button", name="See who gains and who loses").click()
    save(page, "quarterly numbers")
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Undone: quarterly numbers")).to_be_visible()


def test_the_same_with_the_keyboard_only(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/mappings/new")
    keys = page.keyboard
    page.get_by_role("radio", name="A group").focus()

    keys.press("ArrowDown")
    keys.press("Tab")
    keys.type("charlie")
    tab_to(page, "role")
    keys.type("sandbox tinkerer")
    keys.press("Enter")
    expect(page.get_by_text("Charlie Castellanos (charlie) may open Tinkerer in Sandbox")).to_be_visible()
    tab_to(page, "reason")
    keys.type("to try things")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    page.get_by_role("button", name="Undo").focus()
    keys.press("Enter")

    expect(page.get_by_text("Undone: to try things")).to_be_visible()


def test_names_are_suggested_while_ada_types(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/mappings/new")

    page.get_by_label("Name", exact=True).press_sequentially("dev")

    expect(page.locator("#subjects option")).to_have_attribute("value", "developers")


def test_the_session_policy_is_counted_while_ada_types(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/mappings/new")
    page.locator("summary", has_text="Conditions").click()

    page.get_by_label("Session policy (JSON)").fill('{ "Version": "2012-10-17",  "Statement": [] }')

    expect(page.get_by_text("39 of 2,048 characters")).to_be_visible()


def test_a_stale_edit_shows_both_versions_and_keeps_what_was_typed(open_page: OpenPage, door: Door) -> None:
    mine, theirs = open_page(), open_page()
    edit_hiro(mine, door)
    edit_hiro(theirs, door)
    save_after(theirs, "Only for web sessions that were signed in to with MFA")

    mine.get_by_label("A reason has to be given when the console is opened").check()
    mine.get_by_role("button", name="See who gains and who loses").click()

    expect(mine.get_by_role("heading", name="Somebody changed this while you were editing it.")).to_be_visible()
    expect(mine.get_by_role("row", name="MFA they changed it no yes no")).to_be_visible()
    expect(mine.get_by_role("row", name="Reason required you changed it no no yes")).to_be_visible()
    assert axe(mine) == []
    mine.get_by_role("button", name="Go on editing yours").click()
    expect(mine.get_by_label("A reason has to be given when the console is opened")).to_be_checked()


def test_a_second_admin_approves_what_the_first_proposes(open_page: OpenPage, careful_door: Door) -> None:
    first, second, charlie = open_page(), open_page(), open_page()
    careful_door.sign_in(first, "ada", at="/admin/mappings/new")
    first.get_by_label("A person").check()
    first.get_by_label("Name", exact=True).fill("charlie")
    first.get_by_label("Role", exact=True).fill("developer ticketing")
    first.get_by_role("button", name="See who gains and who loses").click()
    first.get_by_label("Why", exact=True).fill("he joined")
    first.get_by_role("button", name="Propose it").click()
    expect(first.get_by_text("It is yours: another admin has to approve it.")).to_be_visible()

    careful_door.sign_in(second, "alice", at="/admin/proposals")
    second.get_by_role("link", name="Charlie Cole (charlie) may open Developer in Ticketing").click()
    expect(second.get_by_text("1 person gains (1 role)")).to_be_visible()
    assert axe(second) == []
    second.get_by_label("Why you decide so").fill("he did")
    second.get_by_role("button", name="Approve").click()
    expect(second.get_by_role("heading", name="Saved")).to_be_visible()

    careful_door.sign_in(charlie, "charlie")
    expect(charlie.get_by_role("heading", name="Developer")).to_be_visible()


def the_list(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/mappings")


def a_filtered_list(page: Page, door: Door) -> None:
    door.sign_in(page, "oliver", at="/admin/mappings?q=payments&state=in-force")


def a_form_with_mistakes(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/mappings/new")
    page.locator("summary", has_text="Conditions").click()
    page.get_by_label("Networks").fill("here")
    page.get_by_role("button", name="See who gains and who loses").click()
    expect(page.get_by_text("3 things need your attention")).to_be_visible()


def a_preview(page: Page, door: Door) -> None:
    fill_in_read_only_in_production(page, door)
    page.get_by_role("button", name="See who gains and who loses").click()
    expect(page.get_by_role("heading", name="Before you save")).to_be_visible()


def a_history(page: Page, door: Door) -> None:
    the_list(page, door)
    page.get_by_role("link", name="History").first.click()
    expect(page.get_by_role("heading", name="History")).to_be_visible()


def the_proposals(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/proposals")


def the_access_tests(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/access-tests")


WALKS = (
    the_list,
    a_filtered_list,
    a_form_with_mistakes,
    a_preview,
    a_history,
    the_proposals,
    the_access_tests,
)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(open_page: OpenPage, door: Door, walk: Walk) -> None:
    page = open_page(viewport=PHONE)
    walk(page, door)

    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    in_dark = axe(page)

    assert (in_light, in_dark) == ([], [])
    assert page.evaluate(WIDTH) == PHONE[0]


def fill_in_read_only_in_production(page: Page, door: Door) -> None:
    """Say in the form: the group data, every *ReadOnly in production."""
    door.sign_in(page, "ada", at="/admin/mappings")
    page.get_by_role("link", name="Add mappings").click()
    page.get_by_label("Name", exact=True).fill("data")
    page.get_by_label("Several roles: a name pattern in some accounts").check()
    page.get_by_label("Role name pattern").fill("*ReadOnly")
    page.get_by_label("In which accounts").select_option("Accounts with certain tags")
    page.get_by_label("Tags", exact=True).fill("environment=prod")


def edit_hiro(page: Page, door: Door) -> None:
    """Open the form of a mapping that has ended, which no other test touches."""
    door.sign_in(page, "ada", at="/admin/mappings?q=hiro")
    page.get_by_role("link", name="Hiro Hayashi (hiro) may open").first.click()


def save_after(page: Page, box: str) -> None:
    """Check one more box, look at the preview, and save."""
    page.get_by_label(box).check()
    page.get_by_role("button", name="See who gains and who loses").click()
    save(page, "to be safe")


def save(page: Page, reason: str) -> None:
    """Save what a preview shows."""
    page.get_by_label("Why", exact=True).fill(reason)
    page.get_by_role("button", name="Save", exact=True).click()


def tab_to(page: Page, name: str, presses: int = 1) -> None:
    """Press Tab until the field of that name is focused; gives up after fifty."""
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.name") != name and presses < 50:
        tab_to(page, name, presses + 1)
