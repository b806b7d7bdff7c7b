"""The settings of notices: where mail is handed in, and which webhook hears of them."""

import base64
import binascii
import re
from typing import Annotated, Final, Literal, NamedTuple, Self
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr, model_validator
from pydantic_settings import NoDecode

from app.setting_values import authorities, is_loopback, secure_address, words_of

Security = Literal["tls", "starttls", "none"]
_MAIL_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+")
# Standard Webhooks, "Signature scheme": 24 to 64 random bytes.
_SECRET_BYTES: Final = range(24, 65)


class MailPlace(NamedTuple):
    """Where mail is handed in, as the address of a mail server says."""

    host: str
    port: int
    security: Security
    username: str | None
    password: str | None


def mail_place_of(url: SecretStr) -> MailPlace:
    """Read smtps://, smtp+starttls://, or smtp:// on this machine; raises ValueError, which quotes nothing of it."""
    try:
        parts = urlsplit(url.get_secret_value())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("it is not an address such as smtps://user:password@mail.example.com") from error
    if not host or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("it is not an address such as smtps://user:password@mail.example.com")
    security, usual_port = _security_of(parts.scheme)
    if security == "none" and not is_loopback(host):
        raise ValueError("smtp is for loopback only: use smtps or smtp+starttls")
    username, password = (unquote(each) if each is not None else None for each in (parts.username, parts.password))
    return MailPlace(host, port or usual_port, security, username, password)


def _security_of(scheme: str) -> tuple[Security, int]:
    if scheme == "smtps":
        return "tls", 465
    if scheme == "smtp+starttls":
        return "starttls", 587
    if scheme == "smtp":
        return "none", 25
    raise ValueError("it begins with smtps://, smtp+starttls:// or, on this machine, smtp://")


def _mail_server(url: SecretStr) -> SecretStr:
    mail_place_of(url)
    return url


def _mail_address(text: str) -> str:
    if not _MAIL_ADDRESS.fullmatch(text):
        raise ValueError(f"“{text}” is not a mail address such as doorstep@example.com")
    return text


def _mail_addresses(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_mail_address(text) for text in texts)


def _webhook(url: SecretStr) -> SecretStr:
    # Its path and its query may be what keeps others from sending there.
    secure_address(url.get_secret_value())
    return url


def _signing_secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    try:
        length = len(base64.b64decode(text.removeprefix("whsec_"), validate=True))
    except binascii.Error:
        length = 0
    if not text.startswith("whsec_") or length not in _SECRET_BYTES:
        raise ValueError("it is whsec_ and 24 to 64 random bytes in base64")
    return secret


class NoticeSettings(BaseModel):
    """Nobody is told of anything unless one of the two channels is set."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    mail_server: Annotated[SecretStr, AfterValidator(_mail_server)] | None = None
    mail_from: Annotated[str, AfterValidator(_mail_address)] | None = None
    mail_to: Annotated[tuple[str, ...], NoDecode, BeforeValidator(words_of), AfterValidator(_mail_addresses)] = ()
    webhook_url: Annotated[SecretStr, AfterValidator(_webhook)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_signing_secret)] | None = None
    ca_bundle: Annotated[str, AfterValidator(authorities)] | None = None

    @model_validator(mode="after")
    def _complete_each_channel(self) -> Self:
        if len({self.mail_server is None, self.mail_from is None, not self.mail_to}) > 1:
            raise ValueError("mail needs mail_server, mail_from and mail_to, all three")
        if (self.webhook_url is None) != (self.webhook_secret is None):
            raise ValueError("a webhook needs webhook_url and webhook_secret, both")
        return self
