"""Paths to come back to are our own, whatever is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.local_paths import return_to_or_home


@pytest.mark.parametrize(
    "path", ["/", "/console?role_arn=arn:aws:iam::123456789012:role/x&destination=https%3A%2F%2Fx"]
)
def test_our_own_paths_are_kept(path: str) -> None:
    assert return_to_or_home(path) == path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "console",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "/%0a\n/evil.example",
        "/a\\b",
        "javascript:alert(1)",
        "/.//evil.example",
        "/..//evil.example",
        "/a/..//evil.example",
        "/a//evil.example",
        "/jörg",
        "/" + "a" * 5000,
    ],
)
def test_everything_else_leads_home(text: str | None) -> None:
    assert return_to_or_home(text) == "/"


@given(st.text(alphabet="/\\.:@ \t\nabc%", max_size=20))
def test_nothing_that_browsers_read_as_another_host_is_kept(text: str) -> None:
    kept = return_to_or_home(text)

    assert kept.startswith("/")
    assert not kept.replace("\\", "/").startswith("//")
    assert not set(kept) & set("\\ \t\n\r")
