"""What rules ask about calls: where they stand, and what is done with what they return."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache

from tests.architecture.sources import Source


def calls(tree: ast.AST, function: str | None = None) -> Iterator[tuple[str | None, ast.Call]]:
    """Every call, with the name of the innermost function that it stands in."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Call):
            yield function, child
        inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        yield from calls(child, inside)


def calls_of(source: Source, *names: str) -> list[tuple[str | None, ast.Call]]:
    """The calls of functions, methods and classes of these names."""
    return [(function, call) for name, function, call in _named_calls(source) if name in names]


@cache
def _named_calls(source: Source) -> Sequence[tuple[str, str | None, ast.Call]]:
    return tuple((last_name(call.func), function, call) for function, call in calls(source.tree()))


def parameters_of_type(source: Source, function: str | None, annotation: str) -> set[str]:
    """The parameters with exactly that annotation, but for those that the function sets anew."""
    functions = [each for each in source.functions() if each.name == function]
    given = {
        argument.arg
        for each in functions
        for argument in each.args.args
        if argument.annotation is not None and ast.unparse(argument.annotation) == annotation
    }
    names = [node for each in functions for node in ast.walk(each) if isinstance(node, ast.Name)]
    return given - {node.id for node in names if isinstance(node.ctx, ast.Store)}


def uses_of_what(source: Source, maker: str) -> Iterator[ast.expr]:
    """Every attribute that is taken of what the maker returns, or of a variable that holds it, or the whole of it."""
    tree = source.tree()
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and _is_call(node.value, maker)]
    held = {ast.unparse(target) for node in assigned for target in node.targets}
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    yield from (node for node in attributes if ast.unparse(node.value) in held or _is_call(node.value, maker))
    looked_into = [node.value for node in attributes]
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    yield from (node for node in names if node.id in held and node not in looked_into)


def last_name(node: ast.expr) -> str:
    """What stands after the last dot."""
    return ast.unparse(node).split(".")[-1]


def at(source: Source, node: ast.expr, what: str) -> str:
    """One breach, as a sentence."""
    return f"{source.path}:{node.lineno} {what}"


def _is_call(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == name
