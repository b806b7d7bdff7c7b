"""Role health in a real browser, with the embedded AWS refusing what AWS would refuse."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.demo.aws import EmbeddedAws
from app.demo.company import sample_company
from app.domain.arns import RoleArn
from app.domain.drafts import changed
from app.storage.registry import Registry
from tests.browser.conftest import PASSWORD, Door
from tests.browser.serving import served
from tests.click.joined import LEGACY, READER, Joined
from tests.fixtures.aws import Clock
from tests.fixtures.browser import PHONE, OpenPage, axe
from tests.storage.company import OPERATOR

WIDTH = "document.documentElement.scrollWidth"
TAGGED = "arn:aws:iam::267513047782:role/StagingReadOnly"
BACKGROUND = "/admin/role-health/background"
Walk = Callable[[Page, Door], None]


@pytest.fixture
def health_door(join: Callable[..., Joined], aws: EmbeddedAws, clock: Clock) -> Iterator[Door]:
    """A portal with its own embedded AWS, in which one role of the portal has session tags that AWS does not allow."""
    forget_tags(aws, TAGGED)

    def app_at(url: str) -> Flask:
        portal = join(DOORSTEP_PUBLIC_URL=url)
        want_tags(portal, clock, TAGGED)
        return portal.app

    with served(app_at, password=PASSWORD) as door:
        yield door


def forget_tags(aws: EmbeddedAws, role_arn: str) -> None:
    """Take sts:TagSession out of a role's trust policy."""
    (role,) = (one for one in sample_company().roles if one.role_arn == role_arn)
    aws.put_role(replace(role, trust_policy=role.trust_policy.replace('"sts:TagSession", ', "")))


def want_tags(portal: Joined, clock: Clock, role_arn: str) -> None:
    """Set a role up with session tags, as an admin may."""
    with Registry(database=portal.database).change() as change:
        role = change.find_role(RoleArn.parse(role_arn))
        assert role is not None
        change.revise(changed(role, replace(role, session_tags=True)), OPERATOR, clock(), "for the test")


def go_to(page: Page, door: Door, role_arn: str) -> None:
    """Find a role on the page of all roles."""
    door.sign_in(page, "ada", at=f"/admin/role-health?q={role_arn}")
    page.locator("table.rows a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(role_arn.rpartition("/")[2])


def test_a_role_that_is_fine_passes(page: Page, health_door: Door) -> None:
    go_to(page, health_door, READER)
    expect(page.get_by_text("Nobody has tested this role yet.")).to_be_visible()

    page.get_by_role("button", name="Test this role").click()

    expect(page.locator(".facts")).to_contain_text("passed")
    page.goto(f"{health_door.url}/admin/role-health?q={READER}")
    expect(page.get_by_role("row", name="DeveloperReadOnly")).to_contain_text("passed")


@pytest.mark.parametrize(("role_arn", "action"), [(LEGACY, "sts:SetSourceIdentity"), (TAGGED, "sts:TagSession")])
def test_what_a_trust_policy_forgot_is_named_with_the_statement_to_paste(
    page: Page, health_door: Door, role_arn: str, action: str
) -> None:
    go_to(page, health_door, role_arn)

    page.get_by_role("button", name="Test this role").click()

    expect(page.locator(".facts")).to_contain_text("failed")
    missing = page.locator(".facts div", has_text="Missing")
    expect(missing).to_contain_text(f"{action}: let the trust policy below allow it, or switch")
    expect(missing.get_by_role("link", name="edit the role").first).to_be_visible()
    trust = json.loads(page.locator("pre").first.inner_text())
    allowed = [statement for statement in trust["Statement"] if action in statement["Action"]]
    assert [one["Principal"] for one in allowed] == [{"AWS": "arn:aws:iam::048213579604:user/doorstep-portal"}]
    expect(page.get_by_role("button", name="Copy the trust policy")).to_be_visible()
    assert axe(page) == []


def test_the_statement_that_the_page_shows_mends_the_role(page: Page, health_door: Door, aws: EmbeddedAws) -> None:
    go_to(page, health_door, TAGGED)
    page.get_by_role("button", name="Test this role").click()
    expect(page.locator(".facts")).to_contain_text("failed")
    (role,) = (one for one in sample_company().roles if one.role_arn == TAGGED)

    aws.put_role(replace(role, trust_policy=page.locator("pre").first.inner_text()))
    page.get_by_role("button", name="Test this role").click()

    expect(page.locator(".facts")).to_contain_text("passed")


def test_with_the_keyboard_only_and_without_javascript(open_page: OpenPage, health_door: Door) -> None:
    page = open_page(viewport=PHONE, color_scheme="dark", javascript=False)
    go_to(page, health_door, LEGACY)

    page.get_by_role("button", name="Test this role").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".facts")).to_contain_text("failed")
    expect(page.get_by_role("button", name="Copy the trust policy")).to_have_count(0)


def test_background_tests_are_turned_on_and_off_with_the_keyboard(open_page: OpenPage, health_door: Door) -> None:
    page = open_page(javascript=False)
    health_door.sign_in(page, "ada", at="/admin/role-health")
    page.get_by_role("link", name="Background tests").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Background tests Off")

    page.get_by_label("Why").focus()
    page.keyboard.type("to know it first")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Background tests On")
    expect(page.get_by_text("by Ada Abiola")).to_be_visible()
    page.get_by_label("Why").focus()
    page.keyboard.type("too noisy")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Background tests Off")


def test_an_auditor_sees_background_tests_and_cannot_change_them(page: Page, health_door: Door) -> None:
    health_door.sign_in(page, "oliver", at=BACKGROUND)

    expect(page.get_by_role("heading", level=1)).to_have_text("Background tests Off")
    expect(page.get_by_role("button", name="Turn background tests on")).to_have_count(0)
    assert axe(page) == []


def the_list(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at="/admin/role-health")


def a_role(page: Page, door: Door) -> None:
    go_to(page, door, READER)


def a_role_that_failed(page: Page, door: Door) -> None:
    go_to(page, door, LEGACY)
    page.get_by_role("button", name="Test this role").click()
    expect(page.locator(".facts")).to_contain_text("failed")


def the_background_tests(page: Page, door: Door) -> None:
    door.sign_in(page, "ada", at=BACKGROUND)


@pytest.mark.parametrize(
    "walk", [the_list, a_role, a_role_that_failed, the_background_tests], ids=lambda walk: walk.__name__
)
def test_axe_finds_nothing_and_a_phone_scrolls_down_only(open_page: OpenPage, health_door: Door, walk: Walk) -> None:
    page = open_page(viewport=PHONE)
    walk(page, health_door)

    in_light = axe(page)
    page.emulate_media(color_scheme="dark")
    assert (in_light, axe(page)) == ([], [])
    assert page.evaluate(WIDTH) == PHONE[0]
