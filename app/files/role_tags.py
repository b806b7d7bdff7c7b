"""Reads role tags out of what `aws iam get-account-authorization-details --filter Role` prints.

That call and not `aws iam list-roles`, which returns no tags. Names in a tag are separated by colons. Source: IAM API
Reference, ListRoles and GetAccountAuthorizationDetails (RoleDetail); ConsoleMe's documentation, "Role Tags".
"""

from typing import Final

from app.domain.names import shown
from app.files.carried import Carried
from app.files.located import Located, Unreadable

ROLES: Final = "RoleDetailList"
AUTHORIZED: Final = "consoleme-authorized"
_FOR_CLI: Final = frozenset({"consoleme-authorized-cli-only", "consoleme-owner-dl"})


def take_role_tags(roles: Located, carried: Carried) -> None:
    """Take whoever the tags of roles authorize; raises Unreadable for what AWS would not print."""
    found = 0
    for role in _list(roles, "RoleDetailList"):
        arn = _text(role, "Arn")
        for tag in _list(_field(role, "Tags"), "Tags"):
            found += _take_tag(arn, tag, carried)
    if not found:
        carried.leave(roles.line, f"No role has the tag {AUTHORIZED}.", "Does your ConsoleMe read other tags?")


def _take_tag(arn: str, tag: Located, carried: Carried) -> int:
    key, value = _text(tag, "Key"), _field(tag, "Value")
    names = [name.strip() for name in (value.value if isinstance(value.value, str) else "").split(":") if name.strip()]
    if key in _FOR_CLI:
        for name in names:
            what = f"{shown(arn)} is for ConsoleMe's command line only for “{shown(name)}”: Doorstep opens consoles."
            carried.leave(value.line, what, "Add a mapping by hand if they are to have the console as well.")
        return 1
    if key != AUTHORIZED:
        return 0
    for name in names:
        carried.take(value.line, name, arn)
    return 1


def _list(found: Located, name: str) -> list[Located]:
    if found.value is None:
        return []
    if not isinstance(found.value, list):
        raise Unreadable(found.line, f"“{name}” is no list.", "Import what AWS printed, unchanged.")
    return found.value


def _field(record: Located, name: str) -> Located:
    if not isinstance(record.value, dict):
        raise Unreadable(record.line, "Here has to be a role or a tag.", "Import what AWS printed, unchanged.")
    return record.value.get(name, Located(record.line, None))


def _text(record: Located, name: str) -> str:
    found = _field(record, name)
    if not isinstance(found.value, str):
        raise Unreadable(found.line, f"“{name}” is missing.", "Import what AWS printed, unchanged.")
    return found.value
