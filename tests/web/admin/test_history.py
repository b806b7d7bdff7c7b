"""Histories: every version is there, two can be compared, and one can be restored."""

import pytest
from werkzeug.test import TestResponse

from tests.web.admin.mapping_forms import previewed, saved_from, undone
from tests.web.pages import Page
from tests.web.visitor import Visitor

MAPPING = "Bob Baker (bob) may open ReadOnly in Ticketing"
SOME_ID = "01980000-0000-7000-8000-000000000001"


@pytest.fixture
def history(ada: Visitor) -> str:
    """The path of the history of a mapping that ada changed once."""
    form = ada.page("/admin/mappings?q=bob").links[MAPPING]
    fields = ada.page(form).form_to("/admin/mappings").fields
    saved_from(ada, ada.post("/admin/mappings", fields | {"mfa": "yes"}), "phishing")
    return form.replace("/admin/mappings/", "/admin/history/mapping/")


def test_each_version_says_who_when_why_and_what(ada: Visitor, history: str) -> None:
    words = ada.page(history).words

    assert "Ada Abbot (ada) phishing MFA: no → yes" in words
    assert "root, on the command line" in words


def test_two_versions_are_compared(ada: Visitor, history: str) -> None:
    words = ada.page(f"{history}/comparison?left=1&right=2").words

    assert "MFA differs no yes" in words
    assert "Longest console" not in words


def test_an_earlier_version_is_restored_through_a_preview(ada: Visitor, history: str) -> None:
    form = ada.page(history).form_to(f"{history}/restored", restored="1")

    preview = ada.post(form.action, form.fields)

    assert "MFA: yes → no" in Page(preview.text).words
    assert saved_from(ada, preview, "back again").status_code == 303
    assert "back again MFA: yes → no" in ada.page(history).words


def test_an_undo_after_somebody_saved_meanwhile_is_refused(ada: Visitor, history: str) -> None:
    saved = saved_from(ada, restoring(ada, history))
    saved_from(ada, restoring(ada, history))

    refused = undone(ada, saved)

    assert refused.status_code == 409
    assert "Somebody changed this while you were editing it." in refused.text


def test_an_undo_of_an_undo_shows_who_gains_before_it_counts(ada: Visitor) -> None:
    saved = saved_from(
        ada, previewed(ada, subject_kind="person", subject="charlie", target_kind="role", role="developer ticketing")
    )

    preview = undone(ada, undone(ada, saved))

    assert "1 person gains" in Page(preview.text).words
    assert saved_from(ada, preview, "needed after all").status_code == 303


def test_an_undo_that_would_break_an_access_test_asks_first(ada: Visitor) -> None:
    saved = saved_from(
        ada, previewed(ada, subject_kind="person", subject="charlie", target_kind="role", role="developer ticketing")
    )
    ada.post("/admin/access-tests", ada.token() | {"subject": "charlie", "role": "developer", "expected": "yes"})

    refused = undone(ada, saved)

    assert refused.status_code == 409
    assert "1 access test would break" in refused.text
    assert saved_from(ada, refused, preview_despite_tests="the test is wrong").status_code == 303


def test_a_role_and_its_account_have_histories_as_well(ada: Visitor) -> None:
    role = ada.page("/admin/roles").links["Support"]
    history = role.replace("/admin/roles/", "/admin/history/role/")

    assert "Role Support in Payments" in ada.page(history).words
    assert ada.page(history).links["To the role"] == role


def test_what_is_of_another_kind_has_none(ada: Visitor, history: str) -> None:
    assert ada.get(history.replace("/mapping/", "/account/")).status_code == 404
    assert ada.get(history.replace("/mapping/", "/spoon/")).status_code == 404


@pytest.mark.parametrize("query", ["?left=1&right=9", "?left=1", "?left=x&right=1"])
def test_a_version_that_never_was_is_not_found(ada: Visitor, history: str, query: str) -> None:
    assert ada.get(f"{history}/comparison{query}").status_code == 404


def test_oliver_reads_it_and_finds_no_button(oliver: Visitor, history: str) -> None:
    assert "phishing" in oliver.page(history).words
    assert [form.action for form in oliver.page(history).forms if "restored" in form.action] == []


def restoring(ada: Visitor, history: str) -> TestResponse:
    """Preview the restoring of the version before."""
    form = [form for form in ada.page(history).forms if form.action.endswith("/restored")][0]
    return ada.post(form.action, form.fields)
