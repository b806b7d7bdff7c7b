"""What is saved is what the preview showed: where the fields stand for something else, it is shown anew."""

import pytest

from tests.web.admin.mapping_forms import CHANGE, edit_form, form_with_reason, previewed, saved_from
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

CHARLIE = {
    "subject_kind": "person",
    "subject": "charlie",
    "target_kind": "role",
    "role": "arn:aws:iam::111122223333:role/Developer",
}


@pytest.mark.parametrize("other", [{"subject": "bob"}, {"effect": "deny"}, {"preview_shown": "0" * 64}], ids=str)
def test_fields_that_mean_something_else_are_shown_before_they_are_saved(
    ada: Visitor, world: World, other: dict[str, str]
) -> None:
    before = world.entries()

    refused = saved_from(ada, previewed(ada, **CHARLIE), "a new colleague", **other)

    assert refused.status_code == 409
    assert "This is not what the preview showed." in Page(refused.text).words
    assert world.entries() == before
    assert form_with_reason(refused).fields["reason"] == "a new colleague"
    assert saved_from(ada, refused).status_code == 303


def test_nothing_is_saved_that_was_never_shown(ada: Visitor, world: World) -> None:
    before = world.entries()

    refused = ada.post(CHANGE, ada.token() | CHARLIE | {"step": "save", "reason": "in a hurry"})

    assert refused.status_code == 409
    assert world.entries() == before


def test_a_preview_says_who_gains_only_with_mfa_and_from_some_networks(ada: Visitor) -> None:
    preview = previewed(ada, **CHARLIE, mfa="yes", networks="192.0.2.0/24")

    words = Page(preview.text).words
    assert "1 Charlie Cole (charlie) Only with MFA Only from some networks" in words
    assert "1 person gains (1 role)" in words


def test_a_preview_says_who_loses_though_they_can_still_open_it(ada: Visitor, world: World) -> None:
    form = edit_form(ada, world)

    preview = ada.post(form.action, form.fields | {"step": "preview", "mfa": "yes"})

    assert "Can still open it with MFA" in Page(preview.text).words
    assert "Nobody gains" not in preview.text
