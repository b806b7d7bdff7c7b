"""What `make hostile` attacks: each target by its name, and what the printed table calls it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.hostile.oidc.target import oidc_target
from tests.hostile.outcomes import Target
from tests.hostile.proxy.target import proxy_target
from tests.hostile.saml.target import saml_target


@dataclass(frozen=True, slots=True)
class Kind:
    """`begin` runs a portal with its files in a folder."""

    title: str
    begin: Callable[[Path], AbstractContextManager[Target]]


TARGETS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "oidc": Kind("the OpenID Connect callback", oidc_target),
        "proxy": Kind("the proofs of proxies", proxy_target),
        "saml": Kind("the SAML endpoint", saml_target),
    }
)
