"""A discovery that has ended: every account of the company scanned, and every role found that the portal holds."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import insert

from app.domain.accounts import Account
from app.domain.arns import RoleArn
from app.domain.discovery import Discovery, DiscoverySettings, FoundAccount, FoundRole, Scan
from app.domain.ledger import Actor
from app.storage.discovery_rows import found_account_columns, order_columns
from app.storage.engine import Database
from app.storage.errand_tables import discovery, discovery_account
from app.storage.ids import new_id
from tests.bench.scale_company import NOW, ScaleCompany


def add_discovery(database: Database, company: ScaleCompany) -> UUID:
    """Store it as if somebody had waited for it, and return its id."""
    settings = DiscoverySettings(partition="aws", read_role="DoorstepReadOnly")
    order = Discovery(
        id=new_id(), at=NOW, actor=Actor("operator", "bench"), settings=settings, state="ended", ended_at=NOW
    )
    arns: defaultdict[int, list[RoleArn]] = defaultdict(list)
    for number in range(company.sizes.roles):
        arns[number % company.sizes.accounts].append(RoleArn.parse(company.role_arn(number)))
    found = [_scanned(account, arns[place]) for place, account in enumerate(company.accounts)]
    with database.write() as connection:
        connection.execute(insert(discovery), order_columns(order))
        keys = [{"discovery_id": order.id, "account_id": one.account_id.text} for one in found]
        rows = [key | found_account_columns(one) for key, one in zip(keys, found, strict=True)]
        connection.execute(insert(discovery_account), rows)
    return order.id


def _scanned(account: Account, arns: list[RoleArn]) -> FoundAccount:
    roles = tuple(
        FoundRole(role_arn=arn, description="What the job needs", max_session_duration=3_600, tags={}) for arn in arns
    )
    scan = Scan(roles=roles, is_listed=True)
    # Called otherwise, so that there is something to find.
    name = f"{account.name}, renamed"
    return FoundAccount(account_id=account.account_id, name=name, tags=dict(account.tags), state="done", scan=scan)
