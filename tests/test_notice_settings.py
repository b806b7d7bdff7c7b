"""The settings of notices: each channel whole, over TLS, and no secret in what is said of a mistake."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.joints.notices import notices_of
from app.notice_settings import NoticeSettings, mail_place_of
from app.settings import Settings, SettingsRefused, load
from app.storage.engine import Database

GOOD = {
    "MAIL_SERVER": "smtps://doorstep:p%40ss@mail.example.com",
    "MAIL_FROM": "doorstep@example.com",
    "MAIL_TO": "ada@example.com, security@example.com",
    "WEBHOOK_URL": "https://hooks.example.com/T123/very-secret?key=1",
    "WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_PUBLIC_URL", "https://doorstep.example.com")
    monkeypatch.setenv("DOORSTEP_SECRET_KEY", "a secret key that is long enough to be one")
    monkeypatch.setenv("DOORSTEP_AWS_REGIONS", "eu-central-1")
    for name, value in GOOD.items():
        monkeypatch.setenv(f"DOORSTEP_NOTICES__{name}", value)


def refused() -> str:
    with pytest.raises(SettingsRefused) as refusal:
        load(Settings)
    return str(refusal.value)


def test_both_channels_are_read() -> None:
    notices = load(Settings).notices

    assert notices.mail_to == ("ada@example.com", "security@example.com")
    assert "very-secret" not in repr(notices)
    assert "p@ss" not in repr(notices)
    assert "p%40ss" not in repr(notices)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("smtps://doorstep:p%40ss@mail.example.com", ("mail.example.com", 465, "tls", "doorstep", "p@ss")),
        ("smtp+starttls://mail.example.com:2525/", ("mail.example.com", 2525, "starttls", None, None)),
        ("smtp://localhost", ("localhost", 25, "none", None, None)),
    ],
)
def test_a_mail_server_is_read_from_its_address(url: str, place: tuple[str, int, str, str | None, str | None]) -> None:
    assert mail_place_of(SecretStr(url)) == place


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MAIL_SERVER", "smtp://very-secret@mail.example.com", "smtp is for loopback only"),
        ("MAIL_SERVER", "https://very-secret@mail.example.com", "it begins with smtps://"),
        ("MAIL_SERVER", "smtps://very-secret@mail.example.com:port", "it is not an address such as smtps://"),
        ("MAIL_SERVER", "smtps://very-secret@mail.example.com/path", "it is not an address such as smtps://"),
        ("MAIL_FROM", "Doorstep <doorstep@example.com>", "is not a mail address"),
        ("MAIL_TO", "ada", "“ada” is not a mail address"),
        ("WEBHOOK_URL", "http://hooks.example.com/very-secret", "http is for loopback only"),
        ("WEBHOOK_SECRET", "very-secret", "it is whsec_ and 24 to 64 random bytes"),
        ("WEBHOOK_SECRET", "whsec_dmVyeS1zZWNyZXQ=", "it is whsec_ and 24 to 64 random bytes"),
        ("CA_BUNDLE", "/nowhere/ca.pem", "NOTICES"),
    ],
)
def test_a_mistake_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"DOORSTEP_NOTICES__{name}", value)

    words = refused()

    assert words.startswith(f"DOORSTEP_NOTICES__{name}: ")
    assert said in words
    assert "very-secret" not in words


@pytest.mark.parametrize("name", ["MAIL_SERVER", "MAIL_FROM", "MAIL_TO", "WEBHOOK_URL", "WEBHOOK_SECRET"])
def test_half_a_channel_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(f"DOORSTEP_NOTICES__{name}")

    assert "needs" in refused()


def test_without_any_nobody_is_told() -> None:
    assert NoticeSettings().mail_server is None


def test_both_channels_are_joined(tmp_path: Path) -> None:
    nothing_asked_of_it = Database(url=f"sqlite:///{tmp_path / 'doorstep.db'}")

    notices = notices_of(load(Settings), database=nothing_asked_of_it, clock=lambda: datetime.now(UTC))
    nothing_asked_of_it.close()

    assert notices.channels == ("mail", "webhook")
