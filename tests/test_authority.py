"""A console opens on authority only: a grant that the mappings gave just now, or a role that was made a moment ago.

Six facts, read from the syntax of every file, and each shown to catch a breach:

1. only `require_grant` makes a Grant;
2. only the walkthrough makes a CreatedRole, straight from IAM's answer to CreateRole;
3. AssumeRole is reached from a click with its offer's grant, from the walkthrough with its created role, and from
   nowhere else; and only these two kinds of authority, never an errand's, get a sign-in token;
4. `doorstep url` reaches AWS by opening a console like a click, and by nothing else;
5. only `require_admin` makes an Admin and only `require_auditor` an Auditor;
6. only the errand services make an Errand, in a function that an Admin was handed to, and only they send one to AWS;
   what comes back is an ErrandCredentials, while a sign-in token is given for an AssumedRole alone.
"""

import ast
from collections.abc import Callable

import pytest

from tests.architecture import errand_authority
from tests.architecture.errand_authority import ERRAND_STS, ERRAND_VALUES
from tests.architecture.sources import Source, imports, sources
from tests.architecture.syntax import at, calls, calls_of, parameters_of_type, uses_of_what

Rule = Callable[[Source], list[str]]

GRANTS = "app/domain/access.py"
WALKTHROUGH = "app/services/walkthrough.py"
CLICKS = "app/services/console.py"
STS = "app/aws/sts.py"
SIGN_IN = "app/aws/signin.py"
URL = "app/cli/url.py"
RANKS = "app/domain/admins.py"
CREATED_ROLES = "app/domain/walkthrough.py"
KINDS_THAT_OPEN = frozenset({"Grant", "CreatedRole"})
AUTHORITY = KINDS_THAT_OPEN | {"Admin", "Auditor", "Errand"}
GATEWAYS = ("StsGateway", "SignInGateway", "ErrandGateway", "DiscoveryGateway")
COPIES = frozenset({"replace", "dataclasses.replace", "copy.replace"})
# What `doorstep url` may take from where AWS could be reached.
URL_MAY_IMPORT = {"app.joints.aws.consoles_of", "app.joints.records.Records", "app.joints.records.records_of"}
WAYS_TO_AWS = ("app.aws", "app.factory", "app.joints", "app.services.console", "app.services.walk", "boto", "requests")


def only_require_grant_makes_a_grant(source: Source) -> list[str]:
    """Fact 1."""
    made = calls_of(source, "Grant")
    allowed = (GRANTS, "require_grant")
    return [at(source, call, "makes a Grant") for function, call in made if (source.path, function) != allowed]


def only_the_walkthrough_makes_a_created_role(source: Source) -> list[str]:
    """Fact 2."""
    made = calls_of(source, "CreatedRole")
    return [at(source, call, "makes a CreatedRole") for _function, call in made if not _is_iams_answer(source, call)]


def only_mappings_make_an_admin(source: Source) -> list[str]:
    """Fact 5."""
    made = [(kind, *each) for kind in ("Admin", "Auditor") for each in calls_of(source, kind)]
    bad = [call for kind, function, call in made if (source.path, function) != (RANKS, f"require_{kind.lower()}")]
    return [at(source, call, "makes an admin") for call in bad]


def nobody_makes_authority_in_another_way(source: Source) -> list[str]:
    """Facts 1 and 2: under another name, as a changed copy, or around `__init__`, where the modules know the kinds."""
    imported = [alias for node in ast.walk(source.tree()) if isinstance(node, ast.ImportFrom) for alias in node.names]
    kinds = [alias for alias in imported if alias.name in AUTHORITY]
    renamed = [f"{source.path}:{alias.lineno} renames {alias.name}" for alias in kinds if alias.asname]
    if not kinds and source.path not in {GRANTS, CREATED_ROLES, RANKS, ERRAND_VALUES}:
        return renamed
    copies = [call for _function, call in calls(source.tree()) if ast.unparse(call.func) in COPIES]
    around = [call for _function, call in calls_of(source, "__new__", "__setattr__")]
    return renamed + [at(source, call, "copies authority") for call in copies + around]


def assume_role_is_called_on_authority_only(source: Source) -> list[str]:
    """Fact 3: the calls, and nothing hands the method on."""
    tree = source.tree()
    good = [call.func for function, call in calls(tree) if _has_authority(source, function, call)]
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "assume_role"]
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value == "assume_role"]
    return [at(source, use, "reaches AssumeRole") for use in [*uses, *named] if use not in good]


def a_sign_in_token_is_for_a_grant_or_a_created_role(source: Source) -> list[str]:
    """Fact 3: the credentials of any other authority are of no use to the federation endpoint."""
    if source.path != SIGN_IN:
        return []
    asked = [function for function in source.functions() if function.name == "sign_in_token"]
    kinds = [_kinds(function.args.args[2].annotation) for function in asked]
    good = kinds == [KINDS_THAT_OPEN] and _kinds(asked[0].args.args[1].annotation) == {"AssumedRole"}
    return [] if good else [f"{source.path} exchanges the credentials of {kinds}"]


def gateways_are_joined_in_one_place(source: Source) -> list[str]:
    """Fact 3: who builds a gateway could call it; only that joint does, and hands it to the two services."""
    if source.path == "app/joints/aws.py":
        return []
    return [at(source, call, "builds a gateway") for _function, call in calls_of(source, *GATEWAYS)]


def url_opens_like_a_click(source: Source) -> list[str]:
    """Fact 4."""
    if source.path != URL:
        return []
    taken = [(found.line, f"{found.module}.{found.name}") for found in imports(source)]
    others = [(line, name) for line, name in taken if name.startswith(WAYS_TO_AWS) and name not in URL_MAY_IMPORT]
    uses = [use for use in uses_of_what(source, "consoles_of") if ast.unparse(use) != "consoles.open"]
    return [f"{source.path}:{line} imports {name}" for line, name in others] + [
        at(source, use, f"uses {ast.unparse(use)}") for use in uses
    ]


RULES: tuple[Rule, ...] = (
    only_require_grant_makes_a_grant,
    only_the_walkthrough_makes_a_created_role,
    only_mappings_make_an_admin,
    nobody_makes_authority_in_another_way,
    assume_role_is_called_on_authority_only,
    a_sign_in_token_is_for_a_grant_or_a_created_role,
    *errand_authority.RULES,
    gateways_are_joined_in_one_place,
    url_opens_like_a_click,
)

# Each breaks the rule before it, once, in the file that it names.
BREACHES: tuple[tuple[Rule, str, str], ...] = (
    (only_require_grant_makes_a_grant, "app/services/x.py", "grant = Grant(role=role)"),
    (only_require_grant_makes_a_grant, "app/services/x.py", "def require_grant():\n    return access.Grant(role=role)"),
    (only_require_grant_makes_a_grant, GRANTS, "def other():\n    return Grant(role=role)"),
    (only_the_walkthrough_makes_a_created_role, "app/cli/x.py", "role = CreatedRole(self._iam.create_role(p), name)"),
    (only_the_walkthrough_makes_a_created_role, WALKTHROUGH, "role = CreatedRole(RoleArn.parse(text), name)"),
    (only_the_walkthrough_makes_a_created_role, WALKTHROUGH, "role = CreatedRole(role_arn=role_arn, name=name)"),
    (only_the_walkthrough_makes_a_created_role, WALKTHROUGH, "role = CreatedRole(mine.create_role(p), name)"),
    (only_mappings_make_an_admin, "app/web/x.py", "admin = Admin(principal)"),
    (only_mappings_make_an_admin, RANKS, "def require_auditor():\n    return Admin(principal)"),
    (only_mappings_make_an_admin, RANKS, "def rank_of():\n    return admins.Auditor(principal)"),
    (
        nobody_makes_authority_in_another_way,
        "app/services/x.py",
        "from app.domain.access import Grant\nreplace(grant, role=role)",
    ),
    (nobody_makes_authority_in_another_way, GRANTS, "dataclasses.replace(grant, role=role)"),
    (nobody_makes_authority_in_another_way, "app/services/x.py", "from app.domain.access import Grant as Fact"),
    (nobody_makes_authority_in_another_way, GRANTS, "grant = object.__new__(Grant)"),
    (assume_role_is_called_on_authority_only, "app/web/x.py", "sts.assume_role(offer.grant, plan)"),
    (assume_role_is_called_on_authority_only, CLICKS, "self._sts.assume_role(errand, plan)"),
    (assume_role_is_called_on_authority_only, CLICKS, "self._sts.assume_role(grant=offer.grant)"),
    (assume_role_is_called_on_authority_only, CLICKS, "call = self._sts.assume_role"),
    (assume_role_is_called_on_authority_only, WALKTHROUGH, "def f(role):\n    self._sts.assume_role(role, plan)"),
    (
        assume_role_is_called_on_authority_only,
        WALKTHROUGH,
        "def f(created: CreatedRole):\n    created = other\n    self._sts.assume_role(created, plan)",
    ),
    (assume_role_is_called_on_authority_only, STS, "def f(self):\n    client.assume_role(RoleArn=arn)"),
    (
        assume_role_is_called_on_authority_only,
        "app/aws/x.py",
        "def assume_role(client):\n    client.assume_role(RoleArn=a)",
    ),
    (
        a_sign_in_token_is_for_a_grant_or_a_created_role,
        SIGN_IN,
        "def sign_in_token(self, assumed, authority: Grant | CreatedRole | Errand): ...",
    ),
    (a_sign_in_token_is_for_a_grant_or_a_created_role, SIGN_IN, "def sign_in_token(self, assumed, authority): ..."),
    (a_sign_in_token_is_for_a_grant_or_a_created_role, SIGN_IN, "def other(self): ..."),
    (
        a_sign_in_token_is_for_a_grant_or_a_created_role,
        SIGN_IN,
        "def sign_in_token(self, assumed: ErrandCredentials, authority: Grant | CreatedRole): ...",
    ),
    *errand_authority.BREACHES,
    (assume_role_is_called_on_authority_only, ERRAND_STS, "def f(self):\n    client.assume_role(RoleArn=arn)"),
    (gateways_are_joined_in_one_place, "app/services/x.py", "sts = ErrandGateway(wire=wire)"),
    (gateways_are_joined_in_one_place, "app/services/x.py", "aws = DiscoveryGateway(wire=wire)"),
    (gateways_are_joined_in_one_place, "app/cli/x.py", "sts = StsGateway(identities=identities)"),
    (gateways_are_joined_in_one_place, "app/web/x.py", "signin = aws.SignInGateway(wire=wire)"),
    (url_opens_like_a_click, URL, "from app.joints.aws import gateways_of"),
    (url_opens_like_a_click, URL, "from app import aws"),
    (url_opens_like_a_click, URL, "from app.aws.sts import StsGateway"),
    (url_opens_like_a_click, URL, "import boto3"),
    (url_opens_like_a_click, URL, "consoles = consoles_of(settings)\nconsoles._sts"),
    (url_opens_like_a_click, URL, "consoles = consoles_of(settings)\nhelp_me(consoles)"),
    (url_opens_like_a_click, URL, "consoles_of(settings)._sts.caller_is_chained(partition)"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_app_keeps_to_it(rule: Rule) -> None:
    breaches = [breach for source in _ours() for breach in rule(source)]

    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES)
def test_a_breach_is_caught(rule: Rule, path: str, text: str) -> None:
    assert len(rule(Source(path, text))) == 1


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_shown_to_catch_something(rule: Rule) -> None:
    assert rule in [broken for broken, _path, _text in BREACHES]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (GRANTS, "return Grant("),
        (WALKTHROUGH, "CreatedRole(self._iam.create_role("),
        (WALKTHROUGH, "self._sts.assume_role("),
        (CLICKS, "self._sts.assume_role(offer.grant,"),
        (STS, "client.assume_role("),
        *errand_authority.PLACES,
        (ERRAND_STS, "client.assume_role("),
        (URL, "consoles.open("),
    ],
)
def test_the_one_place_that_may_is_where_the_rules_look(path: str, words: str) -> None:
    """A rule about a file that was renamed would hold for ever."""
    (source,) = (source for source in _ours() if source.path == path)

    assert source.text.count(words) == 1


def _ours() -> list[Source]:
    """Everything but the simulated AWS, which knows none of our authority and assumes roles for a living."""
    return [source for source in sources("app") if source.room != "demo"]


def _is_iams_answer(source: Source, call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    asked = ast.unparse(first.func) if isinstance(first, ast.Call) else None
    return source.path == WALKTHROUGH and asked == "self._iam.create_role"


def _has_authority(source: Source, function: str | None, call: ast.Call) -> bool:
    first = ast.unparse(call.args[0]) if call.args else None
    if source.path == STS:
        return function == "assume_role" and ast.unparse(call.func) == "client.assume_role"
    if source.path == ERRAND_STS:
        return function == "assume_for_errand" and ast.unparse(call.func) == "client.assume_role"
    if source.path == CLICKS:
        return first == "offer.grant"
    return source.path == WALKTHROUGH and first in parameters_of_type(source, function, "CreatedRole")


def _kinds(annotation: ast.expr | None) -> frozenset[str]:
    return frozenset(ast.unparse(annotation).split(" | ")) if annotation is not None else frozenset()
