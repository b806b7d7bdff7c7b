"""The files that are served as they are: addressed by their content, so that browsers keep them for good."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Flask, Response, abort, current_app

from app.web.guard import public

_FILES: Final = "doorstep.static"
# Our own list: the machine's may call a script text/plain, and with `nosniff` no browser would run it.
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".ico": "image/vnd.microsoft.icon",
        ".woff2": "font/woff2",
        ".txt": "text/plain; charset=utf-8",
    }
)
bp = Blueprint("static_files", __name__)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file: its address changes with its content."""

    path: str
    content_type: str
    content: bytes = field(repr=False)
    digest: str


def remember(app: Flask, folder: Path) -> None:
    """Read the folder once, and let the templates ask for addresses with `static_url`."""
    files = read_folder(folder)
    app.extensions[_FILES] = files
    app.jinja_env.globals["static_url"] = partial(url_of, files)


def read_folder(folder: Path) -> Mapping[str, StaticFile]:
    """Read every file of the folder; raises KeyError for one of a type that has no place among static files."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return MappingProxyType({path.relative_to(folder).as_posix(): _read(folder, path) for path in files})


def url_of(files: Mapping[str, StaticFile], path: str) -> str:
    """Return the address of a file; raises KeyError, so that a misspelt one shows in the first test."""
    return f"/static/{files[path].digest}/{path}"


@bp.get("/static/<digest>/<path:path>")
@public
def send(digest: str, path: str) -> Response:
    """Send a file. An address with another digest is another server's page, seen during an update: not for keeps."""
    files: Mapping[str, StaticFile] = current_app.extensions[_FILES]
    file = files.get(path) or abort(404)
    response = Response(file.content, content_type=file.content_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if digest == file.digest else "no-cache"
    return response


def _read(folder: Path, path: Path) -> StaticFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:16]
    return StaticFile(path.relative_to(folder).as_posix(), _TYPES[path.suffix], content, digest)
