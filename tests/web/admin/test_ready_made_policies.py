"""The mapping form offers a session policy that keeps a console from becoming credentials for programs."""

from tests.web.admin.mapping_forms import CHANGE, DEVELOPER, NEW
from tests.web.pages import Page
from tests.web.visitor import Visitor

TYPED = {"subject_kind": "person", "subject": "alice", "target_kind": "role", "role": DEVELOPER}
PRESSED = {"step": "ready-made-policy"}


def test_it_is_written_into_the_field_and_nothing_that_was_typed_is_lost(ada: Visitor) -> None:
    form = ada.page(NEW).form_to(CHANGE)

    answer = ada.post(CHANGE, form.fields | TYPED | PRESSED)
    shown = Page(answer.text).form_to(CHANGE).fields

    assert answer.status_code == 200
    assert '"signin:CreateOAuth2Token"' in shown["policy"]
    assert '"Effect": "Allow"' in shown["policy"]
    assert {name: shown[name] for name in TYPED} == TYPED
    assert '<details class="conditions" open>' in answer.text


def test_a_policy_that_cannot_be_read_stays_as_it_was_typed(ada: Visitor) -> None:
    answer = ada.post(CHANGE, ada.token() | TYPED | PRESSED | {"policy": "{"})

    assert answer.status_code == 400
    assert "it is not JSON" in answer.text
    assert Page(answer.text).form_to(CHANGE).fields["policy"] == "{"
