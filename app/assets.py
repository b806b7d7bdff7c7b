"""Where the templates and the static files are, in a checkout and in an installed wheel alike."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_folder() -> Path:
    """The folder of the Jinja templates."""
    return _packed_or_beside("templates")


def static_folder() -> Path:
    """The folder of the files that are served as they are."""
    return _packed_or_beside("static")


def _packed_or_beside(name: str) -> Path:
    """The folder inside the package, where the wheel packs it, or else beside it, where the checkout has it."""
    packed = _PACKAGE / name
    return packed if packed.is_dir() else _PACKAGE.parent / name
