"""Imports and exports in the browser: a file is compared, shown line by line, and saved like any other draft."""

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, make_response, request

from app.domain.admins import Auditor
from app.domain.interchange import LARGEST_FILE, FileFormat, ImportRefused, PruneRefused
from app.web.admin.csv_files import download
from app.web.admin.door import current_auditor
from app.web.admin.drafts import Posted, answer, posted
from app.web.admin.import_sheet import ImportForm
from app.web.admin.reading import FieldErrors
from app.web.errors import status_of
from app.web.forms import takes_files
from app.web.site import portal
from app.web.words import translated

# The downloads write an entry of their own, which a GET may: docs/decisions/0007-a-download-is-recorded.md.
bp = Blueprint("admin_import", __name__, url_prefix="/admin")
# What was pasted may be corrected beside a file that replaces it, and browsers send two characters for a line break.
_LARGEST_BODY: Final = 3 * LARGEST_FILE


@bp.get("/import")
def show() -> str:
    """Show the form that takes a file, and the ways to export one."""
    return ImportForm(Posted({"kind": "doorstep"})).page({})


@bp.post("/import")
@takes_files(_LARGEST_BODY)
def change() -> Response:
    """Compare a file with the portal, preview what it changes, or save it."""
    sent = posted(request.form, longest=_LARGEST_BODY)
    uploaded = request.files.get("file")
    form = ImportForm.of(sent, uploaded.read() if uploaded else b"")
    if sent.step == "edit":
        return make_response(form.page({}))
    try:
        sheet = form.compared()
    except ImportRefused as refused:
        return make_response(form.page({}, flaws=refused.flaws), status_of(refused))
    except FieldErrors as refused:
        return make_response(form.page(refused.errors), status_of(refused))
    except PruneRefused as refused:
        return make_response(form.page({"prune": translated(refused).sentence}), status_of(refused))
    if not sheet.draft().revisions:
        return make_response(form.page({}, unchanged=sheet.remarks))
    return answer(sheet)


@bp.get("/export.yaml")
def export_yaml() -> Response:
    """Send every account, role and mapping as a YAML file."""
    return _export("yaml", "application/yaml")


@bp.get("/export.json")
def export_json() -> Response:
    """Send every account, role and mapping as a JSON file."""
    return _export("json", "application/json")


def _export(file_format: FileFormat, mimetype: str) -> Response:
    auditor = current_auditor()
    chunks = iter(()) if request.method == "HEAD" else _begun(auditor, file_format)
    return download(chunks, filename=f"doorstep.{file_format}", mimetype=mimetype)


def _begun(auditor: Auditor, file_format: FileFormat) -> Iterator[str]:
    return portal().downloads.hand_out(lambda: portal().exports.begin(auditor, file_format))
