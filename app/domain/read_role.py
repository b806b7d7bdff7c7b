"""What discovery needs in AWS, to paste: the portal's own permission, and the read-only role of each account."""

import json
from typing import Final

from app.domain.discovery import DiscoverySettings
from app.domain.errands import LISTS_ACCOUNTS, LISTS_ROLES

_VERSION: Final = "2012-10-17"
_DESCRIPTION: Final = "Lets Doorstep list the roles of this account and their tags, and nothing else."
Document = dict[str, object]


def portal_policy_for(settings: DiscoverySettings) -> Document:
    """Return the policy that the portal identity needs for a discovery: to list accounts, or to enter who may."""
    entered = [] if settings.read_role is None else [f"arn:{settings.partition}:iam::*:role/{settings.read_role}"]
    if settings.organization_role is not None:
        entered.append(settings.organization_role.text)
    statements: list[Document] = []
    if settings.organization_role is None:
        statements.append({"Effect": "Allow", "Action": list(LISTS_ACCOUNTS), "Resource": "*"})
    if entered:
        statements.append({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": entered})
    return {"Version": _VERSION, "Statement": statements}


def organization_policy() -> Document:
    """Return the policy that a role for listing accounts needs."""
    return _allowing(LISTS_ACCOUNTS)


def read_role_policy() -> Document:
    """Return the policy of the read-only role. Source: AWS Service Authorization Reference, IAM (list actions)."""
    return _allowing(LISTS_ROLES)


def read_role_trust(settings: DiscoverySettings, portal_identity: str) -> Document:
    """Return the trust policy of the read-only role."""
    enter: Document = {"Effect": "Allow", "Principal": {"AWS": portal_identity}, "Action": "sts:AssumeRole"}
    if settings.external_id is not None:
        enter["Condition"] = {"StringEquals": {"sts:ExternalId": settings.external_id}}
    return {"Version": _VERSION, "Statement": [enter]}


def read_role_template(settings: DiscoverySettings, portal_identity: str) -> str:
    """Return a CloudFormation template of the read-only role, as text in YAML; empty where no role is read.

    Source: AWS CloudFormation User Guide, AWS::IAM::Role. Every value is written as JSON, which YAML takes as it is.
    """
    if settings.read_role is None:
        return ""
    path, _slash, name = f"/{settings.read_role}".rpartition("/")
    properties: Document = {
        "RoleName": name,
        "Path": f"{path}/",
        "Description": _DESCRIPTION,
        "AssumeRolePolicyDocument": read_role_trust(settings, portal_identity),
        "Policies": [{"PolicyName": "doorstep", "PolicyDocument": read_role_policy()}],
    }
    lines = ['AWSTemplateFormatVersion: "2010-09-09"', f"Description: {json.dumps(_DESCRIPTION)}", "Resources:"]
    lines += ["  DoorstepReadRole:", "    Type: AWS::IAM::Role", "    Properties:"]
    return "\n".join([*lines, *(f"      {key}: {json.dumps(value)}" for key, value in properties.items())]) + "\n"


def _allowing(actions: tuple[str, ...]) -> Document:
    return {"Version": _VERSION, "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}
