"""The console origin: a page that stands for the AWS console and shows who came in."""

from typing import Final
from urllib.parse import quote

from flask import Flask, Response, abort, request

from app.demo.clock import Clock
from app.demo.signin.pages import browser_of, make_origin, page, remember
from app.demo.signin.sessions import ConsoleSession, ConsoleSessions
from app.demo.signin.showing import show

_BROWSER: Final = "aws-simulated-console"
_MULTI_SESSION: Final = "aws-prism-opt-in"


def make_console(*, sessions: ConsoleSessions, signin_url: str, clock: Clock) -> Flask:
    """The application of the console origin."""
    app = make_origin(__name__)
    origin = _Console(sessions=sessions, signin_url=signin_url, clock=clock)
    app.add_url_rule("/hand-over", "hand-over", origin.hand_over)
    app.add_url_rule("/", "home", origin.home)
    app.add_url_rule("/<session_id>/", "session", origin.show, defaults={"rest": ""})
    app.add_url_rule("/<session_id>/<path:rest>", "page", origin.show)
    return app


class _Console:
    """The handlers of the console origin."""

    def __init__(self, *, sessions: ConsoleSessions, signin_url: str, clock: Clock) -> None:
        self._sessions = sessions
        self._signin_url = signin_url
        self._clock = clock

    def hand_over(self) -> Response:
        if request.method == "HEAD":
            abort(405)
        browser = browser_of(_BROWSER)
        session = self._sessions.redeem(request.args.get("code", ""), browser)
        if session is None:
            return page("invalid_link", 403)
        location = f"/{session.id}{session.page.local}"
        return remember(Response(status=302, headers={"Location": location}), _BROWSER, browser)

    def home(self) -> Response:
        return page("console_home", 200, self._surroundings(None))

    def show(self, session_id: str, rest: str) -> Response:  # noqa: ARG002 - the session knows its page; the path is for the eye
        found = next((each for each in self._sessions_here() if each.id == session_id), None)
        if found is None:
            return page("console_home", 403, self._surroundings(None))
        if found.ends_at <= self._clock():
            return page("expired", 403, {**self._surroundings(found), "session": show(found)})
        return page("console", 200, {**self._surroundings(found), "session": show(found)})

    def _sessions_here(self) -> list[ConsoleSession]:
        return self._sessions.of_console(browser_of(_BROWSER))

    def _surroundings(self, shown: ConsoleSession | None) -> dict[str, object]:
        now = self._clock()
        here = quote(request.host_url + request.full_path.lstrip("/").rstrip("?"), safe="")
        running = [each for each in self._sessions_here() if each.ends_at > now]
        return {
            "others": [show(each) for each in running if shown is None or each.id != shown.id],
            "count": len(running),
            "multi_session": request.cookies.get(_MULTI_SESSION) != "false",
            "signin_url": self._signin_url,
            "here": here,
        }
