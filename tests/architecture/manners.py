"""How tests and templates behave. Each rule returns one sentence a breach."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Source, imports

LEFT_OUT = re.compile(r"pytest\.(mark\.(skip|skipif|xfail)|skip|xfail|importorskip|exit)")
PATCHES = frozenset({"setattr", "delattr", "setitem", "delitem"})
PROOFS = re.compile(r"(.*\.)?(assert_\w+|raises|warns|expect|fail)")

INLINE = (
    ("a style attribute", re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE)),
    ("a style element", re.compile(r"<style\b", re.IGNORECASE)),
    ("an event handler", re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)),
    ("a script body", re.compile(r"<script\b[^>]*\ssrc\s*=[^>]*>\s*[^<\s]", re.IGNORECASE)),
    ("a script without src", re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE)),
    ("a javascript: address", re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE)),
)
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\s+false\b|\bMarkup\(")


def mocks_nothing(source: Source) -> list[str]:
    """Fakes are passed in: `unittest.mock` and its like do not occur."""
    mocks = [found for found in imports(source) if f"{found.module}.{found.name}".startswith(_MOCKS)]
    return [f"{source.path}:{found.line} mocks" for found in mocks]


def patches_nothing_of_ours(source: Source) -> list[str]:
    """No test reaches into `app.*` to change it."""
    ours = {found.name or found.library for found in imports(source) if found.library == "app"} | {"app"}
    return [f"{source.path}:{line} patches {name}" for line, name in _patched(source.tree()) if name in ours]


def leaves_nothing_out(source: Source) -> list[str]:
    """No test is skipped or expected to fail."""
    attributes = [node for node in ast.walk(source.tree()) if isinstance(node, ast.Attribute)]
    left_out = [node for node in attributes if LEFT_OUT.fullmatch(ast.unparse(node))]
    return [f"{source.path}:{node.lineno} leaves a test out" for node in left_out]


def walks_straight(source: Source) -> list[str]:
    """A test is given, when, then: no ifs, no loops."""
    crooked = ast.If | ast.For | ast.While | ast.Match | ast.Try | ast.IfExp
    bends = [(test, node) for test in _tests(source) for node in ast.walk(test) if isinstance(node, crooked)]
    return [f"{source.path}:{node.lineno} {test.name} bends" for test, node in bends]


def proves_something(source: Source) -> list[str]:
    """A test that asserts nothing cannot fail."""
    idle = [test for test in _tests(source) if not any(_is_proof(node) for node in ast.walk(test))]
    return [f"{source.path}:{test.lineno} {test.name} asserts nothing" for test in idle]


def keeps_to_the_policy(template: Source) -> list[str]:
    """Nothing inline: the content security policy would stop it."""
    html = template.html()
    return [f"{template.path} has {what}" for what, pattern in INLINE if pattern.search(html)]


def escapes_everything(template: Source) -> list[str]:
    """No value reaches a page unescaped."""
    return [f"{template.path} does not escape"] if UNESCAPED.search(template.text) else []


_MOCKS = ("unittest.mock", "mock.", "pytest_mock")


def _tests(source: Source) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [function for function in source.functions() if function.name.startswith("test_")]


def _is_proof(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (
        isinstance(node, ast.Call) and PROOFS.fullmatch(ast.unparse(node.func)) is not None
    )


def _patched(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and first word of everything whose attribute is set from outside."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in PATCHES:
            yield from ((node.lineno, _first_word(argument)) for argument in node.args[:1])
        elif isinstance(node, ast.Assign):
            yield from ((node.lineno, _first_word(each)) for each in node.targets if isinstance(each, ast.Attribute))


def _first_word(node: ast.expr) -> str:
    text = str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)
    return text.split(".")[0]
