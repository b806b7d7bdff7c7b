"""Importing what was exported changes nothing: whatever the portal holds, in both formats."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import get_args

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings

from app.domain.accounts import Account
from app.domain.arns import AccountId
from app.domain.interchange import FileFormat, Holdings, NamedMapping, Piece
from app.domain.naming import Names
from app.files.catalogue_writer import write_catalogue
from app.files.reading import read_file
from app.files.schema import schema_text
from app.services.import_drafting import Drafting
from app.storage.ids import new_id
from tests.files.holdings import holdings

SCHEMA = json.loads(schema_text())
NOTHING = Holdings(accounts=(), roles=(), mappings=(), people=(), groups=())
LOADERS: Mapping[str, Callable[[str], object]] = {"yaml": yaml.safe_load, "json": json.loads}
both = pytest.mark.parametrize("file_format", get_args(FileFormat))
lasting = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def pieces_of(held: Holdings) -> Iterator[Piece]:
    """What the store would give."""
    names = Names(
        people={one.id: one for one in held.people},
        groups={one.id: one for one in held.groups},
        roles={one.id: one for one in held.roles},
        accounts={one.id: one for one in held.accounts},
    )
    yield from held.accounts
    yield from held.roles
    yield from (NamedMapping(one, names) for one in held.mappings)


def compared(text: str, held: Holdings) -> Drafting:
    """The comparison of a file with what the portal holds."""
    written = read_file(text.encode(), "doorstep")
    drafting = Drafting(held, written, now=datetime(2026, 1, 1, tzinfo=UTC), new_id=new_id)
    drafting.take_everything()
    drafting.prune()
    return drafting


@both
@lasting
@given(held=holdings())
@example(held=NOTHING)
def test_importing_what_was_exported_changes_nothing(file_format: FileFormat, held: Holdings) -> None:
    text = "".join(write_catalogue(pieces_of(held), file_format))

    drafting = compared(text, held)

    assert (drafting.flaws, drafting.left_out, drafting.revisions) == ([], [], [])


@both
@lasting
@given(held=holdings())
def test_every_export_keeps_to_the_schema(file_format: FileFormat, held: Holdings) -> None:
    text = "".join(write_catalogue(pieces_of(held), file_format))

    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(LOADERS[file_format](text))) == []


@lasting
@given(held=holdings())
def test_json_that_another_program_wrote_anew_says_the_same(held: Holdings) -> None:
    text = "".join(write_catalogue(pieces_of(held), "json"))

    drafting = compared(json.dumps(json.loads(text), ensure_ascii=True, indent="\t"), held)

    assert (drafting.flaws, drafting.revisions) == ([], [])


def test_an_account_id_with_a_leading_zero_is_a_text_to_every_version_of_yaml() -> None:
    account = Account(new_id(), "aws", AccountId("048213579604"), "Payments")

    assert "account_id: '048213579604'" in "".join(write_catalogue([account], "yaml"))
