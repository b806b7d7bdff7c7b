"""The environment and the settings file, read once into frozen settings; nonsense keeps the portal from starting."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError
from requests.utils import should_bypass_proxies

from app.domain.regions import Regions
from app.domain.sources import Source, Sources
from app.ldap_settings import LdapSettings
from app.notice_settings import NoticeSettings
from app.oidc_settings import OidcSettings
from app.provider_settings import provider_names
from app.proxy_settings import ProxySettings
from app.saml_settings import SamlSettings
from app.scim_settings import ScimSettings, require_providers
from app.setting_values import (
    endpoints_by_region,
    known_database,
    long_enough,
    networks,
    origin,
    origins,
    pairs_of,
    partition_profiles,
    parts_of,
    readable_file,
    region_codes,
    stolen_passwords,
    with_secret_of_file,
)
from app.settings_file import SettingsFileUnreadable, read_settings_file
from app.settings_mistakes import NESTED, PREFIX, line_of, stranger

CONFIG_FILE: Final = PREFIX + "CONFIG_FILE"
# Kubernetes sets these in every container beside a service that is called "doorstep".
_OF_KUBERNETES: Final = re.compile(r"DOORSTEP_(SERVICE_(HOST|PORT\w*)|PORT(_\w+)?)")


class SettingsRefused(Exception):
    """The environment cannot be used; the text says which setting is wrong and why, one a line, without its value."""


Kind = TypeVar("Kind", bound="_Environment")
Parts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(parts_of)]
Pairs = Annotated[dict[str, str], NoDecode, BeforeValidator(pairs_of)]


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=NESTED,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic hands it over: there is no .env here
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise: no folder of secrets
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file; a command takes from either only what it needs."""
        said = read_settings_file(os.environ.get(CONFIG_FILE))
        needed = {name: value for name, value in said.items() if name in settings_cls.model_fields}
        return init_settings, env_settings, InitSettingsSource(settings_cls, needed)


class UpgradeSettings(_Environment):
    """What an upgrade of the database needs."""

    database_url: Annotated[SecretStr, AfterValidator(known_database)] = SecretStr("sqlite:///doorstep.db")


class DatabaseSettings(UpgradeSettings):
    """What the commands need that only read or write the database."""

    oidc: Annotated[dict[str, OidcSettings], AfterValidator(provider_names)] = {}
    ldap: Annotated[dict[str, LdapSettings], AfterValidator(provider_names)] = {}
    saml: Annotated[dict[str, SamlSettings], AfterValidator(provider_names)] = {}
    proxy: ProxySettings | None = None
    scim: Annotated[dict[str, ScimSettings], AfterValidator(provider_names)] = {}
    second_approval: Literal["yes", "no"] = "no"
    breached_passwords_file: Annotated[str, AfterValidator(stolen_passwords)] | None = None

    @model_validator(mode="after")
    def _tell_issuers_apart(self) -> Self:
        rivals = self.sources.find_rivals()
        if rivals is not None:
            raise ValueError(f"{rivals[0]} and {rivals[1]} have one issuer, and would share its people: keep one")
        require_providers(self.scim, self.sources)
        return self

    @property
    def sources(self) -> Sources:
        """Whose memberships and web sessions count; a new kind of provider joins here."""
        providers = [Source(f"oidc:{name}", one.issuer) for name, one in self.oidc.items()]
        # A directory's issuer is its name here, wherever its servers and its people move.
        providers += [Source(f"ldap:{name}", f"ldap:{name}") for name in self.ldap]
        providers += [Source(f"saml:{name}", one.entity_id) for name, one in self.saml.items()]
        if self.proxy is not None:
            providers.append(Source(f"proxy:{self.proxy.way_name}", self.proxy.people_issuer))
        return Sources((*providers, *(Source(f"scim:{name}") for name in self.scim)))

    @property
    def needs_second_admin(self) -> bool:
        """Whether a second admin must approve a change before it counts."""
        return self.second_approval == "yes"

    @property
    def stolen_passwords(self) -> Path | None:
        """Where the list of stolen passwords is, if there is one."""
        return Path(self.breached_passwords_file) if self.breached_passwords_file else None


class AwsSettings(_Environment):
    """What speaking to AWS needs. AWS's own variables (AWS_PROFILE, AWS_ACCESS_KEY_ID, …) are boto3's affair."""

    aws_regions: Annotated[Parts, AfterValidator(region_codes)] = Field(min_length=1)
    sts_endpoints: Annotated[Pairs, AfterValidator(endpoints_by_region)] = {}
    signin_endpoints: Annotated[Pairs, AfterValidator(endpoints_by_region)] = {}
    iam_endpoints: Annotated[Pairs, AfterValidator(endpoints_by_region)] = {}
    organizations_endpoints: Annotated[Pairs, AfterValidator(endpoints_by_region)] = {}
    caller_is_chained: Literal["auto", "yes", "no"] = "auto"
    aws_profiles: Annotated[Pairs, AfterValidator(partition_profiles)] = {}
    aws_ca_bundle: Annotated[str, AfterValidator(readable_file)] | None = Field(None, validation_alias="AWS_CA_BUNDLE")
    https_proxy: str | None = Field(None, validation_alias="HTTPS_PROXY", repr=False)
    no_proxy: str = Field("", validation_alias="NO_PROXY")

    @model_validator(mode="after")
    def _name_only_what_is_served(self) -> Self:
        """An endpoint or a profile without its region would silently have no effect."""
        for name, endpoints in self._endpoints:
            strangers = sorted(set(endpoints) - set(self.aws_regions))
            if strangers:
                raise ValueError(f"DOORSTEP_{name}_ENDPOINTS names {strangers[0]}, which DOORSTEP_AWS_REGIONS does not")
        partitions = {partition.name for partition in self.regions.partitions}
        unserved = sorted(set(self.aws_profiles) - partitions)
        if unserved:
            raise ValueError(f"DOORSTEP_AWS_PROFILES names {unserved[0]}, of which DOORSTEP_AWS_REGIONS has no region")
        return self

    @property
    def regions(self) -> Regions:
        return Regions.of(self.aws_regions)

    @property
    def _endpoints(self) -> tuple[tuple[str, dict[str, str]], ...]:
        return (
            ("STS", self.sts_endpoints),
            ("SIGNIN", self.signin_endpoints),
            ("IAM", self.iam_endpoints),
            ("ORGANIZATIONS", self.organizations_endpoints),
        )

    def proxy_for(self, url: str) -> str | None:
        """Return the proxy to reach an https address through, or None. Reads no environment: asked at start only."""
        if self.https_proxy is None or not url.startswith("https://") or should_bypass_proxies(url, self.no_proxy):
            return None
        return self.https_proxy


class ErrandSettings(DatabaseSettings, AwsSettings):
    """What the portal's own errands need."""


class UrlSettings(ErrandSettings):
    """What opening a console needs."""

    public_url: Annotated[str, AfterValidator(origin)]


class Settings(UrlSettings):
    """Everything that serving needs."""

    secret_key: Annotated[SecretStr, AfterValidator(long_enough)]
    secret_key_file: str | None = None
    secret_key_fallbacks: Annotated[
        tuple[Annotated[SecretStr, AfterValidator(long_enough)], ...], NoDecode, BeforeValidator(parts_of)
    ] = ()
    console_origins: Annotated[Parts, AfterValidator(origins)] = ()
    admin_proof_minutes: int = Field(15, ge=1, le=240)
    notice: str | None = Field(None, max_length=500)
    trusted_proxies: Annotated[Parts, AfterValidator(networks)] = ()
    config_file: str | None = None
    local_sign_in: Literal["yes", "no"] = "yes"
    notices: NoticeSettings = NoticeSettings()
    groups_hold_hours: int = Field(8, ge=1, le=12)
    web_session_hours: int = Field(12, ge=1, le=12)
    web_session_idle_minutes: int = Field(240, ge=5, le=720)

    @model_validator(mode="after")
    def _leave_a_way_in(self) -> Self:
        others = (self.oidc, self.ldap, self.saml, self.proxy)
        if self.local_sign_in == "no" and not any(others):
            raise ValueError("DOORSTEP_LOCAL_SIGN_IN is no, and there is no other way to sign in")
        return self

    @model_validator(mode="before")
    @classmethod
    def _take_the_secret_from_its_file(cls, given: Any) -> Any:  # Any: whatever the sources collected.
        return with_secret_of_file(given, "secret_key", prefix=PREFIX)


def load(kind: type[Kind]) -> Kind:
    """Read the environment into settings of that kind; raises SettingsRefused, which names every wrong setting."""
    _refuse_unknown_names()
    try:
        return kind()
    except ValidationError as error:
        lines = [line_of(dict(one), _tables()) for one in error.errors(include_input=False, include_context=False)]
    except SettingsError as error:
        # Its text names the setting's place and quotes no value.
        lines = [str(error)]
    raise SettingsRefused("\n".join(lines))


def _tables() -> dict[str, frozenset[str]]:
    """Return what can be set in the tables of each kind."""
    some: dict[str, type[BaseModel]] = {"oidc": OidcSettings, "ldap": LdapSettings, "saml": SamlSettings}
    more: dict[str, type[BaseModel]] = {"scim": ScimSettings, "proxy": ProxySettings, "notices": NoticeSettings}
    return {name: frozenset(table.model_fields) for name, table in (some | more).items()}


def _refuse_unknown_names() -> None:
    """A misspelt setting would silently have no effect; in a portal like this one that is dangerous."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    strangers = [name for name in sorted(os.environ) if name.startswith(PREFIX) and name.split(NESTED)[0] not in known]
    lines = [stranger(name, known) for name in strangers if not _OF_KUBERNETES.fullmatch(name)]
    try:
        said = read_settings_file(os.environ.get(CONFIG_FILE))
    except SettingsFileUnreadable as error:
        raise SettingsRefused(f"{CONFIG_FILE}: {error}") from error
    in_file = [stranger(name, set(Settings.model_fields)) for name in sorted(set(said) - set(Settings.model_fields))]
    lines += [f"{CONFIG_FILE}: {line}" for line in in_file]
    if lines:
        raise SettingsRefused("\n".join(lines))
