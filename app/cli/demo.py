"""doorstep demo: the portal with an embedded AWS and a sample company, on this machine only."""

import os
import secrets
import signal
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

from app.cli.sample import fill_in
from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _
from app.factory import records_of
from app.setting_values import is_loopback
from app.settings import DatabaseSettings
from app.storage.upgrade import upgrade

if TYPE_CHECKING:
    from app.demo.aws import EmbeddedAws
    from app.demo.company_values import Company

PASSWORD: Final = "cobble and chain"  # noqa: S105 - of people who do not exist, on loopback only
NOTICE: Final = "AWS is simulated here: accounts, roles and consoles belong to a company that does not exist."
_READY_SECONDS: Final = 20


class DemoNotInstalled(Unavailable):
    code = "demo-not-installed"
    sentence = _("The demo needs the package moto, which is not installed.")
    remedy = _("Install the extra: pip install 'doorstep[demo]'. In a checkout, make demo does it.")
    who = THE_OPERATOR


class DemoDidNotStart(Unavailable):
    code = "demo-did-not-start"
    sentence = _("The portal did not start.")
    remedy = _("Its messages are above. If the address is in use, take another: doorstep demo --bind 127.0.0.1:8080")
    who = THE_OPERATOR


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
def demo(bind: str) -> None:
    """Serve the portal with an embedded AWS and a sample company; nothing of it is kept."""
    host, _colon, port = bind.rpartition(":")
    if not is_loopback(host.strip("[]")) or not port.isdigit():
        raise click.UsageError(f"--bind takes a loopback address and a port, such as 127.0.0.1:8000, not {bind}")
    _end_on_sigterm()
    company, aws = embedded_aws()
    with aws, TemporaryDirectory(prefix="doorstep-demo-") as folder:
        aws.load(company)
        database_url = f"sqlite:///{folder}/doorstep.db"
        upgrade(database_url, report=lambda _line: None)
        fill_in(records_of(DatabaseSettings(database_url=SecretStr(database_url))), company, password=PASSWORD)
        public_url = f"http://localhost:{port}"
        environment = environment_for(aws, folder=Path(folder), database_url=database_url, public_url=public_url)
        _serve(bind, environment, lambda: _welcome(company, public_url))


def environment_for(aws: "EmbeddedAws", *, folder: Path, database_url: str, public_url: str) -> dict[str, str]:
    """Return the environment of a portal whose AWS is the embedded one: ordinary settings, and nothing of the caller's.

    Writes the portal's credentials, one profile a partition, into `folder`.
    """
    credentials = folder / "credentials"
    credentials.touch(mode=0o600)
    credentials.write_text(_profiles(aws.portal_credentials), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("DOORSTEP_", "AWS_"))}
    regions = ("eu-central-1", "us-gov-west-1")
    return kept | {
        "DOORSTEP_DATABASE_URL": database_url,
        "DOORSTEP_SECRET_KEY": secrets.token_urlsafe(48),
        "DOORSTEP_PUBLIC_URL": public_url,
        "DOORSTEP_AWS_REGIONS": ",".join(regions),
        "DOORSTEP_STS_ENDPOINTS": ",".join(f"{region}={aws.api_url}" for region in regions),
        "DOORSTEP_SIGNIN_ENDPOINTS": ",".join(f"{region}={aws.signin_url}" for region in regions),
        "DOORSTEP_AWS_PROFILES": ",".join(f"{name}=demo-{name}" for name in aws.portal_credentials),
        "DOORSTEP_CONSOLE_ORIGINS": aws.console_url,
        "DOORSTEP_NOTICE": NOTICE,
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def embedded_aws() -> "tuple[Company, EmbeddedAws]":
    """Return the sample company and an AWS that is not started yet; raises DemoNotInstalled."""
    try:
        # Here and not above: the demo's AWS needs the extra `demo`, which a production portal does not have.
        from app.demo.aws import EmbeddedAws  # noqa: PLC0415 - an optional extra
        from app.demo.company import sample_company  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        raise DemoNotInstalled from error
    return sample_company(), EmbeddedAws()


def _profiles(credentials: Mapping[str, tuple[str, str]]) -> str:
    return "\n".join(
        f"[demo-{partition}]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n"
        for partition, (key_id, secret) in credentials.items()
    )


def _serve(bind: str, environment: Mapping[str, str], welcome: Callable[[], None]) -> None:
    """Run `doorstep serve` beside the embedded AWS until either ends; it is always stopped by its own process id."""
    command = [sys.executable, "-m", "app", "serve", "--bind", bind]
    server = subprocess.Popen(command, env=dict(environment), cwd="/")  # noqa: S603 - our own command, no shell
    try:
        _wait_until_ready(server, f"{environment['DOORSTEP_PUBLIC_URL']}/readyz")
        welcome()
        server.wait()
    except KeyboardInterrupt:
        click.echo("\nThe demo ends.")
    finally:
        server.terminate()
        server.wait()


def _wait_until_ready(server: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if _answers(address):
            return
        time.sleep(0.02)
    raise DemoDidNotStart


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=1, proxies={"http": ""}).status_code == 200
    except requests.ConnectionError:
        return False


def _welcome(company: "Company", public_url: str) -> None:
    click.echo(f"\n  {company.name} is open at {public_url}\n\n  Everybody's password: {PASSWORD}\n")
    for person in company.people:
        click.echo(f"    {person.username:<12} {person.about}")
    click.echo("\n  AWS is simulated. Ctrl-C ends the demo; nothing is kept.\n")


def _end_on_sigterm() -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
