"""What a file calls people, groups and accounts, looked up among what the portal holds."""

from collections import defaultdict
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from uuid import UUID

from app.domain.accounts import Account
from app.domain.interchange import Holdings, NamedSelector, SubjectName, WrittenMapping
from app.domain.mappings import Mapping, SubjectKind
from app.domain.names import shown
from app.domain.selectors import AccountSet, Selector

Subject = tuple[SubjectKind, UUID]
AccountKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing, or not one thing, is called so: what is wrong, and what to do."""

    what: str
    remedy: str


class SubjectNames:
    """The people and groups that the portal holds, by what files call them."""

    def __init__(self, held: Holdings) -> None:
        self._found: defaultdict[tuple[str, ...], list[Subject]] = defaultdict(list)
        self._mailed = {person.email: person.username.text for person in held.people if person.email}
        self._vouched_for = held.vouched_for
        self._groups = {group.id: group.name for group in held.groups}
        for person in held.people:
            self._found["person", person.username.text].append(("person", person.id))
        for group in held.groups:
            self._found["group", group.name].append(("group", group.id))
            self._found["group", group.source, group.external_id].append(("group", group.id))

    def find(self, written: WrittenMapping, known: Mapping | None) -> Subject | Unknown:
        """Return who is meant; of several of one name it is the one that the mapping has already.

        Somebody of a provider is only meant where the file says that it names a person: else whoever chooses a username
        there could be taken for a group that is not known here yet.
        """
        found = [subject for key in _keys_of(written.subject) for subject in self._found[key]]
        same = [subject for subject in found if known is not None and subject[1] == known.subject_id]
        called = shown(written.subject.name or written.subject.external_id or "")
        if len(found) == 1 and written.subject.kind is None and found[0][1] in self._vouched_for:
            what = f"“{called}” is somebody of an identity provider, and the file does not say that it names a person."
            return Unknown(what, "Import a table (CSV) with the column subject_kind, or add the mapping by hand.")
        if len(found) == 1 or same:
            return (same or found)[0]
        if found:
            what = f"Several have the name “{called}”."
            if all(kind == "person" for kind, _id in found):
                return Unknown(what, "A file cannot say which of them: add the mapping by hand, or map a group.")
            return Unknown(what, "Name a group by source and external_id, in a file of Doorstep's own.")
        return self._stranger(written.subject, called)

    def other_name_of(self, written: WrittenMapping, subject: Subject) -> str | None:
        """Return what a group is called, where the file names it by its id and calls it something else."""
        name, external_id = written.subject.name, written.subject.external_id
        known = self._groups.get(subject[1])
        return known if external_id is not None and name and known != name else None

    def _stranger(self, subject: SubjectName, called: str) -> Unknown:
        username = self._mailed.get(subject.name) if subject.kind != "group" else None
        what = f"There is no {subject.kind or 'person or group'} called “{called}”"
        if username is not None:
            return Unknown(f"{what}, but that is an e-mail address of “{username}”.", "Write the username.")
        return Unknown(f"{what}.", "Add it first, or correct the name.")


def selector_of(named: NamedSelector, accounts: ReadOnly[AccountKey, Account], id_: UUID) -> Selector:
    """Return the selector, all of whose listed accounts are there."""
    chosen = AccountSet("all")
    if named.listed:
        chosen = AccountSet.listed(frozenset(accounts[key].id for key in named.listed))
    elif named.tags:
        chosen = AccountSet.tagged(dict(named.tags))
    return Selector(id_, named.pattern, chosen)


def _keys_of(subject: SubjectName) -> tuple[tuple[str, ...], ...]:
    if subject.source is not None and subject.external_id is not None:
        return (("group", subject.source, subject.external_id),)
    kinds = (subject.kind,) if subject.kind else ("person", "group")
    return tuple((kind, subject.name) for kind in kinds)
