"""A missed bar is seen, said and counts."""

import pytest

from tests.bench.bars import Measured, exactly, exit_code_of, table_of


@pytest.mark.parametrize(
    "measured",
    [
        Measured(what="a", value=5.0, at_most=5),
        Measured(what="a", value=140.0, at_least=140),
        Measured(what="a", value=1e9),
        exactly("a", 2, 2),
    ],
)
def test_what_reaches_its_bar_holds(measured: Measured) -> None:
    assert exit_code_of([measured]) == 0
    assert "MISSED" not in table_of([measured])


@pytest.mark.parametrize(
    "measured",
    [
        Measured(what="a", value=5.01, at_most=5),
        Measured(what="a", value=139.9, at_least=140),
        Measured(what="a", value=0, at_least=1, at_most=6),
        Measured(what="a", value=float("nan"), at_most=5),
        exactly("a", 1, 2),
        exactly("a", 3, 2),
    ],
)
def test_one_missed_bar_among_many_makes_the_benchmark_fail(measured: Measured) -> None:
    holding = exactly("b", 0, 0)

    assert exit_code_of([holding, measured, holding]) == 1
    assert table_of([holding, measured]).splitlines()[2].endswith("MISSED")


def test_the_table_tells_the_bar_and_the_ratio_to_the_bare_calls() -> None:
    table = table_of([Measured(what="CPU a click", value=4.5, unit="ms", at_most=5, bare=1.5)])

    assert table.splitlines()[1].split() == ["CPU", "a", "click", "4.50", "ms", "≤", "5", "1.50", "3.00", "holds"]
