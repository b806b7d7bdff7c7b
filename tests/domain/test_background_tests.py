"""What a standing order still says of whoever gave it, and which tests tell something of their role."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.aws_failures import AwsFailure
from app.domain.background_tests import Order, tells_nothing
from app.domain.ledger import Actor
from app.domain.people import Principal, Username
from app.domain.role_tests import Verdict

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
ADA = Principal(UUID(int=1), UUID(int=2), Username("ada"), "Ada Abbot", "ada")
ORDER = Order(is_on=True, principal=ADA, given_at=NOW, reason="to know", address="192.0.2.7", used_mfa=True)


def test_time_goes_on_and_how_the_admin_had_signed_in_stays() -> None:
    later = NOW + timedelta(days=400)

    circumstances = ORDER.circumstances(later)

    assert (circumstances.now, circumstances.address, circumstances.used_mfa) == (later, "192.0.2.7", True)


def test_the_ledger_names_whoever_gave_it() -> None:
    assert ORDER.actor == Actor("person", str(ADA.person_id))


@pytest.mark.parametrize("kind", AwsFailure.__subclasses__(), ids=lambda kind: kind.code)
def test_only_a_refusal_of_aws_tells_something_of_the_role(kind: type[AwsFailure]) -> None:
    assert tells_nothing(Verdict("failed", kind.code)) == (kind.way != "refused")


def test_a_role_that_passed_told_enough() -> None:
    assert not tells_nothing(Verdict("passed"))


def test_a_code_of_a_newer_doorstep_tells_nothing() -> None:
    assert tells_nothing(Verdict("failed", "from-the-future"))
