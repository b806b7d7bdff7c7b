"""Importing a file in the browser: with JavaScript and without, and nothing for axe to find."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.architecture.sources import ROOT
from tests.browser.conftest import Door
from tests.fixtures.browser import PHONE, OpenPage, axe

Walk = Callable[[Page, Door], None]
SAMPLE = ROOT / "tests/files/samples/consoleme-dynamic-configuration.yaml"
WIDTH = "document.documentElement.scrollWidth"


def the_form(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/mappings")
    page.get_by_role("link", name="Import and export").click()
    expect(page.get_by_role("heading", name="Import and export")).to_be_visible()


def bad_lines(page: Page, door: Door) -> None:
    the_form(page, door)
    page.get_by_label("A table (CSV)").check()
    page.get_by_text("Or paste its text").click()
    page.get_by_label("Text of the file").fill("subject,role_arn\nnobody,x\n")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_text("1 line cannot be used")).to_be_visible()


def a_preview(page: Page, door: Door) -> None:
    the_form(page, door)
    page.get_by_label("ConsoleMe").check()
    content = SAMPLE.read_text().replace("groupa@example.com", "alice")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "configuration.yaml", "mimeType": "application/yaml", "buffer": content.encode()}
    )
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_role("heading", name="Before you save")).to_be_visible()


@pytest.mark.parametrize("walk", [the_form, bad_lines, a_preview])
@pytest.mark.parametrize(("scheme", "viewport"), [("light", (1280, 800)), ("dark", PHONE)])
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: OpenPage, door: Door, walk: Walk, scheme: str, viewport: tuple[int, int]
) -> None:
    page = open_page(color_scheme=scheme, viewport=viewport)  # type: ignore[arg-type]  # the schemes are spelt out above

    walk(page, door)

    assert axe(page) == []
    assert page.evaluate(WIDTH) == viewport[0]


def test_without_javascript_an_exported_file_comes_in_again(open_page: OpenPage, door: Door, tmp_path: Path) -> None:
    page = open_page(javascript=False)
    the_form(page, door)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Export YAML").click()
    downloading.value.save_as(tmp_path / "doorstep.yaml")

    page.get_by_label("File", exact=True).set_input_files(tmp_path / "doorstep.yaml")
    page.get_by_role("button", name="See what it changes").click()

    expect(page.get_by_text("Nothing changes: the portal is as the file says.")).to_be_visible()


def test_a_file_that_is_too_large_is_refused_in_words(page: Page, door: Door, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 40_000_000)
    the_form(page, door)

    page.get_by_label("File", exact=True).set_input_files(tmp_path / "large")
    page.get_by_role("button", name="See what it changes").click()

    expect(page.get_by_role("heading", name="That file was too large.")).to_be_visible()


def test_what_was_previewed_is_saved_though_the_browser_changes_its_line_breaks(page: Page, door: Door) -> None:
    rows = [f'alice,arn:aws:iam::123456789099:role/r{number},yes,"one\nof {number}"\n' for number in range(3)]
    table = "subject,role_arn,reason_required,advice\n" + "".join(rows)
    the_form(page, door)
    page.get_by_label("A table (CSV)").check()
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "table.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    page.get_by_role("button", name="See what it changes").click()

    page.get_by_label("Why", exact=True).fill("from the old list")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: from the old list").first).to_be_visible()
