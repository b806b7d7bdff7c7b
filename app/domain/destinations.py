"""The console page to land on: only addresses of the role's own partition pass."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from app.domain.partitions import Partition
from app.domain.refusals import Malformed
from app.domain.words import _

LONGEST_DESTINATION = 2048
# Printable ASCII without what URL parsers disagree about: blanks, quotes, angle brackets and the backslash.
_PLAIN = re.compile(r"[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7e]+")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_MULTI_SESSION_PREFIX = re.compile(r"[0-9]{12}-[0-9a-z]{8}\.")


class MalformedDestination(Malformed):
    code = "malformed-destination"
    sentence = _("The destination is not an address that can be opened: %(reason)s.")
    remedy = _("Copy the address of the console page again, beginning with https://, or leave the destination empty.")


class ForeignDestination(Malformed):
    code = "foreign-destination"
    sentence = _("The destination is not a page of the AWS console that this role can reach.")
    remedy = _("Destinations of this role begin with https:// and lie on %(console_domain)s or a subdomain of it.")


@dataclass(frozen=True, slots=True)
class Destination:
    """The https address of a page of one partition's console, without a multi-session prefix."""

    url: str

    @classmethod
    def parse(cls, text: str, *, partition: Partition) -> Self:
        """Read a console address; raises MalformedDestination or ForeignDestination.

        Sources: AWS IAM User Guide, "Enabling custom identity broker access to the AWS console" (Destination);
        AWS Console Help, "Multi-session support" (the `ACCOUNT-xxxxxxxx.` prefix, which belongs to one browser).
        """
        _require_plain(text)
        try:
            parts = urlsplit(text)
        except ValueError as error:
            raise MalformedDestination(reason=_("it cannot be read")) from error
        if parts.scheme != "https":
            raise MalformedDestination(reason=_("it does not begin with https://"))
        if "@" in parts.netloc or ":" in parts.netloc:
            raise MalformedDestination(reason=_("it names a user or a port"))
        host = _MULTI_SESSION_PREFIX.sub("", parts.netloc.lower(), count=1)
        if not _HOST.fullmatch(host) or ".." in host or not partition.holds_console_host(host):
            raise ForeignDestination(console_domain=partition.console_domain)
        return cls(urlunsplit(("https", host, parts.path or "/", parts.query, parts.fragment)))

    @classmethod
    def console_home(cls, *, partition: Partition, region: str) -> Self:
        """Return the console's home page in a region."""
        return cls.parse(partition.console_home(region), partition=partition)

    def __str__(self) -> str:
        return self.url


def _require_plain(text: str) -> None:
    if len(text) > LONGEST_DESTINATION:
        raise MalformedDestination(reason=_("it is longer than 2,048 characters"))
    if not _PLAIN.fullmatch(text):
        raise MalformedDestination(reason=_("it has a blank or another character that addresses do not have"))
