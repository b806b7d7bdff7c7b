"""One embedded AWS with the sample company for each module of tests, made well again after each test."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.demo.aws import EmbeddedAws
from app.demo.company import sample_company


class Clock:
    """Goes with the real one, since SDKs sign with that; `ahead` is how far a test has turned it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **time: float) -> None:
        self.ahead += timedelta(**time)


@pytest.fixture(scope="module")
def module_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def module_aws(module_clock: Clock) -> Iterator[EmbeddedAws]:
    with EmbeddedAws(clock=module_clock) as aws:
        aws.load(sample_company())
        yield aws


@pytest.fixture
def clock(module_clock: Clock) -> Iterator[Clock]:
    yield module_clock
    module_clock.ahead = timedelta()


@pytest.fixture
def aws(module_aws: EmbeddedAws) -> Iterator[EmbeddedAws]:
    module_aws.forget_seen()
    yield module_aws
    module_aws.switches.clear()
    module_aws.switches.role_delay = 0.0
