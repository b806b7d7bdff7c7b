"""The architecture as rules: each is held against every file, and each is shown to catch a breach."""

from collections.abc import Callable

import pytest

from tests.architecture import doorways, manners, shapes
from tests.architecture.sources import Source, sources

Rule = Callable[[Source], list[str]]

RULES_OF_THE_APP: tuple[Rule, ...] = (
    doorways.enters_only_allowed_rooms,
    doorways.uses_only_its_own_libraries,
    doorways.reads_no_environment,
    doorways.imports_absolutely,
    doorways.imports_at_the_top,
    doorways.imports_the_demo_only_inside_a_command,
    doorways.makes_no_grant,
    shapes.is_short,
    shapes.has_short_functions,
    shapes.keeps_no_state,
    shapes.works_not_at_import,
    shapes.catches_by_name,
    shapes.knows_the_time_zone,
    shapes.is_finished,
    shapes.gives_reasons,
)
RULES_OF_THE_TESTS: tuple[Rule, ...] = (
    doorways.imports_absolutely,
    doorways.imports_at_the_top,
    shapes.is_short,
    shapes.has_short_functions,
    shapes.knows_the_time_zone,
    shapes.is_finished,
    shapes.gives_reasons,
    manners.mocks_nothing,
    manners.patches_nothing_of_ours,
    manners.leaves_nothing_out,
    manners.walks_straight,
    manners.proves_something,
)
RULES_OF_THE_TEMPLATES: tuple[Rule, ...] = (
    manners.keeps_to_the_policy,
    manners.escapes_everything,
    shapes.is_finished,
)
MOST_UNCOVERED_LINES = 10

# Each line breaks the rule before it, in the file that it names.
BREACHES: tuple[tuple[Rule, str, str], ...] = (
    (doorways.enters_only_allowed_rooms, "app/domain/x.py", "import app.services.console"),
    (doorways.enters_only_allowed_rooms, "app/services/x.py", "from app.storage import ledger"),
    (doorways.enters_only_allowed_rooms, "app/aws/x.py", "from app.services.console import Consoles"),
    (doorways.enters_only_allowed_rooms, "app/storage/x.py", "from app import aws"),
    (doorways.enters_only_allowed_rooms, "app/web/x.py", "from app.aws.sts import Sts"),
    (doorways.enters_only_allowed_rooms, "app/demo/x.py", "from app.domain.arns import RoleArn"),
    (doorways.enters_only_allowed_rooms, "app/__init__.py", "from app import factory"),
    (doorways.enters_only_allowed_rooms, "app/helpers.py", "VALUE = 1"),
    (doorways.uses_only_its_own_libraries, "app/domain/x.py", "import attrs"),
    (doorways.uses_only_its_own_libraries, "app/web/x.py", "import boto3"),
    (doorways.uses_only_its_own_libraries, "app/aws/x.py", "from flask import request"),
    (doorways.uses_only_its_own_libraries, "app/services/x.py", "def f():\n    from sqlalchemy import text"),
    (doorways.reads_no_environment, "app/web/x.py", "import os\nHOME = os.environ['HOME']"),
    (doorways.reads_no_environment, "app/aws/x.py", "from os import getenv"),
    (doorways.imports_absolutely, "app/web/x.py", "from . import guard"),
    (doorways.imports_at_the_top, "app/web/x.py", "def f():\n    import json"),
    (doorways.imports_at_the_top, "app/web/x.py", "def f():\n    import json  # noqa: PLC0415"),
    (doorways.imports_the_demo_only_inside_a_command, "app/factory.py", "import app.demo.aws"),
    (doorways.imports_the_demo_only_inside_a_command, "app/cli/x.py", "from app.demo.aws import EmbeddedAws"),
    (doorways.makes_no_grant, "app/services/x.py", "grant = access.Grant(role=role)"),
    (doorways.makes_no_grant, "app/domain/access.py", "errand = Errand(admin=admin)"),
    (shapes.is_short, "app/web/x.py", "A = 1\n" * 251),
    (shapes.has_short_functions, "app/web/x.py", "def f():\n" + "    a = 1\n" * 50),
    (shapes.keeps_no_state, "app/web/x.py", "SEEN = []"),
    (shapes.keeps_no_state, "app/web/x.py", "SEEN: dict[str, int] = {}"),
    (shapes.keeps_no_state, "app/web/x.py", "LOCK = threading.Lock()"),
    (shapes.keeps_no_state, "app/web/x.py", "counter = 0"),
    (shapes.keeps_no_state, "app/web/x.py", "A = 1\ndef f():\n    global A"),
    (shapes.works_not_at_import, "app/web/x.py", "import logging\nlogging.basicConfig()"),
    (shapes.works_not_at_import, "app/web/x.py", "for each in (1, 2):\n    A = each"),
    (shapes.catches_by_name, "app/web/x.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (shapes.catches_by_name, "app/web/x.py", "try:\n    f()\nexcept (OSError, BaseException):\n    pass"),
    (shapes.catches_by_name, "app/web/x.py", "try:\n    f()\nexcept:\n    pass"),
    (shapes.knows_the_time_zone, "app/web/x.py", "now = datetime.utcnow()"),
    (shapes.is_finished, "app/web/x.py", "# TO" + "DO: later"),
    (shapes.gives_reasons, "app/web/x.py", "import os  # noqa: F401"),
    (shapes.gives_reasons, "app/web/x.py", "import os  # noqa  - all of it, for no code is named"),
    (shapes.gives_reasons, "app/web/x.py", "a = b  # type: ignore[assignment]"),
    (shapes.gives_reasons, "app/web/x.py", "a = b  # pragma: no cover"),
    (manners.mocks_nothing, "tests/test_x.py", "from unittest import mock"),
    (manners.mocks_nothing, "tests/test_x.py", "from unittest.mock import patch"),
    (manners.patches_nothing_of_ours, "tests/test_x.py", "monkeypatch.setattr('app.web.guard.now', None)"),
    (manners.patches_nothing_of_ours, "tests/test_x.py", "from app.web import guard\nguard.now = None"),
    (manners.patches_nothing_of_ours, "tests/test_x.py", "import app.web\nsetattr(app.web, 'now', None)"),
    (manners.leaves_nothing_out, "tests/test_x.py", "@pytest.mark.skip\ndef test_a():\n    assert f()"),
    (manners.leaves_nothing_out, "tests/test_x.py", "def test_a():\n    pytest.importorskip('moto')"),
    (manners.walks_straight, "tests/test_x.py", "def test_a():\n    for a in b:\n        assert a"),
    (manners.walks_straight, "tests/test_x.py", "def test_a():\n    if a:\n        assert a"),
    (manners.proves_something, "tests/test_x.py", "def test_a():\n    f()"),
    (manners.keeps_to_the_policy, "templates/x.html", "<p {% if a %}style='color: red'{% endif %}>"),
    (manners.keeps_to_the_policy, "templates/x.html", "<style>p { color: red }</style>"),
    (manners.keeps_to_the_policy, "templates/x.html", "<button type=button\n onclick='f()'>"),
    (manners.keeps_to_the_policy, "templates/x.html", "<script>f()</script>"),
    (manners.keeps_to_the_policy, "templates/x.html", "<script type=module src='{{ a }}'>f()</script>"),
    (manners.keeps_to_the_policy, "templates/x.html", "<a href='javascript:f()'>"),
    (manners.escapes_everything, "templates/x.html", "{{ name | safe }}"),
)

KEPT: tuple[tuple[Rule, str, str], ...] = (
    (doorways.imports_at_the_top, "app/cli/x.py", "def f():\n    import moto  # the demo is an optional extra"),
    (doorways.imports_the_demo_only_inside_a_command, "app/cli/x.py", "def f():\n    import app.demo.aws"),
    (doorways.reads_no_environment, "app/settings.py", "import os\nHOME = os.environ['HOME']"),
    (shapes.keeps_no_state, "app/web/x.py", "LABELS: Final[Mapping[str, str]] = {}\nbp = Blueprint('x', __name__)"),
    (shapes.works_not_at_import, "app/web/x.py", "'''Words.'''\nif TYPE_CHECKING:\n    from a import B"),
    (doorways.imports_the_demo_only_inside_a_command, "app/cli/x.py", "if TYPE_CHECKING:\n    import app.demo.aws"),
    (shapes.catches_by_name, "app/web/errors.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (shapes.catches_by_name, "app/web/x.py", "try:\n    f()\nexcept BaseException:\n    g()\n    raise"),
    (shapes.gives_reasons, "app/web/x.py", "import os  # noqa: F401  - read by the caller"),
    (shapes.gives_reasons, "app/web/x.py", "a = b  # type: ignore[assignment]  # botocore types it as Any"),
    (manners.patches_nothing_of_ours, "tests/test_x.py", "monkeypatch.setenv('HOME', '/')\nself.name = 1"),
    (manners.proves_something, "tests/test_x.py", "def test_a():\n    with pytest.raises(ValueError):\n        f()"),
    (manners.keeps_to_the_policy, "templates/x.html", "<script src='{{ a }}' defer></script>\n{{ b(style=1) }}"),
)


@pytest.mark.parametrize("rule", RULES_OF_THE_APP, ids=lambda rule: rule.__name__)
def test_the_app(rule: Rule) -> None:
    breaches = _breaches(rule, "app")

    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("rule", RULES_OF_THE_TESTS, ids=lambda rule: rule.__name__)
def test_the_tests(rule: Rule) -> None:
    breaches = _breaches(rule, "tests")

    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("rule", RULES_OF_THE_TEMPLATES, ids=lambda rule: rule.__name__)
def test_the_templates(rule: Rule) -> None:
    breaches = _breaches(rule, "templates", "*.html")

    assert not breaches, "\n".join(breaches)


def test_no_import_goes_round_in_a_circle() -> None:
    assert doorways.import_cycles(sources("app")) == []


def test_hardly_a_line_asks_not_to_be_counted() -> None:
    asking = [line for source in sources("app") for line in shapes.uncovered(source)]

    assert len(asking) <= MOST_UNCOVERED_LINES, asking


def test_the_root_package_is_a_docstring() -> None:
    (root,) = (source for source in sources("app") if source.path == "app/__init__.py")

    assert len(root.tree().body) == 1


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES)
def test_a_breach_is_caught(rule: Rule, path: str, text: str) -> None:
    assert len(rule(Source(path, text))) == 1


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_what_is_allowed_is_let_through(rule: Rule, path: str, text: str) -> None:
    assert rule(Source(path, text)) == []


@pytest.mark.parametrize("rule", dict.fromkeys(RULES_OF_THE_APP + RULES_OF_THE_TESTS + RULES_OF_THE_TEMPLATES))
def test_every_rule_is_shown_to_catch_something(rule: Rule) -> None:
    assert rule in [broken for broken, _path, _text in BREACHES]


def test_a_circle_of_imports_is_caught() -> None:
    circle = [Source("app/web/a.py", "from app.web import b"), Source("app/web/b.py", "import app.web.a")]

    assert doorways.import_cycles(circle) != []


def test_an_uncounted_line_is_counted() -> None:
    assert shapes.uncovered(Source("app/x.py", "a = 1  # pragma: no cover  - never")) == ["app/x.py:1"]


def _breaches(rule: Rule, folder: str, pattern: str = "*.py") -> list[str]:
    return list(dict.fromkeys(breach for source in sources(folder, pattern) for breach in rule(source)))
