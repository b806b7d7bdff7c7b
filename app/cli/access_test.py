"""doorstep access-test: run the access tests, for CI."""

import sys

import click

from app.cli.records import ready_records
from app.domain.naming import Wanted
from app.joints.editing import editing_of
from app.storage.naming import NameStore


@click.command("access-test")
def access_test() -> None:
    """Run every access test by what holds now; print each that fails, and end with exit code 1 if there is one."""
    records = ready_records()
    results = editing_of(records.database, second_approval=False).access_tests.run()
    failing = results.failing
    people, roles = frozenset(one.person_id for one in failing), frozenset(one.role_id for one in failing)
    names = NameStore(database=records.database).names_for(Wanted(people=people, roles=roles))
    for test in failing:
        username, role = names.username_of(test.person_id), names.roles[test.role_id]
        expected, found = ("may", "may not") if test.expected else ("may not", "may")
        note = f" ({test.note})" if test.note else ""
        click.echo(f"FAILS: {username} {expected} open {role.role_arn}, it says, but they {found}{note}")
    click.echo(f"{len(results.tests) - len(failing)} of {len(results.tests)} access tests hold.")
    sys.exit(1 if failing else 0)
