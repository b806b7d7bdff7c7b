"""Mail goes over TLS to a real server, whole and in words; what the server says against it is told without secrets."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Smtp
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from app.domain.notices import Notice, NoticeNotSent
from app.notices.mail import MailChannel, MailServer
from tests.fixtures.ports import free_port
from tests.fixtures.tls import Authority

PASSWORD = "a password for mail"
NOTICE = Notice(
    id=uuid4(),
    at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    kind="break-glass:opened",
    title="Break glass: “ros\né” signed in\r\nBcc: everybody@example.com",
    text="Why, in their words: the provider is down, says Ünal.\n",
)


@dataclass
class Letterbox:
    """What the server took."""

    letters: list[Envelope] = field(default_factory=list)
    refused: tuple[str, ...] = ()

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: Smtp, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Smtp, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise called by aiosmtpd
        """Take the letter."""
        self.letters.append(envelope)
        return "250 OK"


def knows(_server: Smtp, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
    fits = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
    return AuthResult(success=fits, handled=False)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def server(letterbox: Letterbox, authority: Authority) -> Iterator[MailServer]:
    """A server that takes mail after STARTTLS and a password only."""
    port = free_port()
    controller = Controller(
        letterbox,
        hostname="127.0.0.1",
        port=port,
        tls_context=authority.server_context("mail.example.com"),
        require_starttls=True,
        auth_required=True,
        authenticator=knows,
    )
    controller.start()
    try:
        yield MailServer(
            host="127.0.0.1",
            port=port,
            security="starttls",
            username="doorstep",
            password=PASSWORD,
            ca_bundle=str(authority.bundle),
        )
    finally:
        controller.stop()


def channel_to(server: MailServer, *recipients: str) -> MailChannel:
    return MailChannel(
        server=server,
        sender="doorstep@example.com",
        recipients=recipients or ("security@example.com", "ada@example.com"),
        host_name="doorstep.example.com",
    )


def letter_of(envelope: Envelope) -> EmailMessage:
    content = envelope.content
    assert isinstance(content, bytes)
    return message_from_bytes(content, policy=policy.default)


def test_it_arrives_whole(server: MailServer, letterbox: Letterbox) -> None:
    channel_to(server).send(NOTICE)

    (envelope,) = letterbox.letters
    letter = letter_of(envelope)
    assert envelope.rcpt_tos == ["security@example.com", "ada@example.com"]
    assert letter["Subject"] == "Break glass: “ros é” signed in Bcc: everybody@example.com"
    assert letter["Bcc"] is None
    assert letter["Message-ID"] == f"<{NOTICE.id}@doorstep.example.com>"
    assert letter.get_content().splitlines() == NOTICE.text.splitlines()


def test_over_tls_from_the_first_byte(letterbox: Letterbox, authority: Authority) -> None:
    port = free_port()
    context = authority.server_context("mail.example.com")
    controller = Controller(letterbox, hostname="127.0.0.1", port=port, ssl_context=context)
    controller.start()
    server = MailServer(host="127.0.0.1", port=port, security="tls", ca_bundle=str(authority.bundle))

    channel_to(server).send(NOTICE)

    controller.stop()
    assert len(letterbox.letters) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(server: MailServer, letterbox: Letterbox, security: str) -> None:
    stranger = MailServer(
        host=server.host,
        port=server.port,
        security=security,  # type: ignore[arg-type]  # each of the two
        username="doorstep",
        password=PASSWORD,
    )

    with pytest.raises(NoticeNotSent):
        channel_to(stranger).send(NOTICE)

    assert letterbox.letters == []


def test_a_wrong_password_is_told_without_it(server: MailServer) -> None:
    wrong = MailServer(
        host=server.host,
        port=server.port,
        security="starttls",
        username="doorstep",
        password="another password",
        ca_bundle=server.ca_bundle,
    )

    with pytest.raises(NoticeNotSent, match="SMTPAuthenticationError") as refused:
        channel_to(wrong).send(NOTICE)

    assert "another password" not in str(refused.value)
    assert "another password" not in repr(wrong)


def test_a_recipient_who_is_refused_is_counted(server: MailServer, letterbox: Letterbox) -> None:
    letterbox.refused = ("ada@example.com",)

    with pytest.raises(NoticeNotSent, match="refused 1 of 2 recipients"):
        channel_to(server).send(NOTICE)


def test_a_server_that_is_down_is_told_of() -> None:
    nobody = MailServer(host="127.0.0.1", port=free_port(), security="none")

    with pytest.raises(NoticeNotSent, match="ConnectionRefusedError"):
        channel_to(nobody).send(NOTICE)
