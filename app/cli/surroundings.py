"""The environment of a portal in front of the embedded AWS: ordinary settings, and of the caller's only one."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.domain.refusals import THE_OPERATOR, Unavailable
from app.domain.words import _

if TYPE_CHECKING:
    from app.demo.aws import EmbeddedAws
    from app.demo.company_values import Company
    from app.demo.phone import Phone

NOTICE: Final = "AWS is simulated here: accounts, roles and consoles belong to a company that does not exist."
SECOND_APPROVAL: Final = "DOORSTEP_SECOND_APPROVAL"
_REGIONS: Final = ("eu-central-1", "us-gov-west-1")


class DemoNotInstalled(Unavailable):
    code = "demo-not-installed"
    sentence = _("The demo needs the package moto, which is not installed.")
    remedy = _("In a checkout, make demo installs it. Elsewhere install the wheel with its extra “demo”.")
    who = THE_OPERATOR


def embedded_aws() -> "tuple[Company, EmbeddedAws]":
    """Return the sample company and an AWS that is not started yet; raises DemoNotInstalled."""
    try:
        # Here and not above: the demo's AWS needs the extra `demo`, which a production portal does not have.
        from app.demo.aws import EmbeddedAws  # noqa: PLC0415 - an optional extra
        from app.demo.company import sample_company  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        raise DemoNotInstalled from error
    return sample_company(), EmbeddedAws()


def admins_phone() -> "Phone":
    """Return the phone of the sample company's admin, switched off yet; `embedded_aws` has found what it needs."""
    from app.demo.phone import Phone  # noqa: PLC0415 - an optional extra

    return Phone()


def aws_environment(aws: "EmbeddedAws", *, folder: Path) -> dict[str, str]:
    """Return what reaching the embedded AWS takes; writes credentials, one profile a partition, into `folder`."""
    credentials = folder / "credentials"
    credentials.touch(mode=0o600)
    credentials.write_text(_profiles(aws.portal_credentials), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("DOORSTEP_", "AWS_"))}
    return kept | {
        "DOORSTEP_AWS_REGIONS": ",".join(_REGIONS),
        "DOORSTEP_STS_ENDPOINTS": ",".join(f"{region}={aws.api_url}" for region in _REGIONS),
        "DOORSTEP_IAM_ENDPOINTS": ",".join(f"{region}={aws.api_url}" for region in _REGIONS),
        "DOORSTEP_ORGANIZATIONS_ENDPOINTS": ",".join(f"{region}={aws.api_url}" for region in _REGIONS),
        "DOORSTEP_SIGNIN_ENDPOINTS": ",".join(f"{region}={aws.signin_url}" for region in _REGIONS),
        "DOORSTEP_AWS_PROFILES": ",".join(f"{name}=demo-{name}" for name in aws.portal_credentials),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def portal_environment(aws: "EmbeddedAws", *, folder: Path, database_url: str, public_url: str) -> dict[str, str]:
    """Return what serving a portal in front of the embedded AWS takes."""
    asked = {SECOND_APPROVAL: os.environ[SECOND_APPROVAL]} if SECOND_APPROVAL in os.environ else {}
    return (
        aws_environment(aws, folder=folder)
        | asked
        | {
            "DOORSTEP_DATABASE_URL": database_url,
            "DOORSTEP_SECRET_KEY": secrets.token_urlsafe(48),
            "DOORSTEP_PUBLIC_URL": public_url,
            "DOORSTEP_CONSOLE_ORIGINS": aws.console_url,
            "DOORSTEP_NOTICE": NOTICE,
        }
    )


def _profiles(credentials: Mapping[str, tuple[str, str]]) -> str:
    return "\n".join(
        f"[demo-{partition}]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n"
        for partition, (key_id, secret) in credentials.items()
    )
