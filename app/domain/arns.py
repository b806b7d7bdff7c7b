"""Account IDs and role ARNs, read strictly."""

import re
from dataclasses import dataclass
from typing import Self

from app.domain.partitions import PARTITIONS
from app.domain.refusals import Malformed
from app.domain.words import _

LONGEST_ROLE_ARN = 2048
_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_ROLE_ARN = re.compile(
    r"arn:(?P<partition>[a-z-]+):iam::(?P<account_id>[0-9]{12}):role"
    r"(?P<path>/(?:[\x21-\x2e\x30-\x7e]+/){0,64})(?P<name>[A-Za-z0-9_+=,.@-]{1,64})",
)


class MalformedAccountId(Malformed):
    code = "malformed-account-id"
    sentence = _("“%(text)s” is not an AWS account ID.")
    remedy = _("An account ID has exactly twelve digits, for example 123456789012.")


class MalformedRoleArn(Malformed):
    code = "malformed-role-arn"
    sentence = _("That is not the ARN of an IAM role.")
    remedy = _("A role ARN looks like arn:aws:iam::123456789012:role/NAME. Open the role from the portal page, "
               "or ask whoever sent you this link for a new one.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountId:
    """Twelve digits, as text: leading zeros matter."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read twelve ASCII digits; raises MalformedAccountId."""
        if not _ACCOUNT_ID.fullmatch(text):
            raise MalformedAccountId(text=text[:40])
        return cls(text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class RoleArn:
    """The ARN of an IAM role in a partition that Doorstep knows.

    Source: IAM API Reference: role names are 1 to 64 of `[\\w+=,.@-]` (ASCII), paths begin and end with a slash
    and hold `!` to DEL.
    """

    text: str
    partition: str
    account_id: AccountId
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a role ARN to the letter, with no white space forgiven; raises MalformedRoleArn."""
        match = _ROLE_ARN.fullmatch(text) if len(text) <= LONGEST_ROLE_ARN else None
        if match is None or match["partition"] not in {partition.name for partition in PARTITIONS}:
            raise MalformedRoleArn
        return cls(text, match["partition"], AccountId(match["account_id"]), match["name"])

    def __str__(self) -> str:
        return self.text
