"""Joins the channels of the settings with the notices that are kept."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.notice_settings import mail_place_of
from app.services.notices import Channel, Notices
from app.settings import Settings
from app.storage.engine import Database
from app.storage.ids import new_id
from app.storage.notices import NoticeStore

if TYPE_CHECKING:
    from app.notices.mail import MailChannel
    from app.notices.webhook import WebhookChannel


def notices_of(settings: Settings, *, database: Database, clock: Callable[[], datetime]) -> Notices:
    """Build what tells people outside; reaches nobody yet."""
    channels = _channels(settings, clock)
    return Notices(channels=channels, kept=NoticeStore(database=database), clock=clock, new_id=new_id)


def _channels(settings: Settings, clock: Callable[[], datetime]) -> tuple[Channel, ...]:
    found: list[Channel] = []
    if settings.notices.mail_server is not None:
        found.append(_mail(settings))
    if settings.notices.webhook_url is not None:
        found.append(_webhook(settings, clock))
    return tuple(found)


def _mail(settings: Settings) -> "MailChannel":
    # Here and not above: a portal without mail need not hold its libraries in memory.
    from app.notices.mail import MailChannel, MailServer  # noqa: PLC0415 - an optional part

    told = settings.notices
    if told.mail_server is None or told.mail_from is None:
        raise ValueError("there is no mail server")
    place = mail_place_of(told.mail_server)
    return MailChannel(
        server=MailServer(
            host=place.host,
            port=place.port,
            security=place.security,
            username=place.username,
            password=place.password,
            ca_bundle=told.ca_bundle,
        ),
        sender=told.mail_from,
        recipients=told.mail_to,
        host_name=urlsplit(settings.public_url).hostname or "localhost",
    )


def _webhook(settings: Settings, clock: Callable[[], datetime]) -> "WebhookChannel":
    from app.notices.webhook import WebhookChannel  # noqa: PLC0415 - likewise an optional part

    told = settings.notices
    if told.webhook_url is None or told.webhook_secret is None:
        raise ValueError("there is no webhook")
    url = told.webhook_url.get_secret_value()
    return WebhookChannel(
        url=url,
        secret=told.webhook_secret.get_secret_value(),
        clock=clock,
        proxy=settings.proxy_for(url),
        ca_bundle=told.ca_bundle,
    )
