"""What an import file says: accounts, roles and mappings, each with its line, and every line that cannot be used."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from app.domain.accounts import Account, Role
from app.domain.arns import RoleArn
from app.domain.conditions import Conditions
from app.domain.mappings import Effect, Mapping, PortalTarget, SubjectKind
from app.domain.naming import Names
from app.domain.people import Group, Person
from app.domain.refusals import AN_ADMIN, Malformed
from app.domain.selectors import RolePattern, Selector
from app.domain.words import _

# What kind of file it is: our own, what ConsoleMe is configured with, or a table.
FileKind = Literal["doorstep", "consoleme", "csv"]
FileFormat = Literal["yaml", "json"]
LARGEST_FILE: Final = 8 * 1024 * 1024
# What is read from a file has no id before the import has looked for it.
NOT_FOUND_YET: Final = UUID(int=0)


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """A line that cannot be used: what is wrong with it, and what to do."""

    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what} {self.remedy}".rstrip()


class ImportRefused(Malformed):
    """Some lines cannot be used; `flaws` holds every one of them."""

    code = "import-refused"
    sentence = _("%(count)s lines of the file cannot be used, so nothing was changed:\n%(flaws)s")
    remedy = _("Correct these lines and import the file again.")
    who = AN_ADMIN

    def __init__(self, *, flaws: tuple[Flaw, ...]) -> None:
        self.flaws = flaws
        super().__init__(count=len(flaws), flaws="\n".join(map(str, flaws)))


class PruneRefused(Malformed):
    """What such a file does not name may be there all the same."""

    code = "prune-refused"
    sentence = _("Only Doorstep's own files tell everything that there is, so nothing can be disabled by another file.")
    remedy = _("Import it without that, and disable by hand what is not wanted any more.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectName:
    """What a file calls a subject: a person by username, a group by name, or by source and external id.

    `kind` is None where the file does not tell people from groups.
    """

    kind: SubjectKind | None
    name: str
    source: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class NamedSelector:
    """A pattern of role names in accounts: `listed` holds pairs of partition and account id; neither means all."""

    pattern: RolePattern
    listed: frozenset[tuple[str, str]] = frozenset()
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenAccount:
    """An account as a file describes it, with no id of its own."""

    line: int
    account: Account
    disabled: bool


@dataclass(frozen=True, slots=True)
class WrittenRole:
    """A role as a file describes it; its account has only a partition and an account id."""

    line: int
    role: Role
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMapping:
    """A mapping as a file describes it, by names."""

    line: int
    id: UUID | None
    effect: Effect
    subject: SubjectName
    target: RoleArn | PortalTarget | NamedSelector
    conditions: Conditions
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Everything that a file says. `left_out` names what its format has and Doorstep has not."""

    kind: FileKind = "doorstep"
    accounts: tuple[WrittenAccount, ...] = ()
    roles: tuple[WrittenRole, ...] = ()
    mappings: tuple[WrittenMapping, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    left_out: tuple[Flaw, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether what it does not name is meant not to be there."""
        return self.kind == "doorstep"

    @property
    def implies_roles(self) -> bool:
        """Whether a role that it only names by ARN, and the role's account, are to be added where they are missing."""
        return self.kind != "doorstep"

    @property
    def passes_over_strangers(self) -> bool:
        """Whether a subject that nobody knows is left out, and does not stop the import."""
        return self.kind == "consoleme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What the portal holds at one moment, disabled things included.

    `vouched_for` has the ids of the people whom identity providers vouch for: they choose their names elsewhere.
    """

    accounts: tuple[Account, ...]
    roles: tuple[Role, ...]
    mappings: tuple[Mapping, ...]
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    vouched_for: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class NamedMapping:
    """A mapping with the names of everything that it refers to."""

    mapping: Mapping
    names: Names


Piece = Account | Role | NamedMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a file speaks of: names of people and groups, ids that their sources give groups, roles and mappings."""

    names: frozenset[str]
    group_ids: frozenset[str]
    role_arns: frozenset[str]
    mapping_ids: frozenset[UUID]


def sought_by(written: Written) -> Sought:
    """Return what has to be known of the portal to compare it with a file."""
    subjects = [one.subject for one in written.mappings]
    targets = [one.target for one in written.mappings]
    arns = {one.role.role_arn.text for one in written.roles}
    return Sought(
        names=frozenset(one.name for one in subjects if one.external_id is None),
        group_ids=frozenset(one.external_id for one in subjects if one.external_id is not None),
        role_arns=frozenset(arns | {target.text for target in targets if isinstance(target, RoleArn)}),
        mapping_ids=frozenset(one.id for one in written.mappings if one.id is not None),
    )


def chosen_by(selector: Selector) -> tuple[object, ...]:
    """Return which roles a selector stands for, whatever its id."""
    accounts = selector.accounts
    return selector.pattern.text, accounts.kind, accounts.ids, tuple(sorted(accounts.tags.items()))


def said_by(mapping: Mapping) -> tuple[object, ...]:
    """Return what a mapping says, whatever its id."""
    target = chosen_by(mapping.selector) if mapping.selector else mapping.target_id
    about = (mapping.effect, mapping.subject_kind, mapping.subject_id, mapping.target_kind, target)
    return (*about, mapping.conditions, mapping.valid_from, mapping.valid_until)
