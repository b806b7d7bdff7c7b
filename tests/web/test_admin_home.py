"""The admin home, and the way to it."""

from tests.web.visitor import Visitor


def test_an_admin_finds_the_way_from_the_portal_page(ada: Visitor) -> None:
    assert ada.page("/").links["Admin"] == "/admin"
    assert ada.page("/admin").headings[0] == "Questions"


def test_an_auditor_finds_it_as_well(oliver: Visitor) -> None:
    assert oliver.page("/").links["Admin"] == "/admin"
    assert oliver.get("/admin").status_code == 200


def test_others_see_no_way_there_and_are_told_why(alice: Visitor) -> None:
    answer = alice.get("/admin")

    assert "Admin" not in alice.page("/").links
    assert answer.status_code == 403
    assert "This page is for Doorstep admins and auditors." in answer.text
