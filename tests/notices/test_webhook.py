"""The webhook is signed as a receiver of Standard Webhooks expects it, and an answer that is no success is told."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from app.domain.notices import Notice, NoticeNotSent
from app.notices.webhook import WebhookChannel, signature_of
from tests.fixtures.ports import free_port

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOTICE = Notice(
    id=uuid4(),
    at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    kind="break-glass:opened",
    title="Break glass: alice signed in",
    text="Why: Ünal asked.",
    facts={"username": "alice", "is_drill": False},
)


@dataclass
class Receiver:
    """What a real HTTP server was sent, and how it answers."""

    url: str = ""
    status: int = 204
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.asked.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        found.url = f"http://127.0.0.1:{server.server_address[1]}/hooks/very-secret"
        yield found
        server.shutdown()
        thread.join()


def channel_to(url: str) -> WebhookChannel:
    return WebhookChannel(url=url, secret=SECRET, clock=lambda: datetime.now(UTC))


def test_a_receiver_verifies_and_reads_it(receiver: Receiver) -> None:
    channel_to(receiver.url).send(NOTICE)

    ((headers, body),) = receiver.asked
    Webhook(SECRET).verify(body, headers)
    assert json.loads(body) == {
        "type": "break-glass:opened",
        "timestamp": "2026-11-02T09:00:00+00:00",
        "data": {"text": "Why: Ünal asked.", "username": "alice", "is_drill": False},
    }


def test_another_body_is_not_verified(receiver: Receiver) -> None:
    channel_to(receiver.url).send(NOTICE)

    ((headers, body),) = receiver.asked
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"alice", b"bob"), headers)


def test_the_signature_is_that_of_the_specification() -> None:
    signature = signature_of(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("status", [302, 400, 410, 500])
def test_what_is_no_success_is_told(receiver: Receiver, status: int) -> None:
    receiver.status = status

    with pytest.raises(NoticeNotSent, match=f"answered {status}"):
        channel_to(receiver.url).send(NOTICE)

    assert len(receiver.asked) == 1


def test_a_receiver_that_is_down_is_told_without_its_address() -> None:
    with pytest.raises(NoticeNotSent) as refused:
        channel_to(f"http://127.0.0.1:{free_port()}/hooks/very-secret").send(NOTICE)

    assert "very-secret" not in str(refused.value)
    assert "ConnectionError" in str(refused.value)
