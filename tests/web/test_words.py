"""Words: every text is marked, and every text of a page is translated when there is a translation."""

import ast
import re
from gettext import NullTranslations
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from app.assets import templates_folder
from app.domain.durations import Duration, DurationNotAllowed
from app.domain.refusals import Refusal
from app.web import words
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

OURS = [path for path in sorted(templates_folder().rglob("*.html")) if "demo" not in path.parts]
# The name of the product, and what has no words: punctuation, a lone key.
NO_WORDS = re.compile(r"(Doorstep|[^A-Za-z]|&[a-z]+;)*")


class Loud(NullTranslations):
    """A language in which everything is shouted, so that what is not translated shows."""

    def gettext(self, message: str) -> str:
        return re.sub(r"(%\(\w+\)s|\{\w+\})|[^%{]+", lambda found: found[1] or found[0].upper(), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.mark.parametrize("template", OURS, ids=lambda path: path.name)
def test_no_template_has_a_word_that_is_not_marked(template: Path) -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    tree = environment.parse(template.read_text(encoding="utf-8"))

    bare = "".join(texts(tree))

    told = re.findall(r">([^<>]+)<", re.sub(r"<[^<>]*>", "><", bare))
    assert [text for text in told if not NO_WORDS.fullmatch(text)] == []
    assert re.findall(r'(?:title|aria-label|placeholder|alt)="([^"\x01]+)"', bare) == []


@pytest.mark.parametrize("path", ["/sign-in", "/signed-out", "/nowhere"])
def test_a_page_speaks_the_language_that_is_installed(world: World, path: str) -> None:
    app = world.app()
    words.speak(app, Loud())

    answer = Visitor(app).get(path)

    told = Page(answer.text).words.replace(answer.headers["X-Request-Id"], "")
    quiet = [word for word in re.findall(r"[A-Za-z]{3,}", told) if not word.isupper()]
    assert set(quiet) <= {"Doorstep"}


def test_a_refusal_is_translated_with_its_values(app: Flask) -> None:
    refusal = DurationNotAllowed(asked=Duration(7200), longest=Duration(3600))

    with app.app_context():
        said = words.translated(refusal)

    assert said.sentence == "You asked for a console of 2 hours, but this role opens for 1 hour at most."


@pytest.mark.parametrize(
    ("seconds", "spoken"),
    [(900, "15 minutes"), (3600, "1 hour"), (5400, "1 h 30 min"), (28800, "8 hours"), (43200, "12 hours")],
)
def test_a_duration_in_words(app: Flask, seconds: int, spoken: str) -> None:
    with app.app_context():
        assert words.spoken(Duration(seconds)) == spoken


@pytest.mark.parametrize("folder", ["domain", "services", "web", "storage", "aws", "identity"])
def test_every_refusal_marks_its_words(folder: str) -> None:
    sources = sorted((templates_folder().parent / "app" / folder).rglob("*.py"))
    bare = [f"{source.name}: {text}" for source in sources for text in unmarked(ast.parse(source.read_text()))]

    assert bare == []


@pytest.mark.parametrize("folder", ["domain", "services", "web"])
def test_no_refusal_is_given_words_that_are_glued_together(folder: str) -> None:
    # What storage and identity put into theirs is of machines: paths, SQL, the names of settings.
    sources = sorted((templates_folder().parent / "app" / folder).rglob("*.py"))
    glued = [f"{source.name}: {text}" for source in sources for text in glued_words(ast.parse(source.read_text()))]

    assert glued == []


def test_every_refusal_can_be_said(app: Flask) -> None:
    silent = [kind.__name__ for kind in kinds(Refusal) if kind.__module__.startswith("app.") and not has_words(kind)]

    # These are kinds of refusals: only what is derived from them is ever raised.
    assert sorted(silent) == [
        "AwsFailure",
        "Conflict",
        "LetInNoMore",
        "Malformed",
        "NotFound",
        "NotPermitted",
        "NotSignedIn",
        "NotVouchedFor",
        "ProviderUnavailable",
        "TooMany",
        "Unavailable",
    ]


@pytest.fixture
def app(world: World) -> Flask:
    return world.app()


def texts(tree: nodes.Template) -> list[str]:
    """What a template puts out, in order: its own text, and one odd character for each expression."""
    put_out = [node for output in tree.find_all(nodes.Output) for node in output.nodes]
    return [node.data if isinstance(node, nodes.TemplateData) else "\x01" for node in put_out]


def unmarked(tree: ast.Module) -> list[str]:
    """Class attributes that people read and that are bare strings."""
    assignments = [
        node
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
        for node in each.body
        if isinstance(node, ast.Assign)
    ]
    return [
        ast.unparse(node)
        for node in assignments
        if ast.unparse(node.targets[0]) in {"sentence", "remedy"}
        and isinstance(node.value, ast.Constant)
        and node.value.value
    ]


def glued_words(tree: ast.Module) -> list[str]:
    """Refusals that are made with a text which no catalogue can hold."""
    names = {kind.__name__ for kind in kinds(Refusal)}
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in names]
    return [
        ast.unparse(call)
        for call in made
        for keyword in call.keywords
        if any(
            isinstance(part, ast.JoinedStr) and re.search("[A-Za-z]", said_by(part)) for part in ast.walk(keyword.value)
        )
    ]


def said_by(text: ast.JoinedStr) -> str:
    """What a formatted text says around its values."""
    return "".join(str(part.value) for part in text.values if isinstance(part, ast.Constant))


def kinds(parent: type[Refusal]) -> list[type[Refusal]]:
    """Every class of refusal that is loaded."""
    return [kind for child in parent.__subclasses__() for kind in (child, *kinds(child))]


def has_words(kind: type[Refusal]) -> bool:
    """Whether a refusal has its own sentence."""
    return hasattr(kind, "sentence")
