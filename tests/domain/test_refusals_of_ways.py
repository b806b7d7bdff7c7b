"""Why somebody is not let in: each fact has a code for the ledger and words of its own."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

import app.domain

MODULES = sorted(module.name for module in iter_modules(app.domain.__path__) if module.name.endswith("_refusals"))


@pytest.mark.parametrize("attribute", ["code", "sentence"])
def test_no_two_facts_are_told_alike(attribute: str) -> None:
    modules = [vars(import_module(f"app.domain.{name}")) for name in MODULES]
    classes = {one for names in modules for one in names.values() if isinstance(one, type) and "code" in vars(one)}

    told = sorted(str(getattr(one, attribute)) for one in classes)

    assert len(told) > 30
    assert [words for words in told if told.count(words) > 1] == []
