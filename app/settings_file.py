"""The settings file: TOML that may hold any setting, under its name without the prefix and in small letters."""

import re
from pathlib import Path
from typing import Final

# How the reader of TOML ends its sentences; what stands before it may quote what is in the file.
_PLACE: Final = re.compile(r"\(at (line \d+, column \d+|end of document)\)")


class SettingsFileUnreadable(Exception):
    """The file of DOORSTEP_CONFIG_FILE cannot be read; the text says why, without what is in it."""


def read_settings_file(path: str | None) -> dict[str, object]:
    """Return what the file says, nothing where there is none; raises SettingsFileUnreadable."""
    if not path:
        return {}
    # Here and not above: a portal without such a file need not hold a reader of TOML in memory.
    import tomllib  # noqa: PLC0415 - an optional part

    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        raise SettingsFileUnreadable(f"{path} is not TOML ({place[1] if place else 'see the TOML rules'})") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsFileUnreadable(f"{path} is not a text file that can be read") from error
