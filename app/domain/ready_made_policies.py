"""Session policies to take as they are: a console without the ways from it to credentials for programs."""

import json
from typing import Final

from app.domain.conditions import SessionPolicy

_SID: Final = "NoCredentialsForPrograms"
# `aws login` needs both of the first. Sources: AWS Managed Policy Reference, SignInLocalDevelopmentAccess; AWS Service
# Authorization Reference, AWS CloudShell.
_DENIED: Final = ("signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token", "cloudshell:*")


def without_programs(document: str | None, *, has_arns: bool) -> str:
    """Return a session policy that denies `aws login` and CloudShell on top of what it says; as JSON, indented.

    AWS allows what the role and any one of the session policies allow: with none it has to allow everything that the
    role may, beside others it must not. Raises MalformedSessionPolicy for a document that cannot be read. Source: AWS
    IAM User Guide, "Session policies".
    """
    denies = {"Sid": _SID, "Effect": "Deny", "Action": list(_DENIED), "Resource": "*"}
    if document is None:
        statements = [denies] if has_arns else [{"Effect": "Allow", "Action": "*", "Resource": "*"}, denies]
        return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
    policy = json.loads(SessionPolicy.parse(document).document or "")
    said = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    if denies not in said:
        policy["Statement"] = [*said, denies]
    return json.dumps(policy, indent=2)
