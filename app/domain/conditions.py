"""What has to hold, beyond subject and target, for a mapping to count: read strictly, judged purely."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, Self

from app.domain.durations import Duration
from app.domain.names import shown
from app.domain.reasons import ReasonRule
from app.domain.refusals import AN_ADMIN, Malformed
from app.domain.words import _

Network = IPv4Network | IPv6Network
# Source: AWS STS API Reference, AssumeRole: Policy and PolicyArns together 2,048 characters in plain text; ten ARNs;
# the inline policy of U+0009, U+000A, U+000D and U+0020 to U+00FF only.
LONGEST_SESSION_POLICY: Final = 2_048
MOST_POLICY_ARNS: Final = 10
_POLICY_CHARACTERS: Final = re.compile("[\t\n\r\x20-\xff]*")
_POLICY_ARN: Final = re.compile(r"arn:aws[a-z-]*:iam::(?:aws|[0-9]{12}):policy/[\x21-\x7e]{1,512}")
_MAPPED: Final = IPv6Network("::ffff:0:0/96")


class MalformedNetwork(Malformed):
    code = "malformed-network"
    sentence = _("“%(text)s” is not a network.")
    remedy = _("Write networks as 203.0.113.0/24 or 2001:db8::/32, one on each line, with no host bits set.")
    who = AN_ADMIN


class MalformedSessionPolicy(Malformed):
    code = "malformed-session-policy"
    sentence = _("The session policy cannot be used: %(reason)s.")
    remedy = _("A session policy is a JSON document with Version and Statement; it and the ARNs of managed policies "
               "have 2,048 characters together, and there are ten ARNs at most.")  # fmt: skip
    who = AN_ADMIN


class SessionPolicyTooLong(MalformedSessionPolicy):
    sentence = _("The session policy has %(length)s characters.")


class NotAPolicyArn(MalformedSessionPolicy):
    sentence = _("“%(text)s” is not the ARN of a managed policy.")


class ConditionsFromNewer(Malformed):
    code = "conditions-from-newer"
    sentence = _("This mapping has conditions of a newer Doorstep (%(names)s), which would be lost.")
    remedy = _("Leave its conditions as they are, or disable it and add another mapping.")
    who = AN_ADMIN


class Hindrance(StrEnum):
    """Why a mapping that names the person and the role does not count right now."""

    DISABLED = "disabled"
    NOT_BEGUN = "not-begun"
    ENDED = "ended"
    NETWORK = "network"
    MFA = "mfa"
    UNKNOWN_CONDITION = "unknown-condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known of the moment of a decision. None means: not known.

    `web_session_ends` is when the web session ends at the latest; no console runs past it.
    """

    now: datetime
    address: str | None = None
    used_mfa: bool | None = None
    web_session_ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """What narrows a role for one console: an inline policy, the ARNs of managed policies, or both."""

    document: str | None = None
    policy_arns: tuple[str, ...] = ()

    @classmethod
    def parse(cls, document: str | None, policy_arns: tuple[str, ...] = ()) -> Self:
        """Read a session policy, and write its document without blanks; raises MalformedSessionPolicy."""
        compact = None if document is None else _compact_policy(document)
        for arn in policy_arns:
            if not _POLICY_ARN.fullmatch(arn):
                raise NotAPolicyArn(text=shown(arn))
        if compact is None and not policy_arns:
            raise MalformedSessionPolicy(reason=_("it is empty"))
        if len(policy_arns) > MOST_POLICY_ARNS or len(set(policy_arns)) != len(policy_arns):
            raise MalformedSessionPolicy(reason=_("there are more than ten ARNs, or one is there twice"))
        length = len(compact or "") + sum(map(len, policy_arns))
        if length > LONGEST_SESSION_POLICY:
            raise SessionPolicyTooLong(length=length)
        return cls(compact, tuple(policy_arns))


@dataclass(frozen=True, slots=True)
class Conditions:
    """Each is optional. `unknown` names conditions of a newer Doorstep, which this version cannot judge.

    For a denying mapping `networks` and `needs_mfa` say when it denies; the others have no meaning there.
    """

    max_console_duration: Duration | None = None
    networks: tuple[Network, ...] = ()
    needs_mfa: bool = False
    session_policy: SessionPolicy | None = None
    reason: ReasonRule | None = None
    unknown: frozenset[str] = frozenset()

    def hindrances_to_allowing(self, circumstances: Circumstances) -> tuple[Hindrance, ...]:
        """Return what is not met, for a mapping that allows: what is not known counts as not met."""
        found = []
        if self.networks and self._is_inside(circumstances.address) is not True:
            found.append(Hindrance.NETWORK)
        if self.needs_mfa and circumstances.used_mfa is not True:
            found.append(Hindrance.MFA)
        if self.unknown:
            found.append(Hindrance.UNKNOWN_CONDITION)
        return tuple(found)

    def hindrances_to_denying(self, circumstances: Circumstances) -> tuple[Hindrance, ...]:
        """Return what is not met, for a mapping that denies: what is not known counts as met."""
        found = []
        if self.networks and self._is_inside(circumstances.address) is False:
            found.append(Hindrance.NETWORK)
        if self.needs_mfa and circumstances.used_mfa is False:
            found.append(Hindrance.MFA)
        return tuple(found)

    def _is_inside(self, address: str | None) -> bool | None:
        try:
            found = ip_address(address) if address else None
        except ValueError:
            return None
        if found is None:
            return None
        if found.version == 6 and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in network for network in self.networks)


def parse_networks(text: str) -> tuple[Network, ...]:
    """Read networks, separated by white space or commas; raises MalformedNetwork."""
    return tuple(dict.fromkeys(_network(word) for word in re.split(r"[\s,]+", text) if word))


def _network(word: str) -> Network:
    try:
        network = ip_network(word)
    except ValueError as error:
        raise MalformedNetwork(text=shown(word)) from error
    if network.version == 6 and network.subnet_of(_MAPPED):
        # Addresses are compared as IPv4 wherever they can be: written in this way a network would hold nobody.
        return IPv4Network((int(network.network_address) & 0xFFFF_FFFF, network.prefixlen - _MAPPED.prefixlen))
    return network


def _compact_policy(document: str) -> str:
    if not _POLICY_CHARACTERS.fullmatch(document):
        raise MalformedSessionPolicy(reason=_("AWS takes no characters beyond Latin-1 in it"))
    try:
        parsed = json.loads(document, object_pairs_hook=_with_each_key_once)
        compact = json.dumps(parsed, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise MalformedSessionPolicy(reason=_("it is not JSON")) from error
    if not isinstance(parsed, dict) or "Statement" not in parsed:
        raise MalformedSessionPolicy(reason=_("it is no JSON object with a Statement"))
    return compact


def _with_each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is there twice: whoever approves it would read the one, and AWS might take the other."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise MalformedSessionPolicy(reason=_("a key is in it twice"))
    return found
