"""A few hostile inputs with each `make test`; `make hostile` sends thousands."""

from tests.hostile.run import strike


def test_forty_hostile_inputs_let_nobody_in() -> None:
    tally = strike(40, "a seed that stays")

    assert tally.inputs == 40
    assert tally.wrong == []
    assert tally.holds
