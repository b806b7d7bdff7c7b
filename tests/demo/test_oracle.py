"""The gate's verdict on trust policies is the verdict of an oracle: npm's iam-simulate, run as a program of its own."""

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from types_boto3_iam import IAMClient

from app.demo.aws import EmbeddedAws
from tests.demo.callers import Keys, Refusal, allow, assume, iam, keys_of, policy, role_trusting, sts
from tests.demo.cases import IDENTITIES, LIMITS, Case, drawn_by_lot
from tests.demo.table import TABLE

ORACLE = Path(__file__).resolve().parents[1] / "node" / "oracle.mjs"
ADMINISTRATOR = "arn:aws:iam::048213579604:role/oracle-administrator"
LOT = 600

Verdict = str | None
"""The action that was refused, or None."""


@pytest.fixture(scope="module")
def callers(module_aws: EmbeddedAws) -> Mapping[tuple[str, str], Any]:
    """Clients for each identity policy: a user, and sessions of a role with each session policy."""
    module_aws.put_role(_administrator())
    client = iam(module_aws, keys_of(assume(sts(module_aws), ADMINISTRATOR)))
    users = {(name, "user"): sts(module_aws, _user(client, name)) for name in IDENTITIES}
    roles = {name: _chain(client, name) for name in IDENTITIES}
    return {
        **users,
        **{(n, lim): sts(module_aws, _walker(module_aws, roles[n], lim)) for n in IDENTITIES for lim in LIMITS},
    }


def test_the_table_is_judged_like_the_oracle(module_aws: EmbeddedAws, callers: Mapping[Any, Any]) -> None:
    ours, theirs = _gate(module_aws, callers, TABLE), _oracle(TABLE)

    assert _differences(TABLE, ours, theirs) == []
    assert {None, "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"} == set(ours)


def test_cases_drawn_by_lot_are_judged_like_the_oracle(module_aws: EmbeddedAws, callers: Mapping[Any, Any]) -> None:
    cases = drawn_by_lot(LOT, seed=20261123)

    ours, theirs = _gate(module_aws, callers, cases), _oracle(cases)

    assert _differences(cases, ours, theirs) == []
    # A lot in which nearly all is refused would prove little.
    assert LOT / 8 < ours.count(None) < LOT * 7 / 8


def _oracle(cases: Sequence[Case]) -> list[Verdict]:
    questions = json.dumps([case.question() for case in cases])
    command = ["node", str(ORACLE)]
    answer = subprocess.run(command, input=questions, capture_output=True, text=True, timeout=120, check=True)
    verdicts: list[Verdict] = json.loads(answer.stdout)
    return verdicts


def _gate(aws: EmbeddedAws, callers: Mapping[Any, Any], cases: Sequence[Case]) -> list[Verdict]:
    return [_ask_gate(aws, callers[case.identity, case.limit if case.chained else "user"], case) for case in cases]


def _ask_gate(aws: EmbeddedAws, client: Any, case: Case) -> Verdict:
    aws.put_role(role_trusting(case.trust, account_id=case.account_id))
    answer = assume(client, case.role, **case.parameters)
    if not isinstance(answer, Refusal):
        return None
    action = re.search(r"not authorized to perform: (sts:\w+)", answer.message)
    assert action, f"{case}: {answer}"
    return action[1]


def _differences(cases: Sequence[Case], ours: Sequence[Verdict], theirs: Sequence[Verdict]) -> list[str]:
    rows = zip(cases, ours, theirs, strict=True)
    return [f"{case.name}: we {mine}, the oracle {its}: {case.question()}" for case, mine, its in rows if mine != its]


def _user(client: IAMClient, name: str) -> Keys:
    client.create_user(UserName=f"caller-{name}")
    client.put_user_policy(UserName=f"caller-{name}", PolicyName="it", PolicyDocument=json.dumps(IDENTITIES[name]))
    key = client.create_access_key(UserName=f"caller-{name}")["AccessKey"]
    return Keys(key["AccessKeyId"], key["SecretAccessKey"])


def _chain(client: IAMClient, name: str) -> str:
    trust = json.dumps(policy(allow("*")))
    role = client.create_role(RoleName=f"chain-{name}", AssumeRolePolicyDocument=trust)["Role"]
    client.put_role_policy(RoleName=f"chain-{name}", PolicyName="it", PolicyDocument=json.dumps(IDENTITIES[name]))
    return role["Arn"]


def _walker(aws: EmbeddedAws, role_arn: str, limit: str) -> Keys:
    changes = {"Policy": json.dumps(LIMITS[limit])} if LIMITS[limit] else {}
    return keys_of(assume(sts(aws), role_arn, RoleSessionName="walker", **changes))


def _administrator() -> Any:
    trusting = role_trusting(policy(allow("*")))
    return type(trusting)(
        role_arn=ADMINISTRATOR,
        name="oracle-administrator",
        path="/",
        partition="aws",
        account_id=trusting.account_id,
        description="Makes the callers",
        trust_policy=trusting.trust_policy,
        managed_policies=("arn:aws:iam::aws:policy/AdministratorAccess",),
    )
