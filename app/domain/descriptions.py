"""What admins write about accounts and roles beside their names: free text, environments, tags, regions."""

import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from typing import Final

from app.domain.accounts import COLOURS
from app.domain.names import is_legible, shown
from app.domain.partitions import partition_of_region
from app.domain.refusals import AN_ADMIN, Malformed
from app.domain.words import _

LONGEST_DESCRIPTION: Final = 500
LONGEST_ENVIRONMENT: Final = 32
# Source: AWS Organizations API Reference, Tag, and "Maximum and minimum values" of its quotas: 50 tags a resource.
_LONGEST_KEY: Final = 128
_LONGEST_VALUE: Final = 256
MOST_TAGS: Final = 50


class MalformedText(Malformed):
    code = "malformed-text"
    sentence = _("This text cannot be kept.")
    remedy = _("It is one line of at most %(longest)s characters, without control characters.")
    who = AN_ADMIN


class MalformedAccountTag(Malformed):
    code = "malformed-account-tag"
    sentence = _("Line %(line)s, “%(text)s”, is not a tag.")
    remedy = _("Write each tag on a line of its own, as env=prod: 50 tags at most, each key once.")
    who = AN_ADMIN


class UnwritableTag(Malformed):
    code = "unwritable-tag"
    sentence = _("“%(text)s” is not a tag that an account can have here.")
    remedy = _("A key has 1 to 128 characters and no =, a value at most 256; there are 50 tags at most.")
    who = AN_ADMIN


class UnknownColour(Malformed):
    code = "unknown-colour"
    sentence = _("“%(text)s” is not one of the twelve colours.")
    remedy = _("Choose one of those that are shown.")
    who = AN_ADMIN


class ForeignRegion(Malformed):
    code = "foreign-region"
    sentence = _("%(region)s is not a region of the partition %(partition)s.")
    remedy = _("Choose a region of the account's own partition, or leave it empty.")
    who = AN_ADMIN


def parse_line(text: str, *, longest: int = LONGEST_DESCRIPTION) -> str:
    """Read one line of free text, which may be empty; raises MalformedText."""
    normal = unicodedata.normalize("NFC", text)
    if normal and not is_legible(normal, longest=longest):
        raise MalformedText(longest=longest)
    return normal


def parse_tags(lines: Iterable[str]) -> dict[str, str]:
    """Read tags, one a line; blank lines say nothing. Raises MalformedAccountTag, which names the line."""
    tags: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        key, equals, value = (part.strip() for part in line.partition("="))
        if not (equals and is_tag(key, value)) or key in tags or len(tags) == MOST_TAGS:
            raise MalformedAccountTag(line=number, text=shown(line.strip()))
        tags[key] = value
    return tags


def is_tag(key: str, value: str) -> bool:
    """Say whether an admin could write this tag, as key=value."""
    legible = is_legible(key, longest=_LONGEST_KEY) and (not value or is_legible(value, longest=_LONGEST_VALUE))
    return legible and "=" not in key


def writable_tags(tags: ReadOnly[str, str]) -> dict[str, str]:
    """Take tags that are pairs already; raises UnwritableTag for the first that no form could hold."""
    for number, (key, value) in enumerate(tags.items(), start=1):
        if number > MOST_TAGS or not is_tag(key, value):
            raise UnwritableTag(text=shown(f"{key}={value}"))
    return dict(tags)


def parse_colour(text: str) -> str:
    """Read one of the twelve colours; raises UnknownColour."""
    if text not in COLOURS:
        raise UnknownColour(text=shown(text))
    return text


def parse_region(text: str, *, partition: str) -> str:
    """Read a region of a partition; raises UnknownRegion or ForeignRegion."""
    if partition_of_region(text).name != partition:
        raise ForeignRegion(region=text, partition=partition)
    return text
