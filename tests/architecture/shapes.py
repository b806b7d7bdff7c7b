"""The shape of a module, and the words in it. Each rule returns one sentence a breach."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Source

LONGEST_MODULE = 250
LONGEST_FUNCTION = 50
MIGRATIONS = "app/storage/migrations/versions/"
# Importing these is running them: that is how a WSGI server and Alembic ask.
SCRIPTS = frozenset({"app/wsgi.py", "app/storage/migrations/env.py"})
THE_LAST_RESORT = "app/web/errors.py"

# Constants shout, types are CamelCase; these few speak softly because Flask, structlog and gettext do.
MODULE_NAME = re.compile(r"_?[A-Z][A-Za-z0-9_]*|bp|log|_|__\w+__")
READ_ONLY = re.compile(r"\b(Mapping|Sequence|Collection|AbstractSet|TypeAlias|frozenset|tuple|ReadOnly)\b")
MUTABLE_CALLS = frozenset(
    {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict", "Lock", "RLock", "local"}
    | {"create_engine", "client", "Session", "Semaphore", "BoundedSemaphore", "WeakValueDictionary"}
)
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b")
WAIVER = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no cover)")
CODES = r"(?:noqa: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)*|type: ignore\[[a-z, -]+\]|pragma: no cover)"
REASONED = re.compile(rf"#\s*{CODES}(?:\s+[-–—#]|:)\s+\w+\W+\w+")


def is_short(source: Source) -> list[str]:
    """A module over 250 lines has two subjects."""
    lines = len(source.text.splitlines())
    return [f"{source.path} has {lines} lines"] if lines > LONGEST_MODULE and not _migration(source) else []


def has_short_functions(source: Source) -> list[str]:
    """A function does one thing."""
    lengths = [(function, (function.end_lineno or 0) - function.lineno + 1) for function in source.functions()]
    long = [(function, lines) for function, lines in lengths if lines > LONGEST_FUNCTION and not _migration(source)]
    return [f"{source.path}:{function.lineno} {function.name} has {lines} lines" for function, lines in long]


def keeps_no_state(source: Source) -> list[str]:
    """Rule 6: nothing at the level of a module changes after the import."""
    if _migration(source) or source.path in SCRIPTS:
        return []
    state = [f"{source.path}:{line} keeps {name}" for line, name in _state(source.tree())]
    return state + [
        f"{source.path}:{node.lineno} says global" for node in ast.walk(source.tree()) if isinstance(node, ast.Global)
    ]


def works_not_at_import(source: Source) -> list[str]:
    """No call, loop or condition stands by itself at the level of a module."""
    allowed = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.ClassDef | ast.FunctionDef
    busy = [node for node in source.tree().body if not isinstance(node, allowed) and not _harmless(node)]
    return [f"{source.path}:{node.lineno} works at import" for node in busy if source.path not in SCRIPTS]


def catches_by_name(source: Source) -> list[str]:
    """A bare Exception is caught only where the last page for the person is made, or to be raised again at once."""
    if source.path == THE_LAST_RESORT:
        return []
    handlers = [node for node in ast.walk(source.tree()) if isinstance(node, ast.ExceptHandler)]
    handlers = [handler for handler in handlers if ast.unparse(handler.body[-1]) != "raise"]
    return [f"{source.path}:{node.lineno} catches everything" for node in handlers if _catches_everything(node)]


def knows_the_time_zone(source: Source) -> list[str]:
    """`datetime.utcnow` and its like make naive times."""
    names = [node for node in ast.walk(source.tree()) if isinstance(node, ast.Attribute)]
    naive = [node for node in names if node.attr in {"utcnow", "utcfromtimestamp"}]
    return [f"{source.path}:{node.lineno} makes a naive time" for node in naive]


def is_finished(source: Source) -> list[str]:
    """Notes to self are issues, not comments."""
    lines = enumerate(source.text.splitlines(), start=1)
    return [f"{source.path}:{number} is unfinished" for number, line in lines if UNFINISHED.search(line)]


def gives_reasons(source: Source) -> list[str]:
    """Each check that is turned off says which one, and why, on the same line."""
    waivers = [(line, comment) for line, comment in source.comments() if WAIVER.search(comment)]
    return [f"{source.path}:{line} gives no reason" for line, comment in waivers if not REASONED.search(comment)]


def uncovered(source: Source) -> list[str]:
    """The lines that ask not to be counted."""
    comments = [(line, comment) for line, comment in source.comments() if "pragma: no cover" in comment]
    return [f"{source.path}:{line}" for line, _comment in comments]


def _migration(source: Source) -> bool:
    return source.path.startswith(MIGRATIONS)


def _state(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names = [ast.unparse(target) for target in node.targets]
            final = read_only = False
        elif isinstance(node, ast.AnnAssign):
            names = [ast.unparse(node.target)]
            annotation = ast.unparse(node.annotation)
            final, read_only = annotation.startswith("Final"), bool(READ_ONLY.search(annotation))
        else:
            continue
        constant = final or all(MODULE_NAME.fullmatch(name) for name in names)
        read_only = read_only or names == ["__all__"]
        if not constant or (not read_only and _mutable(node.value)):
            yield node.lineno, ", ".join(names)


def _mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).split(".")[-1] in MUTABLE_CALLS
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def _harmless(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    command = isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
    by_version = isinstance(node, ast.If) and ast.unparse(node.test).startswith("sys.version_info ")
    on_constants = isinstance(node, ast.Assert)
    return docstring or for_types or command or by_version or on_constants or _assembles_commands(node)


def _assembles_commands(node: ast.stmt) -> bool:
    """Whether all that it does is to put click's commands into their group."""
    calls = [ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)]
    return bool(calls) and all(call.endswith(".add_command") for call in calls)


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    named = ast.walk(handler.type) if handler.type else []
    names = {ast.unparse(node) for node in named if isinstance(node, ast.Name | ast.Attribute)}
    return handler.type is None or bool(names & {"Exception", "BaseException"})
