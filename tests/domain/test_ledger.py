"""The ledger's canonical JSON is one and the same for the same facts, byte for byte."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ledger import Plain, canonical_json

texts = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | texts,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(texts, children, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"name": "jo\u0308rg"}, '{"name":"jörg"}'),
        ({"odd": "\ud800|"}, '{"odd":"?|"}'),
        ({"quote": 'a"b\\c\n'}, '{"quote":"a\\"b\\\\c\\n"}'),
        ({}, "{}"),
    ],
)
def test_vectors(value: Plain, text: str) -> None:
    assert canonical_json(value) == text


@given(plain)
def test_writing_what_was_read_changes_nothing(value: Plain) -> None:
    written = canonical_json(value)

    assert canonical_json(json.loads(written)) == written
    assert unicodedata.is_normalized("NFC", written)
