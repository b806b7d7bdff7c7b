"""AssumeRole, in the order in which AWS refuses: syntax, permission, duration, policies, size; then moto mints."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from werkzeug.wrappers import Response

from app.demo.clock import Clock
from app.demo.sts.answers import AwsRefusal, Xml, invalid, result_response
from app.demo.sts.callers import Caller
from app.demo.sts.minting import Mint, Minted
from app.demo.sts.policies import Document
from app.demo.sts.request import AssumeRoleCall, Form, parse_assume_role
from app.demo.sts.session_policies import check_sizes, packed_percentage, parse_document
from app.demo.sts.verdict import check_admission, not_authorized
from app.demo.world import Role, World

_CHAINED_LIMIT: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumeRole:
    """The action, over the simulated accounts."""

    world: World
    mint: Mint
    clock: Clock

    def answer(self, caller: Caller, region: str, form: Form) -> Response:
        call = parse_assume_role(form)
        check_sizes(call)
        if call.partition != caller.partition:
            raise invalid("Request ARN is invalid")
        role = self.world.find_role(call.role_arn, now=self.clock())
        if role is None:
            # A role that does not exist, or not yet, is refused in the same words as one that does not trust you.
            raise not_authorized(caller.arn, "sts:AssumeRole", call.role_arn)
        check_admission(caller, role, call)
        _check_duration(caller, role, call)
        policies = self._session_policies(role, call)
        inherited = _inherited_tags(caller, call)
        packed = packed_percentage(call, inherited)
        minted = self.mint.mint(
            role,
            call,
            region=region,
            is_chained=caller.is_chained,
            source_identity=call.source_identity or caller.source_identity,
            inherited_tags=inherited,
            session_policies=policies,
        )
        return result_response("AssumeRole", _result(minted, packed))

    def _session_policies(self, role: Role, call: AssumeRoleCall) -> tuple[Document, ...]:
        inline = () if call.policy is None else (parse_document(call.policy),)
        managed = self.world.find_managed_policies(role, call.policy_arns)
        if managed is None:
            raise invalid("One of the specified policy ARNs does not exist in the account of the role.")
        return (*inline, *managed)


def _check_duration(caller: Caller, role: Role, call: AssumeRoleCall) -> None:
    """Both limits, in AWS's exact words: clients tell them apart by the text."""
    if caller.is_chained and call.duration_seconds > _CHAINED_LIMIT:
        raise invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    if call.duration_seconds > role.max_session_duration:
        raise invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def _inherited_tags(caller: Caller, call: AssumeRoleCall) -> dict[str, str]:
    """Transitive tags of the calling session go on into the new one, and cannot be set anew."""
    inherited = dict(caller.transitive_tags)
    if {key.lower() for key in inherited} & {key.lower() for key in call.tags}:
        message = (
            "One of the specified transitive tag keys can't be set because it conflicts with "
            "a transitive tag key from the calling session."
        )
        raise AwsRefusal("InvalidParameterValue", message)
    return inherited


def _result(minted: Minted, packed: int | None) -> Xml:
    result: Xml = {
        "AssumedRoleUser": {"AssumedRoleId": minted.assumed_role_id, "Arn": minted.arn},
        "Credentials": {
            "AccessKeyId": minted.access_key_id,
            "SecretAccessKey": minted.secret_access_key,
            "SessionToken": minted.session_token,
            "Expiration": _iso(minted.expires_at),
        },
    }
    if packed is not None:
        result["PackedPolicySize"] = str(packed)
    if minted.source_identity is not None:
        result["SourceIdentity"] = minted.source_identity
    return result


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
