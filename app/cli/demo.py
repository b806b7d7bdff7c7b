"""doorstep demo: the portal with an embedded AWS and a sample company, on this machine only."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, Final

import click
import requests
from pydantic import SecretStr

from app.cli.sample import add_app, add_second_admin, fill_in
from app.cli.surroundings import SECOND_APPROVAL, admins_phone, embedded_aws, portal_environment
from app.domain.people import Username
from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _
from app.joints.records import records_of
from app.settings import DatabaseSettings
from app.storage.upgrade import upgrade

if TYPE_CHECKING:
    from app.demo.company_values import Company

PASSWORD: Final = "cobble and chain"  # noqa: S105 - of people who do not exist, on loopback only
ADMIN: Final = Username("ada")
# What browsers take `localhost` for, the one name that the demo's portal and AWS have.
_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_READY_SECONDS: Final = 20


class DemoDidNotStart(Unavailable):
    code = "demo-did-not-start"
    sentence = _("The portal did not start. It said:\n%(log)s")
    remedy = _("If the address is in use, take another: doorstep demo --bind 127.0.0.1:8080")
    who = THE_OPERATOR


class AddressInUse(Unavailable):
    code = "address-in-use"
    sentence = _("%(bind)s is in use, or may not be used.")
    remedy = _("Take another address: doorstep demo --bind 127.0.0.1:8080")
    who = THE_OPERATOR


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
def demo(bind: str) -> None:
    """Serve the portal with an embedded AWS and a sample company; nothing of it is kept."""
    host, _colon, port = bind.rpartition(":")
    if host not in _HOSTS or not port.isdigit():
        raise click.UsageError(f"--bind takes localhost, 127.0.0.1 or [::1] and a port, such as 127.0.0.1:8000: {bind}")
    _require_free(host.strip("[]"), int(port), bind)
    _end_on_sigterm()
    company, aws = embedded_aws()
    with aws, admins_phone() as phone, TemporaryDirectory(prefix="doorstep-demo-") as folder:
        aws.load(company)
        database_url = f"sqlite:///{folder}/doorstep.db"
        upgrade(database_url, report=lambda _line: None)
        records = records_of(DatabaseSettings(database_url=SecretStr(database_url), second_approval="no"))
        fill_in(records, company, password=PASSWORD)
        public_url = f"http://localhost:{port}"
        environment = portal_environment(aws, folder=Path(folder), database_url=database_url, public_url=public_url)
        second = add_second_admin(records) if environment.get(SECOND_APPROVAL) == "yes" else None
        admins = (ADMIN, second) if second else (ADMIN,)
        add_app(records, admins, secret=phone.secret, secret_key=environment["DOORSTEP_SECRET_KEY"])
        log = Path(folder) / "portal.log"
        _serve(bind, environment, log, welcome=lambda: _welcome(company, public_url, phone.url, log, second))


def _serve(bind: str, environment: Mapping[str, str], log: Path, *, welcome: Callable[[], None]) -> None:
    """Run `doorstep serve` beside the embedded AWS until either ends; it is always stopped by its own process id."""
    command = [sys.executable, "-m", "app", "serve", "--bind", bind]
    with log.open("wb") as lines:
        server = subprocess.Popen(command, env=dict(environment), cwd="/", stderr=lines)  # noqa: S603 - our own command, no shell
    try:
        _wait_until_ready(server, f"{environment['DOORSTEP_PUBLIC_URL']}/readyz", log)
        welcome()
        server.wait()
    except KeyboardInterrupt:
        click.echo("\nThe demo ends.")
    finally:
        # At once: browsers keep connections open in silence, for which a graceful stop would wait.
        server.send_signal(signal.SIGINT)
        server.wait()


def _wait_until_ready(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if _answers(address):
            return
        time.sleep(0.02)
    raise DemoDidNotStart(log=log.read_text(encoding="utf-8", errors="replace"))


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=1, proxies={"http": ""}).status_code == 200
    except requests.RequestException:
        return False


def _require_free(host: str, port: int, bind: str) -> None:
    """Raise AddressInUse: whoever listens there already would be taken for the demo's portal."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return
    except OSError as error:
        raise AddressInUse(bind=bind) from error


def _welcome(company: "Company", public_url: str, phone_url: str, log: Path, second: Username | None) -> None:
    click.echo(f"\n  {company.name} is open at {public_url}\n\n  Everybody's password: {PASSWORD}\n")
    for person in company.people:
        click.echo(f"    {person.username}\n      {person.about}")
    if second:
        click.echo(f"\n  Changes need a second admin: {second} is one as well, and {ADMIN}'s codes are good for both.")
    click.echo(f"\n  {ADMIN}'s authenticator app shows its codes at {phone_url}")
    click.echo(f"\n  AWS is simulated. The portal's log: {log}\n  Ctrl-C ends the demo; nothing is kept.\n")


def _end_on_sigterm() -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
