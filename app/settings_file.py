"""The settings file: TOML that may hold any setting, under its name without the prefix and in small letters."""

from pathlib import Path


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
        place = f"line {error.lineno}" if hasattr(error, "lineno") else "see the TOML rules"
        raise SettingsFileUnreadable(f"it is not TOML ({place})") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsFileUnreadable("it is not the path of a text file that can be read") from error
