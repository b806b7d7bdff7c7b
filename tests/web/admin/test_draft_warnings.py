"""What a preview points out though it is no mistake."""

import pytest

from tests.web.admin.mapping_forms import previewed, saved_from
from tests.web.pages import Page
from tests.web.visitor import Visitor

CHARLIE = {"subject_kind": "person", "subject": "charlie"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"pattern": "*", "accounts_kind": "tagged", "tags": "env=prd"}, "No account has the tag env=prd."),
        ({"pattern": "Nobody*", "accounts_kind": "all"}, "No role fits Nobody* in these accounts"),
    ],
)
def test_a_selector_that_stands_for_nothing_is_pointed_out_and_may_be_saved(
    ada: Visitor, typed: dict[str, str], words: str
) -> None:
    preview = previewed(ada, **CHARLIE, target_kind="selector", **typed)

    assert words in Page(preview.text).words
    assert saved_from(ada, preview).status_code == 303


def test_a_mapping_that_is_there_already_is_pointed_out(ada: Visitor) -> None:
    bob = {"subject_kind": "person", "subject": "bob", "target_kind": "role"}

    preview = previewed(ada, **bob, role="arn:aws:iam::111122223333:role/ReadOnly")

    assert "Another mapping in force says the same already." in Page(preview.text).words
