"""What the pages at scale are asked about: the biggest of each kind, a change, a proposal, and questions to answer."""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from app.domain.access_tests import AccessTest
from app.domain.admins import Operator
from app.domain.drafts import Draft, Proposal, changed
from app.domain.durations import Duration
from app.domain.ledger_search import LedgerFilter
from app.domain.mappings import Mapping
from app.joints.editing import editing_of
from app.storage.engine import Database
from app.storage.histories import HistoryStore
from app.storage.ids import new_id
from app.storage.ledger_search import LedgerSearch
from app.storage.registry import Registry
from tests.bench.page_break_glass import add_break_glass
from tests.bench.page_discovery import add_discovery
from tests.bench.scale_company import ScaleCompany, id_of

_OPERATOR = Operator("bench")
_PERSON, _OTHER, _ROLE, _ACCOUNT = (
    id_of(*one) for one in (("person", 17), ("person", 18), ("role", 7), ("account", 7))
)
_CHANGED = id_of("mapping", 7)
_IDENTITY = id_of("identity", 19)


def samples_in(database_url: str, company: ScaleCompany) -> ReadOnly[str, str]:
    """Return a value for each argument of an address, after changing a mapping and proposing to change it again."""
    database = Database(url=database_url)
    try:
        _change(database)
        proposal = _propose(database)
        discovery_id = add_discovery(database, company)
        test_id = _expect(database)
        use_id = add_break_glass(database, UUID(_IDENTITY))
        (event, *_others) = LedgerSearch(database=database).page(LedgerFilter(), size=1).entries
    finally:
        database.close()
    return {
        "person_id": _PERSON,
        "group_id": id_of("group", 0),
        "account_row_id": _ACCOUNT,
        "role_id": _ROLE,
        "mapping_id": _CHANGED,
        "kind": "mapping",
        "thing_id": _CHANGED,
        "proposal_id": str(proposal.id),
        "event_id": str(event.id),
        "discovery_id": str(discovery_id),
        "identity_id": _IDENTITY,
        "use_id": str(use_id),
        "test_id": str(test_id),
    }


def queries_of(rule: str, company: ScaleCompany) -> Iterator[str]:
    """Return what an address is asked besides its path; one that answers without a question is asked so as well."""
    arn = company.role_arn(7)
    questions = {
        "/admin/answers/person": ("person=person00001",),
        "/admin/answers/role": ("role=ReadOnly",),
        "/admin/answers/account": ("account=Product+7",),
        "/admin/answers/why": (f"person={_PERSON}&role={_ROLE}",),
        "/admin/answers/difference": (f"person={_PERSON}&other={_OTHER}",),
        "/admin/answers/difference/answer.csv": (f"person={_PERSON}&other={_OTHER}",),
        "/admin/history/<kind>/<uuid:thing_id>/comparison": ("left=1&right=2",),
        "/admin/role-health/several": (f"roles={_ROLE}",),
        "/admin/history/<kind>/<uuid:thing_id>/saved": ("version=2",),
    }
    searches = {
        "/admin/accounts": ("q=prod", "q=nothing-like-it", "state=disabled"),
        "/admin/groups": ("q=group4", "q=nothing-like-it", "state=disabled"),
        "/admin/groups/<uuid:group_id>": ("q=person09", "q=nothing-like-it"),
        "/admin/ledger": (f"person_id={_PERSON}", f"role_arn={arn}", "action=mapping%3Achanged", "outcome=failed"),
        "/admin/mappings": (
            *("q=person000017", f"q={arn}", "q=nothing-like-it", f"subject={_PERSON}", f"role={_ROLE}"),
            *(f"account={_ACCOUNT}", "effect=deny", "state=disabled", "state=ended", "target=portal"),
            *("condition=networks", "condition=mfa&effect=deny", "effect=deny&target=portal"),
        ),
        "/admin/mappings/matches": ("target_kind=selector&pattern=*&accounts=all",),
        "/admin/mappings/roles": ("role=ReadOnly",),
        "/admin/mappings/subjects": ("subject=person0000",),
        "/admin/people": ("q=son0999", "q=nothing-like-it", "state=disabled"),
        "/admin/role-health": ("q=ReadOnly", "q=nothing-like-it"),
        "/admin/roles": ("q=ReadOnly", "q=nothing-like-it", "state=disabled"),
    }
    yield from questions.get(rule, ("", *searches.get(rule, ())))


def _change(database: Database) -> None:
    editing_of(database, second_approval=False).drafts.save(_OPERATOR, _draft(database, 7_200))


def _expect(database: Database) -> UUID:
    test = AccessTest(new_id(), UUID(_PERSON), UUID(_ROLE), expected=False, note="", created_at=datetime.now(UTC))
    with Registry(database=database).change() as change:
        change.add_test(test)
    return test.id


def _propose(database: Database) -> Proposal:
    proposed = editing_of(database, second_approval=True).drafts.save(_OPERATOR, _draft(database, 3_600))
    if not isinstance(proposed, Proposal):
        raise TypeError("a change counts without a second admin")
    return proposed


def _draft(database: Database, seconds: int) -> Draft:
    mapping = HistoryStore(database=database).find("mapping", UUID(_CHANGED))
    if not isinstance(mapping, Mapping):
        raise LookupError(_CHANGED)
    conditions = replace(mapping.conditions, max_console_duration=Duration(seconds))
    return Draft((changed(mapping, replace(mapping, conditions=conditions)),), "To be measured")
