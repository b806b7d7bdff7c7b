"""Sends notices to one address, signed as Standard Webhooks has it: https://www.standardwebhooks.com."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Final

import requests

from app.domain.ledger import canonical_json
from app.domain.notices import Notice, NoticeNotSent

# In seconds: to connect, and between two pieces of the answer.
_PATIENCE: Final = (3.0, 5.0)
_SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what a secret begins with, not one


def signature_of(secret: str, notice_id: str, timestamp: int, body: bytes) -> str:
    """Return `v1,` and the HMAC-SHA256 over id, Unix seconds and body, in base64.

    The secret is base64 behind `whsec_`. Source: the Standard Webhooks specification, "Signature scheme".
    """
    key = base64.b64decode(secret.removeprefix(_SECRET_PREFIX), validate=True)
    signed = f"{notice_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class WebhookChannel:
    """One address, and the secret that it knows our notices by."""

    name = "webhook"

    def __init__(
        self,
        *,
        url: str,
        secret: str,
        clock: Callable[[], datetime],
        proxy: str | None = None,
        ca_bundle: str | None = None,
    ) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock
        self._proxies = {"https": proxy} if proxy else {}
        self._verify: str | bool = ca_bundle or True

    def send(self, notice: Notice) -> None:
        """Post the notice; raises NoticeNotSent unless the answer is a success."""
        body = canonical_json(
            {"type": notice.kind, "timestamp": notice.at.isoformat(), "data": {"text": notice.text, **notice.facts}}
        ).encode()
        # A session of its own reads neither proxies nor a .netrc from its surroundings.
        with requests.Session() as session:
            session.trust_env = False
            try:
                answer = session.post(
                    self._url,
                    data=body,
                    headers=self._headers(notice, body),
                    timeout=_PATIENCE,
                    allow_redirects=False,
                    proxies=self._proxies,
                    verify=self._verify,
                    stream=True,
                )
                answer.close()
            except requests.RequestException as error:
                # The address may hold a secret, and the error quotes it.
                raise NoticeNotSent(f"the webhook did not answer: {type(error).__name__}") from None
        if not 200 <= answer.status_code < 300:
            raise NoticeNotSent(f"the webhook answered {answer.status_code}")

    def _headers(self, notice: Notice, body: bytes) -> dict[str, str]:
        timestamp = int(self._clock().timestamp())
        return {
            "Content-Type": "application/json",
            "Webhook-Id": str(notice.id),
            "Webhook-Timestamp": str(timestamp),
            "Webhook-Signature": signature_of(self._secret, str(notice.id), timestamp, body),
        }
