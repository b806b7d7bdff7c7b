"""Any holdings: everything that admins may describe, with names that YAML or JSON could take for something else."""

from datetime import UTC, datetime
from ipaddress import ip_network
from typing import get_args
from uuid import UUID

from hypothesis import strategies as st

from app.domain.accounts import COLOURS, Account, Role
from app.domain.arns import AccountId, RoleArn
from app.domain.conditions import Conditions, SessionPolicy
from app.domain.destinations import Destination
from app.domain.durations import Duration
from app.domain.freshness import Freshness
from app.domain.interchange import Holdings
from app.domain.mappings import Effect, Mapping, PortalTarget
from app.domain.names import parse_name
from app.domain.partitions import PARTITIONS, partition_named
from app.domain.people import Group, Person, Username
from app.domain.reasons import ReasonRule
from app.domain.selectors import AccountSet, RolePattern, Selector
from app.storage.ids import new_id

ODD = (
    *("no", "Yes", "on", "null", "~", "true", "1e3", "0x10", "0o7", "012", "1_000", "1:30", "2026-01-31", ".inf", "="),
    *("a: b", "# a", "a #b", "- a", "? a", "*a", "&a", "!a", "%a", "@a", "`a", "{a", "[a", "'a", '"a"', "a\\nb", "|"),
    *("😀", "\\ud83d\\ude00", "مرحبا", "e\N{COMBINING ACUTE ACCENT}", "<<", "...", "---", "a,b"),
)
REGIONS = {
    "aws": "eu-central-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-cn": "cn-north-1",
    "aws-eusc": "eusc-de-east-1",
}
names = st.one_of(
    st.sampled_from([parse_name(name) for name in ODD]),
    st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=20).map(
        parse_name
    ),
)
# No two are the same, and none matters.
ids = st.builds(new_id)
lines = st.just("") | names
tags = st.dictionaries(names.filter(lambda name: "=" not in name), lines, max_size=3)
moments = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside it
durations = st.integers(1, 48).map(lambda quarters: Duration(quarters * 900))
disabled = st.none() | moments
freshnesses = st.builds(Freshness, st.none() | st.integers(1, 480), st.none() | st.integers(1, 12))
partitions = st.sampled_from([partition.name for partition in PARTITIONS])
role_names = st.from_regex(r"[A-Za-z0-9_+=,.@-]{1,64}", fullmatch=True)
networks = st.lists(
    st.sampled_from(["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32", "::/0"]).map(ip_network), max_size=3, unique=True
).map(tuple)
arns_of_policies = st.lists(
    st.sampled_from(["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/a"]), unique=True
).map(tuple)
documents = st.sampled_from([None, '{"Version":"2012-10-17","Statement":[]}', '{"Statement":"é: #"}'])
policies = st.tuples(documents, arns_of_policies).filter(any).map(lambda given: SessionPolicy.parse(given[0], given[1]))
rules = st.builds(ReasonRule, st.sampled_from([None, "OPS-#", "@-#", "1e3"]), st.none() | names)
people = st.builds(Person, ids, names.map(Username.parse), display_name=names, email=st.none(), role_session_name=names)
groups = st.builds(Group, ids, source=names, external_id=names, name=names)
conditions = st.builds(
    Conditions,
    max_console_duration=st.none() | durations,
    networks=networks,
    needs_mfa=st.booleans(),
    session_policy=st.none() | policies,
    reason=st.none() | rules,
)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """An account of any name."""
    partition = draw(partitions)
    return Account(
        id=draw(ids),
        partition=partition,
        account_id=AccountId.parse(draw(st.from_regex(r"[0-9]{12}", fullmatch=True))),
        name=draw(names),
        description=draw(lines),
        environment=draw(lines),
        colour=draw(st.sampled_from(COLOURS)),
        tags=draw(tags),
        sensitive=draw(st.booleans()),
        default_region=draw(st.sampled_from([None, REGIONS[partition]])),
        freshness=draw(freshnesses),
        disabled_at=draw(disabled),
    )


@st.composite
def roles(draw: st.DrawFn, account: Account) -> Role:
    """A role of an account."""
    path = draw(st.sampled_from(["", "team/", "a#b/c:d/", "%20/'/"]))
    partition = partition_named(account.partition)
    home = Destination.parse(f"https://{partition.console_domain}/s3/", partition=partition).url
    return Role(
        id=draw(ids),
        account=account,
        role_arn=RoleArn.parse(f"arn:{account.partition}:iam::{account.account_id}:role/{path}{draw(role_names)}"),
        max_console_duration=draw(durations),
        description=draw(lines),
        external_id=draw(st.none() | st.from_regex(r"[A-Za-z0-9_+=,.@:/-]{2,40}", fullmatch=True)),
        source_identity=draw(st.booleans()),
        session_tags=draw(st.booleans()),
        default_destination=draw(st.sampled_from([None, home])),
        freshness=draw(freshnesses),
        disabled_at=draw(disabled),
    )


@st.composite
def selectors(draw: st.DrawFn, some: list[Account]) -> Selector:
    """A pattern of role names in all accounts, in those with some tags, or in some of a list."""
    chosen = [st.just(AccountSet("all")), tags.filter(bool).map(AccountSet.tagged)]
    chosen += [st.sets(st.sampled_from([one.id for one in some]), min_size=1).map(_listed)] if some else []
    pattern = draw(st.sampled_from(["*", "Read*", "1e3", "=", "*-@-*", "No"]).map(RolePattern.parse))
    return Selector(draw(ids), pattern, draw(st.one_of(chosen)))


@st.composite
def mappings(draw: st.DrawFn, subject: Person | Group, target: Role | Selector | PortalTarget) -> Mapping:
    """A mapping of any effect, with any conditions."""
    return Mapping(
        id=draw(ids),
        effect=draw(st.sampled_from(get_args(Effect))),
        subject_kind="person" if isinstance(subject, Person) else "group",
        subject_id=subject.id,
        target_kind="portal" if isinstance(target, str) else "role" if isinstance(target, Role) else "selector",
        target_id=target if isinstance(target, str) else str(target.id),
        conditions=draw(conditions),
        valid_from=draw(st.none() | moments),
        valid_until=draw(st.none() | moments),
        disabled_at=draw(disabled),
        selector=target if isinstance(target, Selector) else None,
    )


@st.composite
def catalogues(draw: st.DrawFn, subjects: tuple[Person | Group, ...]) -> Holdings:
    """Accounts, roles and mappings of some people and groups."""
    some_accounts = draw(st.lists(accounts(), max_size=3, unique_by=lambda one: (one.partition, one.account_id)))
    in_them = st.one_of([roles(one) for one in some_accounts])
    some_roles = draw(st.lists(in_them, max_size=4 * bool(some_accounts), unique_by=_arn))
    ready: list[Role | PortalTarget] = ["admin", "auditor", *some_roles]
    targets: st.SearchStrategy[Role | Selector | PortalTarget] = st.one_of(
        selectors(some_accounts), st.sampled_from(ready)
    )
    pairs = draw(st.lists(st.tuples(st.sampled_from(subjects), targets), max_size=4))
    return Holdings(
        accounts=tuple(some_accounts),
        roles=tuple(some_roles),
        mappings=tuple(draw(mappings(subject, target)) for subject, target in pairs),
        people=tuple(one for one in subjects if isinstance(one, Person)),
        groups=tuple(one for one in subjects if isinstance(one, Group)),
    )


@st.composite
def holdings(draw: st.DrawFn) -> Holdings:
    """A whole portal."""
    some_people = draw(st.lists(people, min_size=1, max_size=3))
    some_groups = draw(st.lists(groups, max_size=3, unique_by=lambda one: (one.source, one.external_id)))
    return draw(catalogues((*some_people, *some_groups)))


def _listed(ids: set[UUID]) -> AccountSet:
    return AccountSet.listed(frozenset(ids))


def _arn(role: Role) -> str:
    return role.role_arn.text
