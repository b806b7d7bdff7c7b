"""The settings of directories: tables within the settings, one a directory."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from app.provider_settings import LONGEST_TIMEOUT, Words
from app.setting_values import authorities, with_secret_of_file

_PORTS: Final[Mapping[str, int]] = {"ldaps": 636, "ldap": 389}
# What each kind of directory calls things, where the settings say nothing else.
_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "openldap": {"username_attribute": "uid", "display_name_attribute": "cn"},
    "active-directory": {"username_attribute": "sAMAccountName", "display_name_attribute": "displayName"},
}
_PEOPLE: Final[Mapping[str, str]] = {
    "openldap": "(objectClass=inetOrgPerson)",
    "active-directory": "(&(objectCategory=person)(objectClass=user))",
}
_GROUPS: Final[Mapping[str, str]] = {
    "openldap": "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))",
    "active-directory": "(objectClass=group)",
}


def directory_url(url: str) -> SplitResult:
    """Read the address of a server: ldaps, or ldap, which has to start TLS; nothing behind the port."""
    wrong = "it is an address such as ldaps://ldap.example.com or ldap://ldap.example.com:389"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(wrong) from error
    if parts.scheme not in _PORTS or not host or parts.username or parts.path.strip("/") or parts.query:
        raise ValueError(wrong)
    return parts


def port_of(parts: SplitResult) -> int:
    """Return the port of a server's address."""
    return parts.port or _PORTS[parts.scheme]


def _servers(urls: tuple[str, ...]) -> tuple[str, ...]:
    for url in urls:
        directory_url(url)
    return urls


def _filter(text: str) -> str:
    """Check what can be checked of an LDAP filter: it stands in parentheses that fit."""
    if not (text.startswith("(") and text.endswith(")")) or text.count("(") != text.count(")"):
        raise ValueError("it is an LDAP filter such as (objectClass=person), in parentheses")
    return text


Filter = Annotated[str, AfterValidator(_filter)]
Attribute = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")]


class LdapSettings(BaseModel):
    """One directory."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: Literal["openldap", "active-directory"] = "openldap"
    label: str = Field(min_length=1, max_length=60)
    urls: Annotated[Words, NoDecode, AfterValidator(_servers)] = Field(min_length=1, max_length=8)
    start_tls: Literal["yes", "no"] = "no"
    ca_bundle: Annotated[str, AfterValidator(authorities)] | None = None
    bind_dn: str = Field(min_length=1)
    bind_password: SecretStr = Field(min_length=1)
    bind_password_file: str | None = Field(None, repr=False)
    people_base: str = Field(min_length=1)
    people_filter: Filter
    username_attribute: Attribute
    display_name_attribute: Attribute
    email_attribute: Attribute = "mail"
    groups_from: Literal["search", "member-of", "none"] = "search"
    group_base: str = Field("", validate_default=True)
    group_filter: Filter
    group_name_attribute: Attribute = "cn"
    member_attribute: Attribute = "member"
    nested_groups: Literal["yes", "no"] = "yes"
    groups_required: Literal["yes", "no"] = "no"
    timeout: int = Field(LONGEST_TIMEOUT, ge=1, le=LONGEST_TIMEOUT)
    at_once: int = Field(8, ge=1, le=64)

    @model_validator(mode="before")
    @classmethod
    def _take_the_password_from_its_file(cls, given: Any) -> Any:  # Any: whatever the sources collected.
        return with_secret_of_file(given, "bind_password")

    @model_validator(mode="before")
    @classmethod
    def _name_things_as_its_kind_does(cls, given: Any) -> Any:  # Any: whatever the sources collected.
        kind = str(given.get("kind", "openldap")) if isinstance(given, dict) else ""
        if kind not in _NAMES:
            return given
        usual = {**_NAMES[kind], "people_filter": _PEOPLE[kind], "group_filter": _GROUPS[kind]}
        return usual | {"group_base": given.get("people_base", "")} | given

    @model_validator(mode="after")
    def _speak_only_in_secret(self) -> Self:
        schemes = {directory_url(url).scheme for url in self.urls}
        if "ldap" in schemes and self.start_tls == "no":
            raise ValueError("a server at ldap:// needs start_tls = yes: without TLS the portal sends no password")
        if "ldaps" in schemes and self.start_tls == "yes":
            raise ValueError("a server at ldaps:// speaks TLS from the start: leave start_tls out, or write ldap://")
        return self
