"""A role that is opened with a reason, in a browser: a wrong one is asked for again, and nothing typed is lost."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.domain.conditions import Conditions
from app.domain.durations import Duration
from app.domain.reasons import ReasonRule
from tests.browser.conftest import PASSWORD, Door, in_the_console
from tests.browser.serving import served
from tests.click.joined import DEVELOPER, Joined
from tests.click.mapped import map_to
from tests.fixtures.browser import PHONE, OpenPage, axe

ADVICE = "Name the ticket of your on-call shift."
TICKET = Conditions(Duration(14_400), reason=ReasonRule.parse("OPS-#", ADVICE))
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def ticket_door(join: Callable[..., Joined]) -> Iterator[Door]:
    """A portal in which charlie may open one role, with a ticket, or for a shorter time without."""

    def app_at(url: str) -> Flask:
        portal = join(DOORSTEP_PUBLIC_URL=url)
        map_to(portal, "charlie", DEVELOPER, TICKET)
        map_to(portal, "charlie", DEVELOPER, Conditions(Duration(900)))
        return portal.app

    with served(app_at, password=PASSWORD) as door:
        yield door


def open_with(page: Page, reason: str) -> None:
    page.get_by_label("Why").fill(reason)
    page.get_by_role("button", name="Open").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wrong_reason_is_asked_for_again_and_a_right_one_opens(
    open_page: OpenPage, ticket_door: Door, javascript: bool
) -> None:
    page = open_page(viewport=PHONE, javascript=javascript)
    ticket_door.sign_in(page, "charlie", at=f"/console?role_arn={DEVELOPER}&duration=1800")

    open_with(page, "the queue is stuck")

    expect(page.get_by_role("alert")).to_contain_text(ADVICE)
    expect(page.get_by_label("Why")).to_have_value("the queue is stuck")
    expect(page.get_by_role("combobox")).to_have_value("1800")
    expect(page.get_by_role("radio", name="with a reason")).to_be_checked()
    open_with(page, "the queue is stuck, OPS-17")
    assert in_the_console(page) == DEVELOPER


def test_axe_finds_nothing_where_the_reason_is_asked_for_again(open_page: OpenPage, ticket_door: Door) -> None:
    page = open_page(viewport=PHONE)
    ticket_door.sign_in(page, "charlie", at=f"/console?role_arn={DEVELOPER}")
    open_with(page, "because")
    expect(page.get_by_role("alert")).to_be_visible()

    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    assert (in_light, axe(page)) == ([], [])
    assert page.evaluate(WIDTH) == PHONE[0]


def test_a_mapping_that_opens_for_less_keeps_the_choice_and_the_reason(page: Page, ticket_door: Door) -> None:
    ticket_door.sign_in(page, "charlie", at=f"/console?role_arn={DEVELOPER}")

    page.get_by_role("radio", name="up to 15 minutes").check()
    open_with(page, "just a look")

    expect(page.get_by_role("alert")).to_contain_text("this role opens for 15 minutes at most")
    expect(page.get_by_role("radio", name="up to 15 minutes")).to_be_checked()
    expect(page.get_by_label("Why")).to_have_value("just a look")
    page.get_by_role("button", name="Open").click()
    assert in_the_console(page) == DEVELOPER
