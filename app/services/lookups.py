"""What a change of people and groups is about: looked up, or refused in words."""

from uuid import UUID

from app.domain.people import LOCAL_SOURCE, Group, Person, Username
from app.domain.refusals import AN_ADMIN, Conflict, NamedAlreadyThere, NotThere
from app.domain.words import _
from app.services.changes import Change


class KnownElsewhere(Conflict):
    code = "known-elsewhere"
    sentence = _("The members of “%(name)s” are not kept here: its source is %(source)s.")
    remedy = _("Change them there; this portal follows.")
    who = AN_ADMIN


class GroupElsewhere(Conflict):
    code = "group-elsewhere"
    sentence = _("There is a group called “%(name)s” already; its source is %(source)s.")
    remedy = _("Choose another name: whoever maps or approves could take the one for the other.")
    who = AN_ADMIN


class PersonElsewhere(Conflict):
    code = "person-elsewhere"
    sentence = _("There is somebody called “%(name)s” already, whom an identity provider vouches for.")
    remedy = _("Choose another username: whoever maps or approves could take the one for the other. In an emergency "
               "the operator adds them: doorstep person add %(name)s")  # fmt: skip
    who = AN_ADMIN


def require_person(change: Change, person_id: UUID) -> Person:
    """Return a person; raises NotThere."""
    person = change.find_person(person_id)
    if person is None:
        raise NotThere(what=_("person"))
    return person


def require_group(change: Change, group_id: UUID) -> Group:
    """Return a group; raises NotThere."""
    group = change.find_group_by_id(group_id)
    if group is None:
        raise NotThere(what=_("group"))
    return group


def require_local_group(change: Change, group_id: UUID) -> Group:
    """Return a group whose members are kept here; raises NotThere or KnownElsewhere."""
    group = require_group(change, group_id)
    if not group.is_local:
        raise KnownElsewhere(name=group.name, source=group.source)
    return group


def require_free_group_name(change: Change, name: str) -> None:
    """Raise AlreadyThere or GroupElsewhere for a name that a group has; another source's counts whatever its case."""
    if change.find_group(LOCAL_SOURCE, name) is not None:
        raise NamedAlreadyThere(kind=_("The group"), name=name)
    elsewhere = [group for group in change.groups_like(name) if not group.is_local]
    if elsewhere:
        raise GroupElsewhere(name=elsewhere[0].name, source=elsewhere[0].source)


def require_free_username(change: Change, username: Username) -> None:
    """Raise PersonElsewhere for a username that a provider's person has, whatever its case."""
    if change.find_local_principal(username.local_subject) is not None:
        return
    known = change.people_like(username)
    if known:
        raise PersonElsewhere(name=known[0].username)
