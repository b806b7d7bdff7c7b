"""What the tests of services ask for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.surroundings import aws_environment
from app.demo.aws import EmbeddedAws
from app.settings import AwsSettings, load
from tests.fixtures.aws import Clock
from tests.fixtures.between import Between
from tests.services.discovering import NewRun, Run, Time
from tests.services.walks import Walk
from tests.web.world import World


@pytest.fixture
def new_walk(
    aws: EmbeddedAws, between: Between, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Walk]:
    """Return what makes a walk, with settings that differ from the demo's as asked."""

    def walk(**changes: str) -> Walk:
        environment = aws_environment(aws, folder=tmp_path)
        for name, value in (environment | changes).items():
            monkeypatch.setenv(name, value)
        return Walk(aws=aws, between=between, clock=clock, settings=load(AwsSettings))

    return walk


@pytest.fixture
def walk(new_walk: Callable[..., Walk]) -> Walk:
    return new_walk()


@pytest.fixture
def new_run(aws: EmbeddedAws, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewRun:
    """Return what makes a run, with settings that differ from the demo's as asked."""

    def run(*, time: Time | None = None, **changes: str) -> Run:
        for name, value in (aws_environment(aws, folder=tmp_path) | changes).items():
            monkeypatch.setenv(name, value)
        return Run(world, load(AwsSettings), time=time)

    return run


@pytest.fixture
def run(new_run: NewRun) -> Run:
    """A discovery of the two accounts in GovCloud, just ordered."""
    return new_run().order()


@pytest.fixture
def spoilt(new_run: NewRun, between: Between) -> Run:
    """The same, with something between the portal and IAM and Organizations."""
    url = f"us-gov-west-1={between.url}"
    return new_run(DOORSTEP_IAM_ENDPOINTS=url, DOORSTEP_ORGANIZATIONS_ENDPOINTS=url).order()
