"""Sharp cases for the trust-policy oracle, each about one rule."""

from typing import Any, Final

from tests.demo.callers import IDENTITY, SANDBOX, allow, deny, policy
from tests.demo.cases import CHAIN, PORTAL, ROOT, WALKER, Case

CALLER_NONE: Final = {"AWS": f"arn:aws:iam::{IDENTITY}:user/caller-none"}


def _when(operator: str, key: str, value: Any) -> Any:
    return policy(allow(ROOT, "sts:*", condition={operator: {key: value}}))


TABLE: Final = (
    Case(name="exact user", trust=policy(allow(PORTAL))),
    Case(name="exact user, elsewhere", trust=policy(allow(PORTAL)), account_id=SANDBOX),
    Case(name="exact user is enough at home", trust=policy(allow(CALLER_NONE)), identity="none"),
    Case(
        name="exact user is not enough elsewhere", trust=policy(allow(CALLER_NONE)), identity="none", account_id=SANDBOX
    ),
    Case(name="root with identity policy", trust=policy(allow(ROOT))),
    Case(name="root without identity policy", trust=policy(allow(ROOT)), identity="none"),
    Case(name="anybody, no identity policy, at home", trust=policy(allow("*")), identity="none"),
    Case(name="anybody, no identity policy, elsewhere", trust=policy(allow("*")), identity="none", account_id=SANDBOX),
    Case(name="denied by the identity policy", trust=policy(allow(ROOT)), identity="denied", account_id=SANDBOX),
    Case(name="allow and deny", trust=policy(allow(PORTAL), deny(ROOT))),
    Case(name="a deny of another account", trust=policy(allow(PORTAL), deny({"AWS": SANDBOX}))),
    Case(name="chained: role named", trust=policy(allow({"AWS": f"{CHAIN}-all"})), chained=True),
    Case(name="chained: session named", trust=policy(allow({"AWS": WALKER})), chained=True),
    Case(
        name="chained: another session named",
        trust=policy(allow({"AWS": f"arn:aws:sts::{IDENTITY}:assumed-role/chain-all/runner"})),
        chained=True,
    ),
    Case(name="chained: MFA false is met", trust=_when("Bool", "aws:MultiFactorAuthPresent", "false"), chained=True),
    Case(name="long-term key: no MFA key at all", trust=_when("Bool", "aws:MultiFactorAuthPresent", "false")),
    Case(name="long-term key: MFA if exists", trust=_when("BoolIfExists", "aws:MultiFactorAuthPresent", "true")),
    Case(
        name="chained: a session policy that denies",
        trust=policy(allow({"AWS": f"{CHAIN}-all"})),
        chained=True,
        limit="nothing",
    ),
    Case(
        name="chained: a session policy that allows",
        trust=policy(allow({"AWS": f"{CHAIN}-all"}, "sts:*")),
        chained=True,
        limit="enter",
    ),
    Case(
        name="chained: beyond the session policy",
        trust=policy(allow({"AWS": f"{CHAIN}-all"}, "sts:*")),
        chained=True,
        limit="enter",
        tags={"team": "rides"},
    ),
    Case(name="tag session missing from the trust", trust=policy(allow(ROOT)), tags={"team": "rides"}),
    Case(name="source identity missing from the trust", trust=policy(allow(ROOT)), source_identity="alice"),
    Case(
        name="everything allowed and carried",
        trust=policy(allow(ROOT, "sts:*")),
        tags={"team": "rides"},
        source_identity="alice",
    ),
    Case(
        name="an external ID is no key of TagSession",
        trust=_when("StringEquals", "sts:ExternalId", "x1"),
        external_id="x1",
        tags={"team": "rides"},
    ),
    Case(
        name="an external ID is no key of SetSourceIdentity",
        trust=_when("StringEquals", "sts:ExternalId", "x1"),
        external_id="x1",
        source_identity="alice",
    ),
    Case(name="external ID missing", trust=_when("StringEquals", "sts:ExternalId", "x1")),
    Case(name="external ID not equal, missing", trust=_when("StringNotEquals", "sts:ExternalId", "x1")),
    Case(name="session name like", trust=_when("StringLike", "sts:RoleSessionName", "al?c*")),
    Case(name="session name not like", trust=_when("StringNotLike", "sts:RoleSessionName", ["bo*", "al*"])),
    Case(name="session name ignoring case", trust=_when("StringEqualsIgnoreCase", "sts:RoleSessionName", "ALICE")),
    Case(
        name="session name is the username",
        trust=_when("StringEquals", "sts:RoleSessionName", "${aws:username}"),
        session_name="caller-all",
    ),
    Case(
        name="username variable of a role",
        trust=_when("StringLike", "sts:RoleSessionName", "${aws:username}"),
        chained=True,
    ),
    Case(
        name="variable with a default",
        trust=_when("StringEquals", "sts:RoleSessionName", "${aws:username, 'alice'}"),
        chained=True,
    ),
    Case(
        name="tag keys without a set operator",
        trust=_when("StringEquals", "aws:TagKeys", "team"),
        tags={"team": "rides"},
    ),
    Case(
        name="all tag keys allowed",
        trust=_when("ForAllValues:StringEquals", "aws:TagKeys", ["team", "cost"]),
        tags={"team": "rides"},
    ),
    Case(
        name="one tag key too many",
        trust=_when("ForAllValues:StringEquals", "aws:TagKeys", ["team"]),
        tags={"team": "rides", "cost": "1"},
    ),
    Case(
        name="any tag key",
        trust=_when("ForAnyValue:StringEquals", "aws:TagKeys", ["team"]),
        tags={"team": "rides", "cost": "1"},
    ),
    Case(name="any tag key, none sent", trust=_when("ForAnyValue:StringEquals", "aws:TagKeys", ["team"])),
    Case(
        name="transitive keys",
        trust=_when("ForAllValues:StringLike", "sts:TransitiveTagKeys", "te*"),
        tags={"team": "x"},
        transitive=("team",),
    ),
    Case(
        name="source identity must be there",
        trust=_when("Null", "sts:SourceIdentity", "false"),
        source_identity="alice",
    ),
    Case(
        name="source identity must not be there",
        trust=_when("Null", "sts:SourceIdentity", "true"),
        source_identity="alice",
    ),
    Case(name="a star that is meant as one", trust=_when("StringLike", "sts:ExternalId", "x${*}"), external_id="x1"),
    Case(name="a dollar that is meant as one", trust=_when("StringLike", "sts:ExternalId", "${$}?"), external_id="x1"),
    Case(name="principal ARN like", trust=_when("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{IDENTITY}:user/*")),
    Case(
        name="principal ARN: a star stays in its part",
        trust=_when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*/caller-all"),
    ),
    Case(
        name="principal ARN not equal",
        trust=_when("ArnNotEquals", "aws:PrincipalArn", f"arn:aws:iam::{IDENTITY}:user/caller-all"),
    ),
    Case(
        name="identity policy wants a tag",
        trust=policy(allow(ROOT, "sts:*")),
        identity="tagged",
        tags={"team": "rides"},
    ),
    Case(
        name="identity policy wants another tag",
        trust=policy(allow(ROOT, "sts:*")),
        identity="tagged",
        tags={"team": "x"},
    ),
    Case(name="not-action", trust=policy(allow(ROOT, "sts:*")), identity="nottags", tags={"team": "rides"}),
)
