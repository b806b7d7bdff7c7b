"""What tests of conditions share: mappings that a test makes for itself in a joined portal, and what AWS heard."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from app.demo.aws import EmbeddedAws
from app.demo.seen import Seen
from app.domain.arns import RoleArn
from app.domain.conditions import Conditions
from app.domain.mappings import Mapping
from app.domain.people import Principal
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.click.joined import Joined
from tests.storage.company import OPERATOR


def principal_in(portal: Joined, username: str) -> Principal:
    """Somebody of the sample company."""
    with Registry(database=portal.database).change() as change:
        found = change.find_local_principal(username)
    assert found is not None
    return found


def map_to(
    portal: Joined,
    username: str,
    role_arn: str,
    conditions: Conditions | None = None,
    *,
    ends_in: timedelta | None = None,
) -> Mapping:
    """Map a person to a role of the sample company."""
    now, person_id = datetime.now(UTC), principal_in(portal, username).person_id
    with Registry(database=portal.database).change() as change:
        role = change.find_role(RoleArn.parse(role_arn))
        assert role is not None
        mapping = Mapping(
            new_id(),
            "allow",
            "person",
            person_id,
            "role",
            str(role.id),
            conditions=conditions or Conditions(),
            valid_until=now + ends_in if ends_in else None,
        )
        change.add_mapping(mapping, OPERATOR, now, "for the test")
    return mapping


def let_web_sessions_end_in(portal: Joined, time: timedelta) -> None:
    """Let every web session reach its absolute limit so soon."""
    ends = (datetime.now(UTC) + time).strftime("%Y-%m-%d %H:%M:%S.%f")
    with portal.database.write() as connection:
        connection.exec_driver_sql("UPDATE web_session SET expires_at = ?", (ends,))


def calls(aws: EmbeddedAws) -> list[Seen]:
    """The two calls of a click, as far as AWS heard of them."""
    return [seen for seen in aws.seen if seen.action in {"AssumeRole", "getSigninToken"}]


def policy_heard(seen: Seen) -> Any:  # Any: a JSON document
    """The inline session policy of an AssumeRole request."""
    return json.loads(unquote(seen.parameters["Policy"]))
