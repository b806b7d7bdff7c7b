"""Sends notices by mail, over TLS to one server."""

import smtplib
import ssl
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Literal

from app.domain.notices import Notice, NoticeNotSent

# In seconds, for each answer of the server.
_PATIENCE: Final = 5.0

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in. `security` is none only for a server on this machine."""

    host: str
    port: int
    security: Security
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_bundle: str | None = None


class MailChannel:
    """One sender, some recipients."""

    name = "mail"

    def __init__(self, *, server: MailServer, sender: str, recipients: tuple[str, ...], host_name: str) -> None:
        self._server = server
        self._sender = sender
        self._recipients = recipients
        self._host_name = host_name

    def send(self, notice: Notice) -> None:
        """Hand the notice in; raises NoticeNotSent."""
        try:
            with self._connected() as smtp:
                refused = smtp.send_message(self._message(notice), self._sender, self._recipients)
        except (OSError, smtplib.SMTPException) as error:
            # An answer of the server may quote what was sent, the password included: its kind is enough.
            raise NoticeNotSent(f"the mail server took it not: {type(error).__name__}") from error
        if refused:
            raise NoticeNotSent(f"the mail server refused {len(refused)} of {len(self._recipients)} recipients")

    def _connected(self) -> AbstractContextManager[smtplib.SMTP]:
        server, context = self._server, ssl.create_default_context(cafile=self._server.ca_bundle)
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
        try:
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.username is not None:
                smtp.login(server.username, server.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _message(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self._sender, ", ".join(self._recipients)
        # A line break would begin another header.
        message["Subject"] = " ".join(notice.title.split())
        message["Date"] = format_datetime(notice.at)
        message["Message-ID"] = f"<{notice.id}@{self._host_name}>"
        # RFC 3834, section 5: nobody's absence is to answer it.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.text)
        return message
