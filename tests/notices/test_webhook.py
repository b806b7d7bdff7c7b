"""The webhook is signed as a receiver of Standard Webhooks expects it, and an answer that is no success is told."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from app.domain.notices import Notice, NoticeNotSent
from app.notices.webhook import WebhookChannel, signature_of
from tests.fixtures.ports import free_port
from tests.fixtures.receiver import Receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOTICE = Notice(
    id=uuid4(),
    at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    kind="break-glass:opened",
    title="Break glass: alice signed in",
    text="Why: Ünal asked.",
    facts={"username": "alice", "is_drill": False},
)


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
