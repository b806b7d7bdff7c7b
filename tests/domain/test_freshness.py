"""How fresh a proof and a provider's word have to be: the stricter of two counts, and who says nothing asks nothing."""

import pytest

from app.domain.freshness import Freshness


@pytest.mark.parametrize(
    ("of_role", "of_account", "both"),
    [
        (Freshness(), Freshness(), Freshness()),
        (Freshness(15, 4), Freshness(), Freshness(15, 4)),
        (Freshness(), Freshness(15, 4), Freshness(15, 4)),
        (Freshness(15, 4), Freshness(60, 2), Freshness(15, 2)),
        (Freshness(60, None), Freshness(15, 12), Freshness(15, 12)),
    ],
)
def test_the_stricter_of_role_and_account_counts(of_role: Freshness, of_account: Freshness, both: Freshness) -> None:
    assert of_role.and_also(of_account) == of_account.and_also(of_role) == both
