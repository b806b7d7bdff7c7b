"""The real PostgreSQL and the real Chromium that other tests stand on."""

import ast
from pathlib import Path

import psycopg
import pytest
import sqlalchemy
from playwright.sync_api import Browser, Page

from tests.architecture.sources import sources
from tests.conftest import pytest_plugins
from tests.fixtures.browser import PHONE, OpenPage, Watch, axe
from tests.fixtures.memory import folder_in_memory
from tests.fixtures.postgres import SUPERUSER, PostgresServer


def test_no_fixture_hides_another_of_the_same_name() -> None:
    plugins = [source for source in sources("tests") if source.name in pytest_plugins]
    functions = [function for plugin in plugins for function in plugin.functions()]
    names = [each.name for each in functions if "pytest.fixture" in map(_called, each.decorator_list)]

    assert len(plugins) == len(pytest_plugins)
    assert sorted(names) == sorted(set(names))


def test_a_test_gets_an_empty_database_of_its_own(postgres_database: str) -> None:
    engine = sqlalchemy.create_engine(postgres_database)

    tables = sqlalchemy.inspect(engine).get_table_names()
    engine.dispose()

    assert tables == []


def test_a_database_made_from_a_template_holds_what_the_template_holds(postgres_server: PostgresServer) -> None:
    template = postgres_server.create_database()
    with postgres_server.connect(template) as connection:
        connection.execute("CREATE TABLE colour (name text)")

    copy = postgres_server.create_database(template=template)

    with postgres_server.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM colour").fetchone() == (0,)


def test_databases_lie_in_memory_only_where_it_has_room_for_them(tmp_path: Path) -> None:
    assert folder_in_memory(tmp_path, room=1) == tmp_path
    assert folder_in_memory(tmp_path, room=2**62) is None
    assert folder_in_memory(tmp_path / "missing") is None


def test_a_stranger_on_this_machine_cannot_enter_the_test_server(postgres_server: PostgresServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host="127.0.0.1", port=postgres_server.port, user=SUPERUSER, password="guessed")


def test_a_breach_of_the_content_security_policy_is_noticed(browser: Browser) -> None:
    watch = Watch()
    with browser.new_context() as context:
        watch.over(context)

        _show(context.new_page(), "<p style='color: red'>", policy="default-src 'none'")

    assert "style-src-attr" in " ".join(watch.breaches)
    assert watch.complaints() != []


def test_a_script_that_fails_is_noticed(browser: Browser) -> None:
    watch = Watch()
    with browser.new_context() as context:
        watch.over(context)

        _show(context.new_page(), "<script>nothing.here()</script>")

    assert "nothing is not defined" in " ".join(watch.complaints())


def test_a_stylesheet_that_is_missing_is_noticed(browser: Browser) -> None:
    watch = Watch()
    with browser.new_context() as context:
        watch.over(context)
        context.route("**/missing.css", lambda route: route.fulfill(status=404))

        _show(context.new_page(), "<link rel=stylesheet href=missing.css>")

    assert "404" in " ".join(watch.complaints())


def test_a_refusal_that_the_test_asked_for_is_no_complaint(browser: Browser) -> None:
    watch = Watch()
    with browser.new_context() as context:
        watch.over(context)

        _show(context.new_page(), "<p>Not you.", status=403)

    assert watch.complaints() == []


def test_a_clean_page_draws_no_complaint(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark", viewport=PHONE)

    _show(page, "<main><h1>A page</h1></main>", policy="default-src 'none'")

    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is True
    assert axe(page) == []


def test_axe_sees_an_image_without_words_through_a_strict_policy(page: Page) -> None:
    _show(page, "<main><h1>A page</h1><img width=9 height=9></main>", policy="default-src 'none'")

    assert "image-alt" in [violation.rule for violation in axe(page)]


def _called(decorator: ast.expr) -> str:
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)


def _show(page: Page, body: str, *, policy: str = "", status: int = 200) -> None:
    headers = {"Content-Type": "text/html", "Content-Security-Policy": policy}
    document = f"<!doctype html><html lang=en><title>A page</title>{body}"
    page.route("http://page.test/", lambda route: route.fulfill(status=status, headers=headers, body=document))
    page.goto("http://page.test/")
