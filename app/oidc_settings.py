"""The settings of OpenID Connect providers: tables within the settings, one a provider."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from app.provider_settings import LONGEST_TIMEOUT, Words, require_place_of_groups
from app.setting_values import address, authorities, pairs_of, with_secret_of_file, words_of

Algorithm = Literal["RS256", "PS256", "ES256"]


class OidcSettings(BaseModel):
    """One OpenID Connect provider."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    issuer: Annotated[str, AfterValidator(address)]
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    client_secret_file: str | None = Field(None, repr=False)
    client_authentication: Literal["basic", "post"] | None = None
    label: str = Field(min_length=1, max_length=60)
    scopes: Words = ("openid", "profile", "email")
    algorithms: Annotated[tuple[Algorithm, ...], NoDecode, BeforeValidator(words_of)] = Field(("RS256",), min_length=1)
    # Others change hands, or can be chosen by people themselves.
    subject_claim: Literal["sub", "oid"] = "sub"
    username_claim: str = "preferred_username"
    display_name_claim: str = "name"
    email_claim: str = "email"
    groups_claim: str | None = None
    groups_required: Literal["yes", "no"] = "no"
    required_claims: Annotated[dict[str, str], NoDecode, BeforeValidator(pairs_of)] = {}
    acr_values: Words = ()
    mfa_acr: Words = ()
    mfa_amr: Words = ("mfa",)
    prompt: Literal["login", "none", "consent", "select_account"] | None = None
    max_age: int | None = Field(None, ge=0)
    graph_url: Annotated[str, AfterValidator(address)] | None = None
    ca_bundle: Annotated[str, AfterValidator(authorities)] | None = None
    timeout: int = Field(LONGEST_TIMEOUT, ge=1, le=LONGEST_TIMEOUT)

    @model_validator(mode="before")
    @classmethod
    def _take_the_secret_from_its_file(cls, given: Any) -> Any:  # Any: whatever the sources collected.
        return with_secret_of_file(given, "client_secret")

    @model_validator(mode="after")
    def _ask_for_openid(self) -> Self:
        if "openid" not in self.scopes:
            raise ValueError("scopes has to have openid among them")
        require_place_of_groups(self.groups_required, "groups_claim", self.groups_claim)
        return self
