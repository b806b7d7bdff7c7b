"""What the tests of services ask for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.surroundings import aws_environment
from app.demo.aws import EmbeddedAws
from app.settings import AwsSettings, load
from tests.fixtures.aws import Clock
from tests.fixtures.between import Between
from tests.services.walks import Walk


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
