"""Destinations of a login: pages of the partition's own console, and nothing else.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html; that other
hosts, sign-in's own among them, are refused is what users of the endpoint report.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.demo.regions import Partition, partition_of

_SESSION_PREFIX: Final = re.compile(r"\d{12}-[0-9a-z]{8}\.")
_PORTLESS_HOST: Final = re.compile(r"[a-z0-9.-]+")


class BadDestination(Exception):
    """The Destination is no console page of the partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolePage:
    """A page of the console: its region, and what follows the host."""

    region: str
    local: str
    console_host: str

    def address(self, session_id: str | None = None) -> str:
        """The page's address; with the session's id, as multi-session shows it."""
        prefix = f"{session_id}." if session_id else ""
        return f"https://{prefix}{self.region}.{self.console_host}{self.local}"


def parse_destination(text: str, partition: Partition) -> ConsolePage:
    """Read a Destination; raises BadDestination."""
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise BadDestination from error
    host = parts.netloc.lower()
    own = host == partition.console_host or host.endswith(f".{partition.console_host}")
    if parts.scheme != "https" or not own or not _PORTLESS_HOST.fullmatch(host) or re.search(r"[\x00-\x20\\]", text):
        raise BadDestination
    label = _SESSION_PREFIX.sub("", host).removesuffix(partition.console_host).rstrip(".")
    region = label if partition_of(label) == partition.name else partition.first_region
    query, fragment = (f"?{parts.query}" if parts.query else ""), (f"#{parts.fragment}" if parts.fragment else "")
    return ConsolePage(
        region=region, local=f"{parts.path or '/'}{query}{fragment}", console_host=partition.console_host
    )
