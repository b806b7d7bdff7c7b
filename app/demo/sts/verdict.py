"""May this caller assume this role? Both sides, for each of the three actions that one AssumeRole may need.

Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html (which
condition keys belong to which action), https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
"""

from collections.abc import Iterator

from app.demo.sts.answers import denied
from app.demo.sts.callers import Caller
from app.demo.sts.conditions import Context
from app.demo.sts.policies import identity_verdict, trust_verdict
from app.demo.sts.request import AssumeRoleCall
from app.demo.world import Role

Keys = dict[str, str | tuple[str, ...] | None]


def check_admission(caller: Caller, role: Role, call: AssumeRoleCall) -> None:
    """Raise AwsRefusal that names the first of the needed actions that one side does not allow."""
    for action in _needed_actions(caller, call):
        if not _is_allowed(caller, role, action, _context_for(action, caller, role, call)):
            raise not_authorized(caller.arn, action, role.arn)
    _check_source_identity_stays(caller, role, call)


def not_authorized(caller_arn: str, action: str, resource: str) -> Exception:
    return denied(f"User: {caller_arn} is not authorized to perform: {action} on resource: {resource}")


def _needed_actions(caller: Caller, call: AssumeRoleCall) -> Iterator[str]:
    """Tags and source identity need a permission of their own, whether they are passed or inherited."""
    yield "sts:AssumeRole"
    if call.tags or caller.transitive_tags:
        yield "sts:TagSession"
    if call.source_identity or caller.source_identity:
        yield "sts:SetSourceIdentity"


def _is_allowed(caller: Caller, role: Role, action: str, context: Context) -> bool:
    identity = identity_verdict(caller.policies, action, role.arn, context)
    trust = trust_verdict(role.trust_policy, action, caller.speaker, context)
    limits = [identity_verdict([policy], action, role.arn, context) for policy in caller.session_policies]
    if identity.denied or trust.denied or any(limit.denied for limit in limits):
        return False
    if caller.session_policies and not any(limit.allowed for limit in limits):
        return False
    if caller.account_id == role.account_id:
        return trust.allowed or (trust.account_allowed and identity.allowed)
    return identity.allowed and (trust.allowed or trust.account_allowed)


def _check_source_identity_stays(caller: Caller, role: Role, call: AssumeRoleCall) -> None:
    """A source identity, once set, cannot change within a chain."""
    if caller.source_identity and call.source_identity not in {None, caller.source_identity}:
        raise not_authorized(caller.arn, "sts:SetSourceIdentity", role.arn)


def _context_for(action: str, caller: Caller, role: Role, call: AssumeRoleCall) -> Context:
    """The keys that AWS documents for the action, and the global ones: others are not in the request."""
    transitive: Keys = {"sts:transitivetagkeys": call.transitive_tag_keys or None}
    source_identity: Keys = {"sts:sourceidentity": call.source_identity or caller.source_identity}
    entering: Keys = {
        **{f"iam:resourcetag/{key.lower()}": value for key, value in role.tags.items()},
        "sts:externalid": call.external_id,
        "sts:rolesessionname": call.role_session_name,
    }
    own: dict[str, Keys] = {
        "sts:AssumeRole": {**entering, **transitive, **source_identity},
        "sts:TagSession": transitive,
        "sts:SetSourceIdentity": source_identity,
    }
    tags: Keys = {
        **{f"aws:requesttag/{key.lower()}": value for key, value in call.tags.items()},
        "aws:tagkeys": tuple(call.tags) or None,
    }
    keys = {**own[action], **tags}
    return {**caller.context, **{key: value for key, value in keys.items() if value is not None}}
