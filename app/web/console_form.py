"""What a click asks for, as a form or a bookmark says it."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from app.domain.arns import RoleArn
from app.domain.clicks import Wanted
from app.domain.destinations import Destination
from app.domain.durations import Duration
from app.domain.partitions import partition_named
from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.forms import Fields, id_in, require_plain, text_of

LONGEST_REASON: Final = 500
_BOOKMARKED: Final = ("role_arn", "destination", "duration")


class MalformedMapping(Malformed):
    code = "malformed-mapping"
    sentence = _("That is not a role mapping ID.")
    remedy = _("Go back to the portal page and open the role from there.")


class ReasonTooLong(Malformed):
    code = "reason-too-long"
    sentence = _("The reason is longer than %(longest)s characters.")
    remedy = _("Shorten it, or give a ticket number instead.")


def wanted_in(fields: Fields) -> Wanted:
    """Read the form beside a role; raises MalformedForm, MalformedRoleArn or another kind of Malformed."""
    require_plain(fields)
    role_arn = RoleArn.parse(fields.get("role_arn", ""))
    destination, duration = text_of(fields, "destination"), text_of(fields, "duration")
    partition = partition_named(role_arn.partition)
    return Wanted(
        role_arn=role_arn,
        destination=Destination.parse(destination, partition=partition) if destination else None,
        duration=Duration.parse(duration) if duration else None,
        mapping_id=_mapping_id(text_of(fields, "mapping")),
        reason=_reason(text_of(fields, "reason")),
    )


def wanted_in_bookmark(query: Fields) -> Wanted:
    """Read the query of a bookmark, which has no say in the reason nor in the mapping; raises like `wanted_in`."""
    require_plain(query)
    return wanted_in(Fields({name: query[name] for name in _BOOKMARKED if name in query}))


def bookmark_of(fields: Fields) -> str:
    """Return the path of the page that asks for the same console as these fields, whatever they hold."""
    known = {name: fields[name] for name in _BOOKMARKED if fields.get(name)}
    return f"/console?{urlencode(known)}" if known else "/"


def _mapping_id(text: str | None) -> UUID | None:
    if not text:
        return None
    id_ = id_in(text)
    if id_ is None:
        raise MalformedMapping
    return id_


def _reason(text: str | None) -> str | None:
    if text and len(text) > LONGEST_REASON:
        raise ReasonTooLong(longest=LONGEST_REASON)
    return text
