"""Imports and exports in the browser: what a file would do is shown first, and what was sent is never lost."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.domain.people import Person, Username
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.architecture.sources import ROOT
from tests.web.admin.mapping_forms import saved_from
from tests.web.pages import Page
from tests.web.visitor import SAME_ORIGIN, Visitor
from tests.web.world import World, sqlite_url

PATH = "/admin/import"
DEVELOPER = "arn:aws:iam::111122223333:role/Developer"
TABLE = f"subject,role_arn\ncharlie,{DEVELOPER}\n"
CONFIGURATION = (ROOT / "tests/files/samples/consoleme-dynamic-configuration.yaml").read_text()
MIB = 1024 * 1024


@pytest.fixture
def careful(small_company_file: Path, tmp_path: Path) -> Iterator[World]:
    """A portal where a second admin must approve."""
    path = tmp_path / "careful.sqlite"
    shutil.copy(small_company_file, path)
    world = World(sqlite_url(path), second_approval=True)
    yield world
    world.database.close()


def uploaded(admin: Visitor, data: bytes | str, kind: str = "csv", **fields: str) -> TestResponse:
    """Choose a file, and look at what it changes."""
    content = data.encode() if isinstance(data, str) else data
    return admin.post(PATH, admin.token() | {"kind": kind, "file": (io.BytesIO(content), "file")} | fields)


def pasted(admin: Visitor, text: str, kind: str = "csv", **fields: str) -> TestResponse:
    """Paste the text of a file instead."""
    return admin.post(PATH, admin.token() | {"kind": kind, "text": text} | fields)


def sent_raw(admin: Visitor, text: str) -> TestResponse:
    """Upload a large file: the test client would leave its own copy of it open."""
    fields = admin.token() | {"kind": "csv"}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
    file = f'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n{text}\r\n--x--\r\n'
    body = ("".join(parts) + file).encode()
    return admin.post(PATH, body, SAME_ORIGIN | {"Content-Type": "multipart/form-data; boundary=x"})


def kept_in(answer: TestResponse) -> str:
    """The text of the file in the form of a page."""
    return next(form for form in Page(answer.text).forms if "text" in form.fields).fields["text"]


def test_a_file_is_previewed_and_then_saved(ada: Visitor, world: World) -> None:
    preview = uploaded(ada, TABLE)
    before = len(world.entries())
    saved = saved_from(ada, preview, "from the old list")

    assert "Charlie Cole (charlie) may open Developer in Ticketing" in Page(preview.text).words
    assert "1 person gains (1 role)" in Page(preview.text).words
    assert "does not say whose they are, taken for people: charlie" in Page(preview.text).words
    assert (saved.status_code, len(world.entries())) == (303, before + 1)
    assert "from the old list" in world.entries()[-1].body


def test_who_comes_from_a_provider_is_named_by_kind(ada: Visitor, world: World) -> None:
    with Registry(database=world.database).change() as change:
        dora = Person(new_id(), Username("ops"), "Dora Dean", None, "ops")
        change.add_person(dora)
        change.add_identity(new_id(), dora.id, "https://id.example.com", "1")

    refused = uploaded(ada, f"subject,role_arn\nops,{DEVELOPER}\n")
    taken = uploaded(ada, f"subject_kind,subject,role_arn\nperson,ops,{DEVELOPER}\n")

    assert "“ops” is somebody of an identity provider" in Page(refused.text).words
    assert "Dora Dean (ops) may open Developer in Ticketing" in Page(taken.text).words


def test_without_a_reason_nothing_is_saved_and_the_file_is_still_there(ada: Visitor, world: World) -> None:
    before = world.entries()

    refused = saved_from(ada, uploaded(ada, TABLE), reason="")
    saved = saved_from(ada, refused)

    assert refused.status_code == 400
    assert world.entries()[: len(before)] == before
    assert saved.status_code == 303


def test_what_is_pasted_counts_like_a_file_whatever_its_line_breaks(ada: Visitor) -> None:
    preview = pasted(ada, TABLE.replace("\n", "\r\n"))

    assert saved_from(ada, preview).status_code == 303


def test_every_line_that_cannot_be_used_is_named_and_the_text_stays(ada: Visitor, world: World) -> None:
    before = world.entries()
    text = f"{TABLE}nobody,{DEVELOPER}\ncharlie,{DEVELOPER}*\n"

    refused = uploaded(ada, text)

    words = Page(refused.text).words
    assert refused.status_code == 400
    assert "2 lines cannot be used, so nothing was changed" in words
    assert "3 There is no person or group called “nobody”. Add it first" in words
    assert "4 role_arn: That is not the ARN of an IAM role." in words
    assert kept_in(refused) == text
    assert world.entries() == before


def test_what_is_no_text_is_refused_with_its_line(ada: Visitor) -> None:
    refused = uploaded(ada, b"subject,role_arn\n\xff")

    assert refused.status_code == 400
    assert "2 This is no text in UTF-8." in Page(refused.text).words


def test_the_preview_names_what_is_not_carried_over_and_what_is_added(ada: Visitor, world: World) -> None:
    world.add_person("erin", groups=("groupa@example.com",))

    words = Page(uploaded(ada, CONFIGURATION, "consoleme").text).words

    assert "10 lines are not carried over" in words
    assert "8 There is no person or group called “group1@example.com”." in words
    assert "Group groupa@example.com may open roleA in 123456789012" in words
    assert "2 roles are not described in the file, nor is 1 account." in words


def test_the_text_comes_back_for_editing(ada: Visitor) -> None:
    form = next(form for form in Page(uploaded(ada, TABLE).text).forms if "reason" in form.fields)

    answer = ada.post(PATH, form.fields | {"step": "edit", "reason": "typed already"})

    assert (answer.status_code, kept_in(answer)) == (200, TABLE)
    assert "typed already" in answer.text


def test_importing_what_was_exported_changes_nothing(ada: Visitor, oliver: Visitor) -> None:
    exported = oliver.get("/admin/export.yaml")

    answer = uploaded(ada, exported.text, "doorstep", prune="yes")

    assert answer.status_code == 200
    assert "Nothing changes: the portal is as the file says." in Page(answer.text).words


def test_what_our_own_file_does_not_name_is_disabled_if_asked(ada: Visitor) -> None:
    kept = uploaded(ada, "doorstep: 1\n", "doorstep")
    pruned = uploaded(ada, "doorstep: 1\n", "doorstep", prune="yes")

    assert "Nothing changes" in Page(kept.text).words
    assert "4 people lose" not in Page(kept.text).words
    assert "lose" in Page(pruned.text).words


def test_no_other_file_disables_anything(ada: Visitor) -> None:
    refused = uploaded(ada, TABLE, prune="yes")

    assert refused.status_code == 400
    assert "Only Doorstep's own files tell everything" in Page(refused.text).words
    assert kept_in(refused) == TABLE


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "csv"}, "Choose a file, or paste its text."),
        ({"kind": "xml", "text": "x"}, "Say what wrote the file."),
    ],
)
def test_what_is_missing_is_asked_for(ada: Visitor, fields: dict[str, str], words: str) -> None:
    answer = ada.post(PATH, ada.token() | fields)

    assert (answer.status_code, words in Page(answer.text).words) == (400, True)


def test_an_import_waits_for_a_second_admin_where_one_must_approve(careful: World) -> None:
    ada = Visitor(careful.app())
    ada.sign_in("ada")

    proposed = saved_from(ada, uploaded(ada, TABLE))

    assert proposed.headers["Location"].startswith("/admin/proposals/")
    assert "Charlie Cole (charlie) may open Developer" in ada.page(proposed.headers["Location"]).words


def test_access_tests_hold_for_imports_as_well(ada: Visitor) -> None:
    test = {"subject": "charlie", "role": DEVELOPER, "expected": "no", "note": "x"}
    ada.post("/admin/access-tests", ada.token() | test)

    refused = saved_from(ada, uploaded(ada, TABLE))
    saved = saved_from(ada, refused, preview_despite_tests="he joined")

    assert (refused.status_code, saved.status_code) == (409, 303)


def test_a_file_larger_than_any_form_is_taken_and_one_beyond_is_refused_in_words(ada: Visitor) -> None:
    large = sent_raw(ada, TABLE + "\n" * 7 * MIB)
    larger = sent_raw(ada, TABLE + "\n" * 8 * MIB)
    largest = sent_raw(ada, "x" * 25 * MIB)

    assert large.status_code == 200
    assert (larger.status_code, "The file is larger than 8 MiB." in Page(larger.text).words) == (400, True)
    assert (largest.status_code, Page(largest.text).headings[0]) == (413, "That file was too large.")


def test_what_strangers_send_there_is_not_read_at_all(visitor: Visitor) -> None:
    answer = visitor.post(PATH, {"kind": "csv", "text": "x" * 25 * MIB})

    assert answer.status_code == 401


@pytest.mark.parametrize(("file_format", "begins"), [("yaml", "doorstep: 1\n"), ("json", '{\n"doorstep": 1')])
def test_an_auditor_takes_a_file_and_the_ledger_says_so(
    oliver: Visitor, world: World, file_format: str, begins: str
) -> None:
    answer = oliver.get(f"/admin/export.{file_format}")

    assert answer.text.startswith(begins)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="doorstep.{file_format}"'
    exported = world.entries()[-1]
    assert (exported.action, exported.parsed_body()["file_format"]) == ("catalogue:exported", file_format)


def test_a_head_hands_nothing_out_and_records_nothing(oliver: Visitor, world: World) -> None:
    before = world.entries()

    assert oliver.get("/admin/export.yaml", method="HEAD").status_code == 200
    assert world.entries() == before


def test_an_auditor_finds_the_exports_and_no_form(oliver: Visitor) -> None:
    page = oliver.page(PATH)

    assert page.links["Export YAML"] == "/admin/export.yaml"
    assert [form for form in page.forms if form.action == PATH] == []
