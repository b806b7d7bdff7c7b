"""The settings of the proxy that stands before the portal and vouches for people: one table, for there is one."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_settings import NoDecode

from app.domain.proxies import Peers
from app.provider_settings import LONGEST_TIMEOUT, PROVIDER_NAME, Words, require_place_of_groups
from app.setting_values import address, authorities, in_words, pairs_of, parts_of, secure_address

Kind = Literal["alb", "cloudflare", "iap", "header"]
# What goes into the address of a key is taken from here, so nothing but a region's name fits.
_LOAD_BALANCER: Final = re.compile(
    r"arn:(aws[a-z-]*):elasticloadbalancing:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:loadbalancer/app/[^/\s]+/[^/\s]+"
)
_IAP_ISSUER: Final = "https://cloud.google.com/iap"
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_ANYWHERE: Final = frozenset({"kind", "name", "label", "peers", "logout_url"})
_SIGNED: Final = frozenset(
    {"audience", "keys_url", "username_claim", "display_name_claim", "email_claim", "groups_claim", "groups_required"}
    | {"required_claims", "mfa_acr", "mfa_amr", "ca_bundle", "timeout"}
)
_HEADERS: Final = frozenset({"header", "display_name_header", "email_header", "groups_header", "groups_separator"})
_HAS_EFFECT: Final[Mapping[Kind, frozenset[str]]] = MappingProxyType(
    {
        "alb": _ANYWHERE | _SIGNED | {"load_balancer", "issuer", "session_cookie"},
        "cloudflare": _ANYWHERE | _SIGNED | {"issuer"},
        "iap": _ANYWHERE | _SIGNED,
        "header": _ANYWHERE | _HEADERS,
    }
)
_NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        "alb": ("load_balancer", "issuer", "audience"),
        "cloudflare": ("issuer", "audience"),
        "iap": ("audience",),
        "header": ("header", "peers"),
    }
)


def _name(name: str) -> str:
    if not PROVIDER_NAME.fullmatch(name):
        raise ValueError("it is small letters and digits, a letter first, and not “mfa”")
    return name


def _peers(texts: tuple[str, ...]) -> tuple[str, ...]:
    in_words(Peers.parse, texts)
    return texts


def _load_balancer(arn: str) -> str:
    if not _LOAD_BALANCER.fullmatch(arn):
        raise ValueError("it is the ARN of an Application Load Balancer: arn:…:loadbalancer/app/NAME/ID")
    return arn


def _header(name: str) -> str:
    """No underscores: servers turn hyphens into them, and drop what has them already, so two names never become one."""
    if not _HEADER.fullmatch(name):
        raise ValueError("it is the name of a header: letters, digits and hyphens")
    return name


def _logout(url: str) -> str:
    if secure_address(url).fragment:
        raise ValueError("it is an address such as https://id.example.com/logout?client_id=doorstep")
    return url


Header = Annotated[str, AfterValidator(_header)]


class ProxySettings(BaseModel):
    """The proxy before the portal."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: Kind
    name: Annotated[str, AfterValidator(_name)] | None = None
    label: str = Field(min_length=1, max_length=60)
    load_balancer: Annotated[str, AfterValidator(_load_balancer)] | None = None
    issuer: Annotated[str, AfterValidator(address)] | None = None
    audience: str | None = Field(None, min_length=1)
    keys_url: Annotated[str, AfterValidator(address)] | None = None
    peers: Annotated[tuple[str, ...], NoDecode, BeforeValidator(parts_of), AfterValidator(_peers)] = ()
    header: Header | None = None
    display_name_header: Header | None = None
    email_header: Header | None = None
    groups_header: Header | None = None
    groups_separator: Literal[",", ";", "|"] = ","
    username_claim: str | None = None
    display_name_claim: str = "name"
    email_claim: str = "email"
    groups_claim: str | None = None
    groups_required: Literal["yes", "no"] = "no"
    required_claims: Annotated[dict[str, str], NoDecode, BeforeValidator(pairs_of)] = {}
    mfa_acr: Words = ()
    mfa_amr: Words | None = None
    logout_url: Annotated[str, AfterValidator(_logout)] | None = None
    session_cookie: Header = "AWSELBAuthSessionCookie"
    ca_bundle: Annotated[str, AfterValidator(authorities)] | None = None
    timeout: int = Field(LONGEST_TIMEOUT, ge=1, le=LONGEST_TIMEOUT)

    @model_validator(mode="after")
    def _fit_the_kind(self) -> Self:
        """A check that is left out, or written down and not made, would silently let strangers in."""
        missing = [name for name in _NEEDED[self.kind] if not getattr(self, name)]
        if missing:
            raise ValueError(f"kind {self.kind} needs {', '.join(missing)}")
        idle = sorted(self.model_fields_set - _HAS_EFFECT[self.kind])
        if idle:
            raise ValueError(f"{', '.join(idle)} has no effect with kind {self.kind}")
        if self.kind == "header" and any(peer.endswith("/0") for peer in self.peers):
            raise ValueError("peers names everybody: with kind header, whoever can connect from one can be anybody")
        require_place_of_groups(self.groups_required, "groups_claim", self.groups_claim)
        if self.kind == "alb" and self.keys_address is None:
            raise ValueError("in this partition the portal does not know where the keys are: keys_url says it")
        return self

    @property
    def way_name(self) -> str:
        """What stands behind `proxy:` in the ledger."""
        return self.name or self.kind

    @property
    def mfa_methods(self) -> tuple[str, ...]:
        """Which `amr` stand for a second factor: of a load balancer none unasked, for it signs what userinfo says."""
        if self.mfa_amr is None:
            return () if self.kind == "alb" else ("mfa",)
        return self.mfa_amr

    @property
    def people_issuer(self) -> str:
        """Whose subjects people are who come through it: who names them in a plain header signs nothing."""
        if self.kind == "header":
            return f"proxy:{self.way_name}"
        return self.issuer or _IAP_ISSUER

    @property
    def keys_address(self) -> str | None:
        """Where the keys are; for a load balancer each has its own page below. None where nobody says so.

        Sources: Elastic Load Balancing, "User claims encoding and signature verification"; Cloudflare One, "Validate
        JWTs"; Identity-Aware Proxy, "Securing your app with signed headers".
        """
        if self.keys_url is not None:
            return self.keys_url.rstrip("/")
        if self.kind == "cloudflare":
            return f"{str(self.issuer).rstrip('/')}/cdn-cgi/access/certs"
        if self.kind == "iap":
            return "https://www.gstatic.com/iap/verify/public_key-jwk"
        found = _LOAD_BALANCER.fullmatch(self.load_balancer or "")
        partition, region = found.groups() if found else ("", "")
        if partition == "aws-us-gov":
            return f"https://s3-{region}.amazonaws.com/aws-elb-public-keys-prod-{region}"
        return f"https://public-keys.auth.elb.{region}.amazonaws.com" if partition == "aws" else None
