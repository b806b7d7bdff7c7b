"""A walkthrough with the embedded AWS, a guide that takes notes, and a time that only passes when somebody sleeps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import boto3

from app.aws.iam import IamGateway
from app.demo.aws import EmbeddedAws
from app.domain.clicks import OpenedConsole
from app.domain.walkthrough import CleanUp, PlannedRole
from app.joints.aws import gateways_of, identities_of, wire_of
from app.services.walkthrough import Walkthrough
from app.settings import AwsSettings
from app.storage.ids import new_id
from tests.fixtures.aws import Clock
from tests.fixtures.between import Between


class Stopped(KeyboardInterrupt):
    """Somebody pressed Ctrl-C."""


class NoteTaker:
    """A guide that remembers, and that is interrupted at the moment it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.seconds: list[float] = []
        self.console: OpenedConsole | None = None
        self.clean_up: CleanUp | None = None
        self.at: dict[str, Callable[[], None]] = {}
        self.is_interruptible = False

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        self.is_interruptible = True
        try:
            yield
        finally:
            self.is_interruptible = False

    def creating(self, planned: PlannedRole) -> None:
        self._note("creating")

    @contextmanager
    def waiting(self, limit: float) -> Iterator[Callable[[float], None]]:
        self._note("waiting")
        yield self._told

    def opened(self, console: OpenedConsole) -> None:
        self.console = console
        self._note("opened")

    def cleaning_up(self, planned: PlannedRole) -> None:
        self._note("cleaning up")

    def cleaned_up(self, clean_up: CleanUp) -> None:
        self.clean_up = clean_up
        self._note("cleaned up")

    def kept(self, planned: PlannedRole) -> None:
        self._note(f"kept {planned.name}")

    @property
    def outcomes(self) -> dict[str, str]:
        """What became of each thing."""
        return {step.thing: step.outcome for step in self.clean_up.steps} if self.clean_up else {}

    def _told(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.at.get("told", lambda: None)()

    def _note(self, note: str) -> None:
        self.notes.append(note)
        self.at.get(note, lambda: None)()


@dataclass
class Walk:
    """One walk: its parts are built as in production, but for the time and the click's id."""

    aws: EmbeddedAws
    between: Between
    clock: Clock
    settings: AwsSettings
    guide: NoteTaker = field(default_factory=NoteTaker)
    slept: list[float] = field(default_factory=list)
    click_id: UUID = field(default_factory=new_id)
    felt: dict[str, bool] = field(default_factory=dict)

    def take(self, *, keep: bool = False, limit: float = 120) -> NoteTaker:
        """Walk, and return the guide with its notes."""
        identities = identities_of(self.settings)
        sts, signin = gateways_of(self.settings, identities)
        iam = IamGateway(
            identities=identities,
            regions=self.settings.regions,
            wire=wire_of(self.settings),
            endpoint=self.between.url,
        )
        Walkthrough(
            iam=iam,
            sts=sts,
            signin=signin,
            regions=self.settings.regions,
            role_session_name="alice",
            limit=limit,
            monotonic=lambda: sum(self.slept),
            sleep=self._sleep,
            new_id=lambda: self.click_id,
        ).walk(self.guide, keep=keep)
        return self.guide

    @property
    def role(self) -> str:
        """The name that the role has, or had."""
        return f"doorstep-walkthrough-{str(self.click_id)[-12:]}"

    def role_is_there(self, partition: str = "aws") -> bool:
        """Ask IAM, not the walkthrough."""
        key_id, secret = self.aws.portal_credentials[partition]
        iam: Any = boto3.client(  # Any: of the whole client one paginator is used
            "iam",
            region_name=self.settings.regions.home_of(partition),
            endpoint_url=self.aws.api_url,
            aws_access_key_id=key_id,
            aws_secret_access_key=secret,
        )
        pages = iam.get_paginator("list_roles").paginate()
        return self.role in {role["RoleName"] for page in pages for role in page["Roles"]}

    def note_interruptible(self, action: str) -> None:
        """Note whether a wish to stop would be felt now."""
        self.felt[action] = self.guide.is_interruptible

    @property
    def actions(self) -> list[str]:
        """What AWS was asked, in order, but for repeated tries."""
        seen = [each.action for each in self.aws.seen]
        return [action for before, action in zip(["", *seen], seen, strict=False) if action != before]

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(seconds=seconds)
