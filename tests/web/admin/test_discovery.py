"""The pages of Import from AWS: an order and its progress."""

from datetime import timedelta

import pytest

from app.domain.discovery import Scan, Trouble
from app.storage.discoveries import DiscoveryStore
from tests.web.admin.discovered import (
    PAYMENTS,
    WAREHOUSE,
    discovered,
    found_account,
    found_role,
)
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

LIST = "/admin/discovery"
ORDER = {"partition": "aws", "read_role": "DoorstepReadOnly"}
CRATES = found_account(
    WAREHOUSE, "Warehouse", found_role(WAREHOUSE, "Packer"), found_role(WAREHOUSE, "Job", trusted=False)
)


def test_an_order_is_stored_with_its_entry_and_leads_to_its_page(ada: Visitor, world: World) -> None:
    answer = ada.post(LIST, ada.token() | ORDER)

    (order,) = DiscoveryStore(database=world.database).newest()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}/{order.id}")
    assert "discovery:requested" in [entry.action for entry in world.entries()]
    assert "Listing the accounts" in ada.page(answer.headers["Location"]).headings
    assert str(order.id) in str(ada.page(LIST).links)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("partition", "aws-moon", "is not a partition that Doorstep knows"),
        ("partition", "aws-cn", "This portal is not set up for partition aws-cn."),
        ("read_role", "two words", "“two words” is not the name of a role."),
        ("organization_role", "Lister", "That is not the ARN of an IAM role."),
        ("organization_role", "arn:aws-cn:iam::123456789012:role/Lister", "That role is not in the partition aws."),
        ("external_id", "a b", "That is not an external ID."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    ada: Visitor, world: World, field: str, typed: str, words: str
) -> None:
    answer = ada.post(LIST, ada.token() | ORDER | {"identity_center_roles": "yes", field: typed})

    page = Page(answer.text)
    assert answer.status_code == 400
    assert words in page.words
    assert DiscoveryStore(database=world.database).newest() == ()
    assert 'name="identity_center_roles" value="yes" checked' in answer.text


def test_where_aws_cannot_be_reached_it_is_said_and_can_be_tried_again(ada: Visitor) -> None:
    path = ada.post(LIST, ada.token() | ORDER).headers["Location"]

    assert ada.post(f"{path}/continue", ada.token()).status_code == 303
    failed = ada.page(path)
    assert ada.post(f"{path}/retry", ada.token()).status_code == 303

    assert "The portal could not reach Organizations in eu-central-1." in failed.words
    assert "Continue" not in str([form.labels for form in failed.forms])
    assert "Listing the accounts" in ada.page(path).headings


def test_an_auditor_reads_and_changes_nothing(oliver: Visitor, world: World) -> None:
    path = discovered(world, CRATES)

    pages = [oliver.page(LIST), oliver.page(path), oliver.page(f"{path}/findings")]

    assert [[form.action for form in page.forms if form.action == "/sign-out"] for page in pages] == [["/sign-out"]] * 3
    assert "Start" not in str([form.labels for form in pages[0].forms])
    assert "Preview what is ticked" not in pages[2].words


def test_an_account_that_has_to_wait_says_so(ada: Visitor, world: World) -> None:
    later = world.clock() + timedelta(seconds=40)
    slow = Trouble(code="aws-throttled", values={"service": "IAM", "region": "eu-central-1"})
    waiting = found_account(WAREHOUSE, "Warehouse", state="waiting", trouble=slow, not_before=later, scan=Scan())
    path = discovered(world, waiting, found_account(PAYMENTS, "Tills", state="skipped"), state="scanning")

    answer = ada.get(path)

    assert "AWS wants it slower: the portal asks again later." in Page(answer.text).words
    assert "AWS says that it is suspended or closed." in Page(answer.text).words
    assert 'hx-trigger="load delay:40' in answer.text


def test_a_discovery_that_nobody_ordered_is_not_there(ada: Visitor) -> None:
    assert ada.get(f"{LIST}/01980000-0000-7000-8000-000000000001").status_code == 404


def test_the_template_is_a_file_to_take_away(ada: Visitor, world: World) -> None:
    answer = ada.get(f"{discovered(world)}/template.yaml")

    assert answer.headers["Content-Type"].startswith("application/yaml")
    assert "arn:aws:iam::999988887777:user/doorstep" in answer.text
