"""Who makes and sends an errand, and that its credentials open no console. Each rule returns one sentence a breach."""

import ast
from collections.abc import Callable

from tests.architecture.sources import Source
from tests.architecture.syntax import at, calls, calls_of, parameters_of_type

Rule = Callable[[Source], list[str]]

ROLE_TESTS = "app/services/errands/role_tests.py"
SCANS = "app/services/errands/scans.py"
# The errand services: one a kind of errand, each named here.
ERRANDS = frozenset({ROLE_TESTS, SCANS})
ERRAND_STS = "app/aws/errand_sts.py"
ERRAND_VALUES = "app/domain/errands.py"
READERS = "app/aws/discovery.py"


def only_the_errand_service_makes_an_errand_for_an_admin(source: Source) -> list[str]:
    """Fact 6: the making."""
    made = calls_of(source, "Errand")
    bad = [call for function, call in made if not _was_handed_an_admin(source, function, call)]
    return [at(source, call, "makes an Errand") for call in bad]


def only_the_errand_service_sends_errands(source: Source) -> list[str]:
    """Fact 6: the sending, of what was made there; nothing hands the method on."""
    tree = source.tree()
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    reached = [use for use in uses if use.attr == "assume_for_errand"]
    sent = [call for _function, call in calls(tree) if source.path in ERRANDS]
    good = [call.func for call in sent if call.args and ast.unparse(call.args[0]) == "errand"]
    return [at(source, use, "sends an errand") for use in reached if use not in good]


def an_errand_brings_back_its_own_kind_of_credentials(source: Source) -> list[str]:
    """Fact 6: the answer; nothing makes an AssumedRole of it."""
    if source.path not in {ERRAND_STS, ERRAND_VALUES, READERS, *ERRANDS}:
        return []
    made = [at(source, call, "makes an AssumedRole") for _function, call in calls_of(source, "AssumedRole")]
    asked = [function for function in source.functions() if function.name == "assume_for_errand"]
    others = [function for function in asked if not _gives_errand_credentials(function)]
    return made + [f"{source.path}:{function.lineno} gives other credentials" for function in others]


RULES: tuple[Rule, ...] = (
    only_the_errand_service_makes_an_errand_for_an_admin,
    only_the_errand_service_sends_errands,
    an_errand_brings_back_its_own_kind_of_credentials,
)

# Each breaks the rule before it, once, in the file that it names.
BREACHES: tuple[tuple[Rule, str, str], ...] = (
    (
        only_the_errand_service_makes_an_errand_for_an_admin,
        "app/web/x.py",
        "def f(admin: Admin):\n    return Errand(admin=admin)",
    ),
    (only_the_errand_service_makes_an_errand_for_an_admin, ROLE_TESTS, "def f(admin):\n    return Errand(admin=admin)"),
    (
        only_the_errand_service_makes_an_errand_for_an_admin,
        ROLE_TESTS,
        "def f(admin: Admin):\n    return Errand(admin=other)",
    ),
    (
        only_the_errand_service_makes_an_errand_for_an_admin,
        ROLE_TESTS,
        "def f(admin: Admin):\n    admin = other\n    return Errand(admin=admin)",
    ),
    (only_the_errand_service_makes_an_errand_for_an_admin, SCANS, "def f(trip):\n    return Errand(admin=trip.admin)"),
    (
        only_the_errand_service_makes_an_errand_for_an_admin,
        "app/services/errands/discovery.py",
        "def f(admin: Admin):\n    return Errand(admin=admin)",
    ),
    (only_the_errand_service_sends_errands, "app/web/x.py", "sts.assume_for_errand(errand)"),
    (only_the_errand_service_sends_errands, SCANS, "self._sts.assume_for_errand(account)"),
    (
        only_the_errand_service_sends_errands,
        "app/services/errands/discovery.py",
        "self._sts.assume_for_errand(errand)",
    ),
    (only_the_errand_service_sends_errands, ROLE_TESTS, "call = self._sts.assume_for_errand"),
    (only_the_errand_service_sends_errands, ROLE_TESTS, "self._sts.assume_for_errand(grant)"),
    (
        an_errand_brings_back_its_own_kind_of_credentials,
        ERRAND_STS,
        "def assume_for_errand(self, errand: Errand) -> AssumedRole: ...",
    ),
    (an_errand_brings_back_its_own_kind_of_credentials, READERS, "assumed = AssumedRole(errand.credentials)"),
    (an_errand_brings_back_its_own_kind_of_credentials, ROLE_TESTS, "assumed = AssumedRole(found.credentials)"),
)

# Where the rules look, and what has to be there once.
PLACES: tuple[tuple[str, str], ...] = tuple(
    (path, words) for path in sorted(ERRANDS) for words in ("errand = Errand(", "self._sts.assume_for_errand(errand,")
)


def _was_handed_an_admin(source: Source, function: str | None, call: ast.Call) -> bool:
    given = {ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg == "admin"}
    return source.path in ERRANDS and bool(given) and given <= parameters_of_type(source, function, "Admin")


def _gives_errand_credentials(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return function.returns is not None and ast.unparse(function.returns) == "ErrandCredentials"
