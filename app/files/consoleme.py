"""Reads what ConsoleMe decides by: its dynamic configuration, or the tags of roles in a dump of AWS.

Source: ConsoleMe's documentation, "Role Authorization through Dynamic Configuration" and "Role Tags", and what its
dynamic_config.py reads of `group_mapping`: `roles` and `cli_only_roles`, by the name of a user or a group.
"""

from typing import Final

from app.domain.interchange import Flaw, Written
from app.domain.names import shown
from app.files.carried import Carried
from app.files.located import Located, Unreadable
from app.files.parsing import read_located
from app.files.role_tags import ROLES, take_role_tags

_MAPPING: Final = "group_mapping"
_STATIC: Final = "dynamic_config"


def read_consoleme(text: str) -> Written:
    """Read either file; what ConsoleMe has and Doorstep has not is among what is left out."""
    flaws: list[Flaw] = []
    carried = Carried()
    try:
        top = _record(read_located(text, flaws), "It holds neither group_mapping nor RoleDetailList.")
        if ROLES in top:
            take_role_tags(top[ROLES], carried)
        else:
            _take_configuration(top, carried)
    except Unreadable as error:
        flaws.append(error.flaw)
    return carried.written(flaws)


def _take_configuration(top: dict[str, Located], carried: Carried) -> None:
    """Take `group_mapping`, whether it is at the top or, as in a static configuration, under `dynamic_config`."""
    if _STATIC in top and _MAPPING not in top:
        _leave_keys(top, _STATIC, carried)
        top = _record(top[_STATIC], "“dynamic_config” holds no group_mapping.")
    if _MAPPING not in top:
        line = min((one.line for one in top.values()), default=1)
        raise Unreadable(
            line, "There is neither group_mapping nor RoleDetailList.", "Is this ConsoleMe's dynamic configuration?"
        )
    _leave_keys(top, _MAPPING, carried)
    for name, entry in _record(top[_MAPPING], "“group_mapping” holds no names.").items():
        _take_entry(name, entry, carried)


def _leave_keys(record: dict[str, Located], wanted: str, carried: Carried) -> None:
    for key, value in record.items():
        if key != wanted:
            carried.leave(value.line, f"“{shown(key)}” has nothing to do with who may open what.")


def _take_entry(name: str, entry: Located, carried: Carried) -> None:
    if not isinstance(entry.value, dict):
        return carried.leave(entry.line, f"“{shown(name)}” names no roles.", "Write them under “roles”.")
    switch = entry.value.get("enabled")
    if switch is not None and switch.value not in {"true", "True", "yes", "on"}:
        # ConsoleMe pays no heed to this key; who wrote it did not mean to give access.
        what = f"“{shown(name)}” is switched off with “enabled”: none of its roles is carried over."
        return carried.leave(switch.line, what, "Take the key out if they are to be.")
    for key, value in entry.value.items():
        if key == "roles":
            _take_roles(name, value, carried)
        elif key == "cli_only_roles":
            _leave_roles(name, value, carried)
        elif key != "enabled":
            carried.leave(value.line, f"“{shown(key)}” of “{shown(name)}” has no counterpart here.")
    return None


def _take_roles(name: str, roles: Located, carried: Carried) -> None:
    for role in _list(roles):
        if isinstance(role.value, str):
            carried.take(role.line, name, role.value)
        else:
            carried.leave(
                role.line, f"Here “{shown(name)}” should have the ARN of a role.", "Write one after a hyphen."
            )


def _leave_roles(name: str, roles: Located, carried: Carried) -> None:
    for role in _list(roles):
        said = shown(role.value) if isinstance(role.value, str) else "?"
        what = f"{said} is for ConsoleMe's command line only for “{shown(name)}”: Doorstep opens consoles."
        carried.leave(role.line, what, "Add a mapping by hand if they are to have the console as well.")


def _list(found: Located) -> list[Located]:
    """Return the items of a list; a single value counts as one."""
    if found.value is None:
        return []
    return found.value if isinstance(found.value, list) else [found]


def _record(found: Located, what: str) -> dict[str, Located]:
    if not isinstance(found.value, dict):
        raise Unreadable(found.line, what, "Is this ConsoleMe's dynamic configuration, or AWS's account details?")
    return found.value
