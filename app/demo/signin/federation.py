"""The sign-in origin: getSigninToken, login, logout, and the switch for multi-session.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html (the two
actions), https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/multisession.html; the texts of the pages are those
that users quote. One origin serves all partitions: the credentials tell which one is meant.
"""

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from app.demo.clock import Clock
from app.demo.regions import partition_named
from app.demo.signin.destinations import BadDestination, parse_destination
from app.demo.signin.pages import browser_of, make_origin, page, remember
from app.demo.signin.sessions import ConsoleSession, ConsoleSessions, MustLogOutFirst, SessionLimitReached
from app.demo.signin.showing import ShownSession, show
from app.demo.signin.tokens import Refused, SignInTokens, Unknown

_BROWSER: Final = "aws-simulated-signin"
_MULTI_SESSION: Final = "aws-prism-opt-in"
_ISSUER_LIMIT: Final = 2048


def make_signin(*, tokens: SignInTokens, sessions: ConsoleSessions, console_url: str, clock: Clock) -> Flask:
    """The application of the sign-in origin."""
    app = make_origin(__name__)
    origin = _SignIn(tokens=tokens, sessions=sessions, console_url=console_url, clock=clock)
    app.add_url_rule("/federation", "federation", origin.federation, methods=["GET", "POST"])
    app.add_url_rule("/oauth", "oauth", origin.oauth)
    app.add_url_rule("/sessions/limit", "limit", origin.limit)
    app.add_url_rule("/sessions/v1/opt-in", "opt-in", origin.opt_in)
    app.add_url_rule("/sessions/v1/opt-out", "opt-out", origin.opt_out)
    app.add_url_rule("/", "home", origin.home)
    return app


class _SignIn:
    """The handlers of the sign-in origin."""

    def __init__(self, *, tokens: SignInTokens, sessions: ConsoleSessions, console_url: str, clock: Clock) -> None:
        self._tokens = tokens
        self._sessions = sessions
        self._console_url = console_url
        self._clock = clock

    def federation(self) -> Response:
        given = _parameters()
        action = given.get("Action")
        if action == "getSigninToken" and _is_unambiguous(given):
            return self._get_signin_token(given)
        if action == "login" and _is_unambiguous(given) and request.method != "HEAD":
            return self._login(given)
        return _bad_request()

    def _get_signin_token(self, given: "MultiDict[str, str]") -> Response:
        method = "POST" if request.method == "POST" else "GET"
        try:
            token = self._tokens.issue(given.get("Session", ""), given.get("SessionDuration"), method=method)
        except Refused:
            return _bad_request()
        return jsonify({"SigninToken": token.text})

    def _login(self, given: "MultiDict[str, str]") -> Response:
        try:
            token = self._tokens.find(given.get("SigninToken", ""))
            destination = parse_destination(given.get("Destination", ""), partition_named(token.minted.partition))
        except Unknown:
            return page("invalid_link", 403)
        except BadDestination:
            return _bad_request()
        session = ConsoleSession(
            minted=token.minted,
            page=destination,
            issuer=given.get("Issuer", "")[:_ISSUER_LIMIT],
            started_at=self._clock(),
            ends_at=token.ends_at(self._clock()),
        )
        return self._begin(session)

    def _begin(self, session: ConsoleSession) -> Response:
        browser = browser_of(_BROWSER)
        try:
            code = self._sessions.begin(browser, session, multi_session=_multi_session())
        except MustLogOutFirst:
            return page("log_out_first", 403)
        except SessionLimitReached:
            return _found("/sessions/limit")
        # Another origin does not get this one's cookie: a code that works once takes the browser over.
        return remember(_found(f"{self._console_url}/hand-over?code={code}"), _BROWSER, browser)

    def oauth(self) -> Response:
        if request.args.get("Action") != "logout":
            return _bad_request()
        target = request.args.get("redirect_uri", "")
        if _multi_session() and self._is_federation(target):
            # With multi-session the logout that goes on to a login ends here, as every broker found out.
            return _bad_request()
        self._sessions.sign_out(browser_of(_BROWSER))
        if self._is_federation(target):
            return _found(target)
        return page("signed_out")

    def limit(self) -> Response:
        return page("limit", 200, {"sessions": self._shown(), "console_url": self._console_url})

    def opt_in(self) -> Response:
        return remember(_found(self._console_or_home()), _MULTI_SESSION, "true")

    def opt_out(self) -> Response:
        return remember(_found(self._console_or_home()), _MULTI_SESSION, "false")

    def home(self) -> Response:
        here = {"sessions": self._shown(), "console_url": self._console_url, "multi_session": _multi_session()}
        return page("signin", 200, here)

    def _shown(self) -> list[ShownSession]:
        return [show(each) for each in self._sessions.running(browser_of(_BROWSER))]

    def _is_federation(self, target: str) -> bool:
        parts = urlsplit(target)
        return f"{parts.scheme}://{parts.netloc}/" == request.host_url and parts.path == "/federation"

    def _console_or_home(self) -> str:
        """Only the console's own pages are gone back to: anything else would be an open redirect."""
        target = request.args.get("redirect_uri", "")
        return target if target.startswith(f"{self._console_url}/") else "/"


def _parameters() -> "MultiDict[str, str]":
    return request.form if request.method == "POST" else request.args


def _is_unambiguous(given: "MultiDict[str, str]") -> bool:
    return all(len(values) == 1 for values in given.listvalues())


def _multi_session() -> bool:
    """On, unless this browser turned it off: so the demo shows several roles at once from the first click."""
    return request.cookies.get(_MULTI_SESSION) != "false"


def _bad_request() -> Response:
    """The page of AWS for every mistake: HTML, and no word about what was wrong."""
    return page("bad_request", 400)


def _found(location: str) -> Response:
    """Redirect with no body: the address may hold a code."""
    return Response(status=302, headers={"Location": location})
