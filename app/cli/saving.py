"""Saves one thing from the command line by the same way as the pages: tests, second approval, history and all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import click

from app.cli.operator import operator
from app.domain.admins import Operator
from app.domain.drafts import Draft, Proposal, Thing, added
from app.joints.editing import editing_of
from app.joints.records import Records
from app.settings import DatabaseSettings, load

_DEFAULT_REASON = "Added on the command line."


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why something is changed, and why despite access tests or without a second admin, if so."""

    reason: str
    despite_tests: str | None
    without_approval: str | None


def with_reasons(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that every change takes, as one argument `reasons`."""

    @click.option("--reason", default=_DEFAULT_REASON, help="Why; it stands in the history and in the ledger.")
    @click.option("--despite-tests", metavar="REASON", help="Save although access tests break, for this reason.")
    @click.option("--without-approval", metavar="REASON", help="Do without the second admin, for this reason.")
    @wraps(command)
    def taking_reasons(
        *arguments: object,
        reason: str,
        despite_tests: str | None,
        without_approval: str | None,
        **options: object,
    ) -> None:
        command(*arguments, reasons=Reasons(reason, despite_tests, without_approval), **options)

    return taking_reasons


def save(records: Records, thing: Thing, reasons: Reasons, *, told: str) -> None:
    """Add a thing and say so, or say which proposal waits for a second admin; raises like `Drafts.save`."""
    second_approval = load(DatabaseSettings).needs_second_admin
    saved = editing_of(records.database, second_approval=second_approval).drafts.save(
        Operator(operator().id),
        Draft((added(thing),), reasons.reason),
        despite_tests=reasons.despite_tests,
        without_approval=reasons.without_approval,
    )
    if isinstance(saved, Proposal):
        click.echo(f"Nothing was changed yet: a second admin has to approve proposal {saved.id}.")
    else:
        click.echo(told)
