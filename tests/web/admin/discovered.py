"""A discovery that has ended, as it is stored; what it found is the test's."""

import re
from dataclasses import replace
from datetime import timedelta

from app.domain.arns import AccountId, RoleArn
from app.domain.discovery import Claim, Discovery, DiscoverySettings, FoundAccount, FoundRole, Scan
from app.domain.trust_readings import Admission
from app.storage.discoveries import DiscoveryStore
from app.storage.ids import new_id
from tests.storage.company import event_of
from tests.web.visitor import Visitor
from tests.web.world import OPERATOR, World

TICKETING, PAYMENTS, WAREHOUSE = "111122223333", "444455556666", "777788889999"
SETTINGS = DiscoverySettings(partition="aws", read_role="DoorstepReadOnly")


def found_role(account_id: str, name: str, *, trusted: bool = True, **fields: object) -> FoundRole:
    """A role in AWS whose trust policy names the portal, unless told."""
    role_arn = RoleArn.parse(f"arn:aws:iam::{account_id}:role/{name}")
    found = FoundRole(role_arn=role_arn, description="", max_session_duration=3600, tags={})
    changed = replace(found, admission=Admission(trusted, trusted))
    return replace(changed, **fields)  # type: ignore[arg-type]  # the names are checked when the test runs


def found_account(account_id: str, name: str, *roles: FoundRole, **fields: object) -> FoundAccount:
    """An account in AWS that was read to the end."""
    scan = Scan(roles=roles, is_listed=True)
    found = FoundAccount(account_id=AccountId(account_id), name=name, tags={}, state="done", scan=scan)
    return replace(found, **fields)  # type: ignore[arg-type]  # the names are checked when the test runs


def as_held() -> tuple[FoundRole, ...]:
    """The roles of Ticketing as the portal holds them."""
    developer = found_role(TICKETING, "Developer", max_session_duration=8 * 3600, description="Build and deploy")
    return developer, found_role(TICKETING, "ReadOnly")


def discovered(world: World, *accounts: FoundAccount, **fields: object) -> str:
    """Store a discovery that found these accounts; return the address of its page."""
    store, now = DiscoveryStore(database=world.database), world.clock()
    order = Discovery(id=new_id(), at=now, actor=OPERATOR, settings=SETTINGS)
    claim = Claim(new_id(), now, now + timedelta(minutes=1))
    store.add(order, event_of())
    store.claim_listing(order.id, claim, event_of())
    ended = replace(order, state="ended", portal_identity="arn:aws:iam::999988887777:user/doorstep")
    store.settle_listing(replace(ended, **fields), accounts, claim, event_of())  # type: ignore[arg-type]  # as above
    return f"/admin/discovery/{order.id}"


def boxes(page: str, *, ticked: bool | None = None) -> dict[str, str]:
    """The boxes of a page of findings by their titles: name and value in one, those that are ticked or not, or all."""
    pattern = (
        r'name="(take-[^"]+)" value="(\d+)"( checked)?>\s*<strong>([^<]+)</strong><span class="unseen"> in ([^<]+)<'
    )
    found = re.findall(pattern, page)
    return {
        f"{title} in {where}": f"{name}={value}"
        for name, value, checked, title, where in found
        if ticked is None or bool(checked) == ticked
    }


def fields_of(*boxes: str) -> dict[str, str]:
    """The fields of these boxes."""
    return dict(one.split("=") for one in boxes)


def previewed(admin: Visitor, path: str, *boxes: str, **fields: str) -> str:
    """Send the form with these boxes ticked; return the page of the preview."""
    answer = admin.post(f"{path}/findings", admin.token() | {"sent": "yes"} | fields_of(*boxes) | fields)
    assert answer.status_code == 200, answer.text
    return answer.text
