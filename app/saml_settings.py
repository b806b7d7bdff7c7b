"""The settings of SAML providers: tables within the settings, one a provider."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_settings import NoDecode

from app.provider_settings import Words, require_place_of_groups
from app.setting_values import parts_of, readable_file, secure_address


def _place(url: str) -> str:
    """Read an address that may have a query, as Google's has."""
    secure_address(url)
    if urlsplit(url).fragment:
        raise ValueError("it is an address without a fragment")
    return url


File = Annotated[str, AfterValidator(readable_file)]
Place = Annotated[str, AfterValidator(_place)]
Name = Annotated[str, Field(min_length=1)]


class SamlSettings(BaseModel):
    """One SAML 2.0 identity provider: known by its entity ID, and by its metadata or its address and certificates."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    label: str = Field(min_length=1, max_length=60)
    key_file: File
    certificate_file: File
    entity_id: Name
    own_entity_id: Name | None = None
    metadata_file: File | None = None
    sso_url: Place | None = None
    # Two, so that the next one can wait beside the one that is in use.
    idp_certificate_files: Annotated[tuple[File, ...], NoDecode, BeforeValidator(parts_of)] = Field((), max_length=2)
    logout_url: Place | None = None
    subject_attribute: Name | None = None
    username_attribute: Name | None = None
    display_name_attribute: Name | None = None
    email_attribute: Name | None = None
    groups_attribute: Name | None = None
    groups_required: Literal["yes", "no"] = "no"
    name_id_format: Name | None = None
    contexts: Words = ()
    mfa_contexts: Words = ()

    @model_validator(mode="after")
    def _know_the_provider(self) -> Self:
        if self.metadata_file is not None:
            if self.sso_url is not None or self.idp_certificate_files:
                raise ValueError(
                    "metadata_file says what sso_url and idp_certificate_files would: keep one or the other"
                )
        elif self.sso_url is None or not self.idp_certificate_files:
            raise ValueError("it needs a metadata_file, or sso_url and idp_certificate_files")
        require_place_of_groups(self.groups_required, "groups_attribute", self.groups_attribute)
        return self
