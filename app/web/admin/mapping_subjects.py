"""The left side of a mapping as somebody types it: names or ids of people or groups, one or many."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from app.domain.mappings import SubjectKind
from app.domain.names import shown
from app.domain.naming import Wanted
from app.domain.people import Group, Person
from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.admin.mapping_words import person_in_words
from app.web.admin.reading import Reading
from app.web.forms import id_in
from app.web.site import portal
from app.web.words import gettext

MOST_SUBJECTS: Final = 200
_MOST_SUGGESTED: Final = 10
Option = tuple[str, str]


class SubjectUnknown(Malformed):
    code = "subject-unknown"
    sentence = _("Nobody and nothing is called “%(text)s”.")
    remedy = _("Did you mean one of these: %(suggested)s?")


class SubjectUnlikeAny(Malformed):
    code = "subject-unlike-any"
    sentence = _("Nobody and nothing is called “%(text)s”.")
    remedy = _("Type the username of a person, or the name of a group, to the letter.")


class SubjectAmbiguous(Malformed):
    code = "subject-ambiguous"
    sentence = _("More than one is called “%(text)s”.")
    remedy = _("Choose which one is meant; among many lines, write its ID instead: %(ids)s.")


class SubjectMissing(Malformed):
    code = "subject-missing"
    sentence = _("Nobody is named yet.")
    remedy = _("Type a username or the name of a group.")


class TooManySubjects(Malformed):
    code = "too-many-subjects"
    sentence = _("More than %(most)s names stand here.")
    remedy = _("Add them in parts, or map a group they are all in.")


def subjects_in(reading: Reading, kind: SubjectKind) -> tuple[UUID, ...]:
    """Read the subjects of new mappings, each once; mistakes are kept beside their fields."""
    one, lines = reading.text("subject"), reading.lines("more_subjects")
    if not one and not lines:
        reading.take("subject", _refuse_nobody)
    if len(lines) > MOST_SUBJECTS:
        reading.take("more_subjects", _refuse_so_many)
        return ()
    found = [reading.take("subject", lambda: subject_called(kind, one))] if one else []
    found += [reading.take("more_subjects", lambda line=line: subject_called(kind, line)) for line in lines]  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    return tuple(dict.fromkeys(id_ for id_ in found if id_ is not None))


def subject_called(kind: SubjectKind, text: str) -> UUID:
    """Return the id of whoever is called that; raises SubjectUnknown, SubjectUnlikeAny or SubjectAmbiguous."""
    found = called(kind, text)
    if len(found) == 1:
        return found[0].id
    if found:
        raise SubjectAmbiguous(text=shown(text), ids=", ".join(str(one.id) for one in found))
    suggested = [name for name, _words in suggestions(kind, text)]
    if suggested:
        raise SubjectUnknown(text=shown(text), suggested=", ".join(suggested))
    raise SubjectUnlikeAny(text=shown(text))


def called(kind: SubjectKind, text: str) -> tuple[Person | Group, ...]:
    """Return everyone, or every group, of that name or that id, to the letter; nobody who is disabled."""
    names = portal().lists.names
    found: Iterable[Person | Group]
    if (id_ := id_in(text)) is not None:
        known = names.names_for(Wanted(people=frozenset({id_}), groups=frozenset({id_})))
        found = known.people.values() if kind == "person" else known.groups.values()
    else:
        found = names.people_named(text) if kind == "person" else names.groups_named(text)
    return tuple(one for one in found if one.disabled_at is None)


def suggestions(kind: SubjectKind, text: str) -> tuple[Option, ...]:
    """Return names that hold a text, each with words that tell it apart."""
    names = portal().lists.names
    if kind == "person":
        people = names.people_like(text, limit=_MOST_SUGGESTED)
        return tuple((person.username.text, person_in_words(person)) for person in people)
    return tuple((group.name, group_in_words(group)) for group in names.groups_like(text, limit=_MOST_SUGGESTED))


def choices(kind: SubjectKind, text: str) -> tuple[Option, ...]:
    """Return those to choose among, where a name stands for several or an id was chosen: none otherwise."""
    found = called(kind, text) if text else ()
    if len(found) < 2 and id_in(text) is None:
        return ()
    return tuple((str(one.id), _apart(one)) for one in found)


def group_in_words(group: Group) -> str:
    """Say a group and where it comes from."""
    return gettext(_("%(name)s, from %(source)s")) % {"name": group.name, "source": group.source}


def _apart(one: Person | Group) -> str:
    if isinstance(one, Group):
        return f"{group_in_words(one)} ({one.external_id})"
    return f"{person_in_words(one)}, {one.email or one.role_session_name}"


def _refuse_nobody() -> None:
    raise SubjectMissing


def _refuse_so_many() -> None:
    raise TooManySubjects(most=MOST_SUBJECTS)
