"""The settings of directories that provision people by SCIM: tables within the settings, one a directory."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.domain.sources import Sources


class ScimSettings(BaseModel):
    """One directory: it provisions the people of a provider, each known by an attribute that it sends."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    provider: str
    subject_attribute: Literal["externalId", "userName"] = "externalId"


def require_providers(directories: Mapping[str, ScimSettings], sources: Sources) -> None:
    """Raise ValueError where a directory's people could not sign in, or two directories would speak of the same."""
    for name, one in directories.items():
        if sources.find_issuer(one.provider) is None:
            known = ", ".join(each.name for each in sources.providers if each.issuer is not None)
            raise ValueError(
                f"DOORSTEP_SCIM__{name.upper()}__PROVIDER has to be a provider of these settings: "
                f"{known or 'there is none yet, such as oidc:NAME'}"
            )
    if len({one.provider for one in directories.values()}) < len(directories):
        raise ValueError("DOORSTEP_SCIM has two directories for the people of one provider: keep one")
