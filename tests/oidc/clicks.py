"""Somebody whom a provider vouches for opens a role: what they typed, the click, and the way through the provider."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import update

from app.domain.arns import RoleArn
from app.domain.ledger import Actor
from app.services.catalogue import Catalogue
from app.services.changes import Scribe
from app.storage.ids import new_id
from app.storage.registry import Registry
from app.storage.tables import web_session
from tests.click.joined import DEVELOPER, Joined
from tests.fixtures.aws import Clock
from tests.oidc.conftest import Caller
from tests.web.pages import Page

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
REASON = "TICKET-7: a full bucket"
TYPED = {"role_arn": DEVELOPER, "duration": "900", "reason": REASON}
BACK = f"/console?{urlencode({'role_arn': DEVELOPER, 'duration': '900'})}"


def map_developers(portal: Joined) -> None:
    """Map the provider's group to a role."""
    catalogue = Catalogue(changes=Registry(database=portal.database), scribe=Scribe(clock=Clock(), new_id=new_id))
    group = next(one for one in portal.ledger.events() if one.action == "group:added" and one.actor_id == "oidc:acme")
    assert group.parsed_body()["name"] == "crew"
    catalogue.add_mapping("group", "crew", RoleArn.parse(DEVELOPER), actor=Actor("operator", "root"))


def let_pass(portal: Joined, time: timedelta) -> None:
    """Let every web session have begun so much earlier."""
    with portal.database.write() as connection:
        connection.execute(update(web_session).values(created_at=datetime.now(UTC) - time))


def click(caller: Caller, **fields: str) -> tuple[int, str, str]:
    """Send the form that opens a console; return status, address and text of the answer."""
    answer = caller.visitor.post("/console", TYPED | fields | caller.visitor.token())
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def go_again(caller: Caller, text: str) -> str:
    """Follow the link of the page that asks for another sign-in, and return where it ends."""
    onward = Page(text).links["Sign in with Acme"]
    away = caller.visitor.get(onward)
    return caller.come_back(caller.provider.authorize(away.headers["Location"])).headers["Location"]
