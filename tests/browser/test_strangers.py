"""What other sites may do to somebody who is signed in, in a real browser: nothing."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Door
from tests.fixtures.ports import free_port

DEVELOPER = "arn:aws:iam::158402936671:role/Developer"


def test_another_site_cannot_put_the_portal_into_a_frame(browser: Browser, door: Door) -> None:
    # A context of its own: the browser's complaint about the frame is what this is about.
    with browser.new_context() as context:
        page = context.new_page()
        page.route("http://evil.test/", lambda route: route.fulfill(body=frame_around(door), content_type="text/html"))

        page.goto("http://evil.test/", wait_until="load")

        assert page.frames[1].url.startswith("chrome-error://")


def test_another_port_of_this_machine_cannot_click_for_alice(page: Page, door: Door) -> None:
    # The same site to a browser, so that alice's cookie goes along: only the gate is left.
    neighbour = f"http://localhost:{free_port()}/"
    page.route(neighbour, lambda route: route.fulfill(body=form_to(door), content_type="text/html"))
    door.sign_in(page, "alice")

    page.goto(neighbour)
    page.get_by_role("button", name="Win a bicycle").click()

    expect(page.get_by_role("heading", name="This request did not come from a page of this portal.")).to_be_visible()


def frame_around(door: Door) -> str:
    return f"<!doctype html><title>Evil</title><iframe src='{door.url}/sign-in'></iframe>"


def form_to(door: Door) -> str:
    return (
        "<!doctype html><html lang=en><title>Evil</title><link rel=icon href='data:,'>"
        f"<form method=post action='{door.url}/console'><input name=role_arn value='{DEVELOPER}'>"
        "<button>Win a bicycle</button></form>"
    )
