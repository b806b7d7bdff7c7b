"""Static files: addressed by content, of the right type, and kept by browsers."""

import re
from pathlib import Path

import pytest

from app.web.static_files import read_folder, url_of
from tests.web.visitor import Visitor


def test_the_style_sheet_of_a_page_is_kept_for_good(visitor: Visitor) -> None:
    address = re.findall(r'href="(/static/[^"]+\.css)"', visitor.get("/sign-in").text)[0]

    answer = visitor.get(address)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_script_is_called_a_script(alice: Visitor) -> None:
    address = re.findall(r'src="(/static/[^"]+\.js)"', alice.get("/").text)[0]

    assert alice.get(address).headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_icons_are_one_file(visitor: Visitor) -> None:
    address = re.findall(r'href="(/static/[^"]+icons\.svg)#', visitor.get("/sign-in").text)[0]

    assert visitor.get(address).headers["Content-Type"] == "image/svg+xml"


def test_another_versions_address_is_answered_but_not_kept(visitor: Visitor) -> None:
    answer = visitor.get("/static/0123456789abcdef/doorstep.css")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["nothing.css", "../pyproject.toml", "%2e%2e/pyproject.toml", "/etc/passwd", "."])
def test_nothing_else_is_served(visitor: Visitor, path: str) -> None:
    assert visitor.get(f"/static/0/{path}").status_code == 404


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    before = url_of(read_folder(tmp_path), "a.css")

    (tmp_path / "a.css").write_text("b {}")

    assert url_of(read_folder(tmp_path), "a.css") != before


def test_a_file_of_an_unknown_type_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>")

    with pytest.raises(KeyError):
        read_folder(tmp_path)


def test_hidden_files_stay_hidden(tmp_path: Path) -> None:
    (tmp_path / ".secret.txt").write_text("hush")

    assert read_folder(tmp_path) == {}
