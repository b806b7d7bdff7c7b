"""Cases for the trust-policy oracle, and as many drawn by lot as one likes."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.demo.callers import IDENTITY, SANDBOX, allow, deny, policy

Policy = Mapping[str, Any]  # Any: the JSON of a policy

USERS: Final = ("caller", "caller-two")
CHAIN: Final = f"arn:aws:iam::{IDENTITY}:role/chain"
WALKER: Final = f"arn:aws:sts::{IDENTITY}:assumed-role/chain/walker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request and the policies around it.

    `identity` names a policy of IDENTITIES; `chained` asks from a role, and `limit` names its session policy in LIMITS.
    """

    name: str
    trust: Policy
    identity: str = "all"
    chained: bool = False
    limit: str = "none"
    account_id: str = IDENTITY
    session_name: str = "alice"
    external_id: str | None = None
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        return f"arn:aws:iam::{self.account_id}:role/gate-test"

    @property
    def principal(self) -> str:
        if self.chained:
            return f"arn:aws:sts::{IDENTITY}:assumed-role/chain-{self.identity}/walker"
        return f"arn:aws:iam::{IDENTITY}:user/caller-{self.identity}"

    @property
    def actions(self) -> list[str]:
        tagged = ["sts:TagSession"] if self.tags else []
        return ["sts:AssumeRole", *tagged, *(["sts:SetSourceIdentity"] if self.source_identity else [])]

    @property
    def context(self) -> dict[str, str | list[str]]:
        """What AWS would put into the request; the oracle leaves out what does not belong to an action."""
        given: dict[str, str | list[str] | None] = {
            "aws:PrincipalArn": self._principal_arn,
            "aws:PrincipalAccount": IDENTITY,
            "aws:username": None if self.chained else f"caller-{self.identity}",
            "aws:MultiFactorAuthPresent": "false" if self.chained else None,
            "sts:ExternalId": self.external_id,
            "sts:RoleSessionName": self.session_name,
            "sts:SourceIdentity": self.source_identity,
            "aws:TagKeys": list(self.tags) or None,
            "sts:TransitiveTagKeys": list(self.transitive) or None,
            **{f"aws:RequestTag/{key}": value for key, value in self.tags.items()},
        }
        return {key: value for key, value in given.items() if value is not None}

    @property
    def parameters(self) -> dict[str, Any]:
        """The same request, as boto3 sends it."""
        given: dict[str, Any] = {
            "RoleSessionName": self.session_name,
            "ExternalId": self.external_id,
            "SourceIdentity": self.source_identity,
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()] or None,
            "TransitiveTagKeys": list(self.transitive) or None,
        }
        return {key: value for key, value in given.items() if value is not None}

    def question(self) -> dict[str, Any]:
        """The case as the oracle reads it."""
        return {
            "principal": self.principal,
            "actions": self.actions,
            "role": self.role,
            "context": self.context,
            "identity": [IDENTITIES[self.identity]],
            "session": LIMITS[self.limit] if self.chained else None,
            "trust": self.trust,
        }

    @property
    def _principal_arn(self) -> str:
        kind = "role/chain" if self.chained else "user/caller"
        return f"arn:aws:iam::{IDENTITY}:{kind}-{self.identity}"


def _identity(effect: str, actions: Any, resource: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": actions, "Resource": resource, **more}


_ENTER: Final = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
IDENTITIES: Final[Mapping[str, Policy]] = {
    "all": policy(_identity("Allow", _ENTER, "*")),
    "none": policy(_identity("Allow", "s3:GetObject", "*")),
    "enter": policy(_identity("Allow", "sts:assumerole", f"arn:aws:iam::{SANDBOX}:role/gate-*")),
    "denied": policy(
        _identity("Allow", "sts:*", "*"), _identity("Deny", "sts:AssumeRole", f"arn:aws:iam::{SANDBOX}:role/*")
    ),
    "tagged": policy(_identity("Allow", "sts:*", "*", Condition={"StringEquals": {"aws:RequestTag/team": "rides"}})),
    "nottags": policy({"Effect": "Allow", "NotAction": "sts:TagSession", "Resource": "*"}),
}

LIMITS: Final[Mapping[str, Policy | None]] = {
    "none": None,
    "nothing": policy(_identity("Deny", "*", "*")),
    "enter": policy(_identity("Allow", "sts:AssumeRole", "*")),
}

PORTAL: Final = {"AWS": f"arn:aws:iam::{IDENTITY}:user/caller-all"}
ROOT: Final = {"AWS": f"arn:aws:iam::{IDENTITY}:root"}


def drawn_by_lot(count: int, *, seed: int) -> list[Case]:
    """Cases that nobody thought of; the same ones for the same seed."""
    lot = random.Random(seed)  # noqa: S311 - the point is that they come again
    return [_draw(lot, number) for number in range(count)]


def _draw(lot: random.Random, number: int) -> Case:
    tags = {
        key: lot.choice(["rides", "tills", ""]) for key in lot.sample(["team", "cost", "Env"], lot.choice([0, 0, 1, 2]))
    }
    return Case(
        name=f"lot {number}",
        trust=policy(*(_draw_statement(lot) for _ in range(lot.choice([1, 1, 2, 3])))),
        identity=lot.choice(["all", "all", "all", *IDENTITIES]),
        chained=lot.random() < 0.4,
        limit=lot.choice(["none", "none", "none", *LIMITS]),
        account_id=lot.choice([IDENTITY, SANDBOX]),
        session_name=lot.choice(["alice", "bob", "caller-all"]),
        external_id=lot.choice([None, "x1", "X1", "y2"]),
        source_identity=lot.choice([None, None, "alice", "bob"]),
        tags=tags,
        transitive=tuple(lot.sample(sorted(tags), lot.choice([0, len(tags)]))),
    )


def _draw_statement(lot: random.Random) -> Any:
    principal = lot.choice(
        ["*", ROOT, ROOT, PORTAL, {"AWS": IDENTITY}, {"AWS": SANDBOX}, {"AWS": [f"{CHAIN}-all", PORTAL["AWS"]]},
         {"AWS": f"arn:aws:sts::{IDENTITY}:assumed-role/chain-all/walker"}]
    )  # fmt: skip
    actions = lot.choice([["sts:AssumeRole"], ["sts:*"], ["sts:assumeRole", "sts:TagSession"], _ENTER, ["sts:Set*"]])
    condition: dict[str, Any] = {}
    for _ in range(lot.choice([0, 0, 1, 2])):
        operator, key, value = _draw_condition(lot)
        condition.setdefault(operator, {})[key] = value
    make = deny if lot.random() < 0.15 else allow
    return make(principal, *actions, condition=condition or None)


def _draw_condition(lot: random.Random) -> tuple[str, str, Any]:
    single = {
        "sts:ExternalId": ["x1", "X1", "x?", "*"],
        "sts:RoleSessionName": ["alice", "b*", "ALICE", "${aws:username}"],
        "sts:SourceIdentity": ["alice", "a*", "${sts:RoleSessionName}"],
        "aws:RequestTag/team": ["rides", "r*", "", "Rides"],
    }
    many = {"aws:TagKeys": ["team", "cost", "T*", "env"], "sts:TransitiveTagKeys": ["team", "*"]}
    texts = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase",
             "StringNotEqualsIgnoreCase"]  # fmt: skip
    suffix, kind = lot.choice(["", "", "IfExists"]), lot.random()
    if kind < 0.15:
        arns = [f"arn:aws:iam::{IDENTITY}:user/*", "arn:aws:iam::*:role/chain-*", f"{CHAIN}-all", WALKER]
        return (
            lot.choice(["ArnEquals", "ArnLike", "ArnNotLike", "ArnNotEquals"]) + suffix,
            "aws:PrincipalArn",
            lot.sample(arns, 2),
        )
    if kind < 0.3:
        return "Null", lot.choice([*single, *many]), lot.choice(["true", "false"])
    if kind < 0.4:
        return f"Bool{suffix}", "aws:MultiFactorAuthPresent", lot.choice(["true", "false"])
    if kind < 0.6:
        key = lot.choice(list(many))
        return (
            f"{lot.choice(['ForAllValues', 'ForAnyValue'])}:{lot.choice(texts)}{suffix}",
            key,
            lot.sample(many[key], 2),
        )
    key = lot.choice(list(single))
    return lot.choice(texts) + suffix, key, lot.choice([lot.choice(single[key]), lot.sample(single[key], 2)])
