"""The files that the rules of architecture are held against, and the parts of a file that rules ask about."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Jinja's comments and statements vanish; what an expression would print is some text.
JINJA_SILENT = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
JINJA_PRINTS = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the project: its path from the top of the repository, and its text."""

    path: str
    text: str

    @property
    def name(self) -> str:
        """Its dotted name, as it is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """The folder under app/, or the module itself where it stands in app/."""
        words = self.path.removesuffix(".py").split("/")
        return words[1]

    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return _parsed(self)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, nested ones included."""
        return (node for node in ast.walk(self.tree()) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def comments(self) -> Iterator[tuple[int, str]]:
        """Line number and text of every comment."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)

    def html(self) -> str:
        """A template's text as the browser would get it, roughly: every branch, and `x` for every value."""
        return JINJA_PRINTS.sub("x", JINJA_SILENT.sub("", self.text))


@cache
def _parsed(source: Source) -> ast.Module:
    """Each file once, though every rule asks for it; no rule changes a tree."""
    return ast.parse(source.text, filename=source.path)


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module imports."""

    line: int
    module: str
    name: str | None
    relative: bool
    in_function: bool
    for_types: bool

    @property
    def library(self) -> str:
        """The first word of what is imported."""
        return self.module.split(".")[0]


@cache
def imports(source: Source) -> Sequence[Import]:
    """Everything that the module imports, wherever it does."""
    return tuple(_imports_below(source.tree(), in_function=False, for_types=False))


def _imports_below(node: ast.AST, *, in_function: bool, for_types: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(child.lineno, alias.name, None, False, in_function, for_types)
        elif isinstance(child, ast.ImportFrom):
            for alias in child.names:
                yield Import(child.lineno, child.module or "", alias.name, child.level > 0, in_function, for_types)
        else:
            inside = in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typing = for_types or (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING")
            yield from _imports_below(child, in_function=inside, for_types=typing)


def sources(folder: str, pattern: str = "*.py") -> Sequence[Source]:
    """The files of a folder of the repository that is named by its path from the top."""
    paths = sorted((ROOT / folder).rglob(pattern))
    found = [path for path in paths if "node_modules" not in path.parts and path.is_file()]
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in found]
