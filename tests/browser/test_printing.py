"""Lists and answers on paper: what can only be clicked is gone, and it is dark on white whatever the screen is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Door
from tests.fixtures.browser import OpenPage

# A sheet of A4 at the 96 dots an inch of CSS.
A4 = (794, 1123)
PRINTED = (
    ("/admin/answers/person?person=alice", "What Alice Achterberg (alice) can open", "ProductionReadOnly"),
    ("/admin/answers/account?account=Sandbox", "Who can open anything in Sandbox", "Tinkerer"),
    ("/admin/ledger?action=role:added", "Ledger", "role:added"),
    ("/admin/mappings?q=payments", "Mappings", "PaymentsOnCall"),
)


@pytest.mark.parametrize(("path", "heading", "row"), PRINTED)
def test_on_paper_there_is_the_answer_and_nothing_to_click(
    open_page: OpenPage, door: Door, path: str, heading: str, row: str
) -> None:
    page = open_page(viewport=A4, color_scheme="dark")
    door.sign_in(page, "ada", at=path)

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(page.get_by_role("row", name=re.compile(row)).first).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator(".button:visible")).to_have_count(0)
    assert is_dark_on_white(page)
    assert page.evaluate("document.documentElement.scrollWidth") == A4[0]


def is_dark_on_white(page: Page) -> bool:
    """Say whether the ink is dark and nothing is painted under it."""
    asked = "(body) => [getComputedStyle(body).color, getComputedStyle(body).background]"
    ink, paper = page.locator("body").evaluate(asked)
    return all(int(part) < 80 for part in re.findall(r"\d+", ink)) and paper.startswith("rgba(0, 0, 0, 0)")
