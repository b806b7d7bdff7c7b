"""Parts of admin pages that are fetched while somebody types: an answer that is none of ours replaces nothing."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Door

LIST = "/admin/mappings"


def test_once_the_web_session_has_ended_typing_leads_to_sign_in(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at=LIST)
    page.context.clear_cookies()

    page.locator("#q").press_sequentially("a")

    expect(page).to_have_url(re.compile(r"/sign-in\?return_to=.*mappings"))
    expect(page.get_by_label("Password")).to_have_count(1)


def test_an_answer_of_a_proxy_leaves_the_list_as_it_was(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at=LIST)
    before = page.locator("#found").inner_text()
    page.route(
        "**/admin/mappings?*", lambda route: route.fulfill(status=203, content_type="text/html", body="<p>no</p>")
    )

    with page.expect_response(re.compile(r"/admin/mappings\?")):
        page.locator("#q").press_sequentially("a")

    expect(page.locator("#found")).to_have_text(before, use_inner_text=True)
