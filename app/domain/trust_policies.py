"""What to paste into AWS: a role's trust policy, the portal's own permission, a template for an account's roles."""

import json
from collections.abc import Iterable
from typing import Final

from app.domain.accounts import Role
from app.domain.arns import RoleArn

_VERSION: Final = "2012-10-17"
_DESCRIPTION: Final = "Roles that people open through Doorstep. They have no permissions yet: attach policies."
Document = dict[str, object]


def trust_policy_for(role: Role, portal_identity: str) -> Document:
    """Return the trust policy that admits the portal as this role is set up.

    What a session carries has a statement of its own: `sts:ExternalId` is no key of those actions.
    Source: AWS Service Authorization Reference, "Condition keys for AWS Security Token Service".
    """
    principal = {"AWS": portal_identity}
    enter: Document = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if role.external_id is not None:
        enter["Condition"] = {"StringEquals": {"sts:ExternalId": role.external_id}}
    statements = [enter]
    if carried := _carried(role):
        statements.append({"Effect": "Allow", "Principal": principal, "Action": carried})
    return {"Version": _VERSION, "Statement": statements}


def permission_for(role: Role) -> Document:
    """Return the statement that the portal's own policy needs for this role."""
    return {"Effect": "Allow", "Action": ["sts:AssumeRole", *_carried(role)], "Resource": role.role_arn.text}


def template_for(roles: Iterable[Role], portal_identity: str) -> str:
    """Return a CloudFormation template that creates these roles of one account, as text in YAML.

    Source: AWS CloudFormation User Guide, AWS::IAM::Role. Every value is written as JSON, which YAML takes as it is.
    """
    lines = ['AWSTemplateFormatVersion: "2010-09-09"', f"Description: {json.dumps(_DESCRIPTION)}"]
    lines.append("Resources:")
    for number, role in enumerate(roles, start=1):
        lines += _resource(number, role, portal_identity)
    return "\n".join(lines) + "\n"


def portal_of_unknown_name(partition: str) -> str:
    """Return what stands where AWS has not told yet who the portal is, for somebody to replace."""
    return f"arn:{partition}:iam::ACCOUNT:user/PORTAL"


def _resource(number: int, role: Role, portal_identity: str) -> list[str]:
    seconds = max(role.max_console_duration.seconds, 3600)
    properties: Document = {
        "RoleName": role.role_arn.name,
        "Path": _path_of(role.role_arn),
        "Description": role.description,
        "MaxSessionDuration": seconds,
        "AssumeRolePolicyDocument": trust_policy_for(role, portal_identity),
    }
    name = "".join(character for character in role.role_arn.name if character.isascii() and character.isalnum())
    written = [f"      {key}: {json.dumps(value)}" for key, value in properties.items() if value != ""]
    return [f"  Role{number}{name}:", "    Type: AWS::IAM::Role", "    Properties:", *written]


def _path_of(role_arn: RoleArn) -> str:
    return role_arn.text.partition(":role")[2].removesuffix(role_arn.name)


def _carried(role: Role) -> list[str]:
    wanted = (("sts:SetSourceIdentity", role.source_identity), ("sts:TagSession", role.session_tags))
    return [action for action, is_wanted in wanted if is_wanted]
