"""Who is at the keyboard: every view is closed to strangers unless it is marked public."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, ParamSpec, TypeVar

import structlog
from flask import Flask, current_app, g, request
from flask_login import LoginManager, current_user

from app.domain.clicks import Visit
from app.domain.conditions import Circumstances
from app.domain.ledger import Actor
from app.domain.people import Principal
from app.domain.provider_refusals import ProviderUnavailable
from app.domain.refusals import NotSignedIn, Refusal
from app.domain.web_sessions import WebSession, WebSessionEnded
from app.services.new_web_sessions import NewWebSession, token_hash_of
from app.web.cookies import renew_token
from app.web.site import portal
from app.web.visits import carried, current_visit

_PUBLIC: Final = "is_public"
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What flask-login keeps while a request lasts: a web session that was found alive in it."""

    web_session: WebSession
    is_authenticated: bool = field(default=True, init=False)
    is_active: bool = field(default=True, init=False)
    is_anonymous: bool = field(default=False, init=False)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open a view to strangers. `tests/test_routes.py` lists every view that is."""
    setattr(view, _PUBLIC, True)
    return view


def is_public(app: Flask, endpoint: str) -> bool:
    """Say whether the view of an endpoint is open to strangers."""
    return getattr(app.view_functions[endpoint], _PUBLIC, False) is True


def login_manager() -> LoginManager:
    """Return flask-login, with only its loading of a user from the cookie in use."""
    manager = LoginManager()
    # It would trust the first X-Forwarded-For entry, and end web sessions whenever a phone changes networks.
    manager.session_protection = None
    manager.user_loader(_load)
    return manager


def require_sign_in() -> None:
    """Raise WebSessionEnded unless the view is public or a web session is alive; an unknown address goes on to 404."""
    if request.endpoint is not None and not is_public(current_app, request.endpoint):
        current_web_session()


def current_web_session() -> WebSession:
    """Return the web session of this request; raises WebSessionEnded or StorageUnavailable.

    Raises NotVouchedFor or ProviderUnavailable where it was begun at a proxy that does not vouch for it any more.
    """
    web_session = find_web_session()
    if web_session is None:
        refusal: Refusal | None = g.get("not_vouched_for")
        raise refusal or WebSessionEnded()
    return web_session


def find_web_session() -> WebSession | None:
    """Return the web session of this request, read from storage once a request; raises StorageUnavailable."""
    if "renewed" not in g:
        who = current_user._get_current_object()
        g.web_session = who.web_session if isinstance(who, SignedIn) else None
    found: WebSession | None = g.web_session
    return found


def renew(renewed: NewWebSession) -> None:
    """Go on in this request, and in this browser, with the web session under its new token."""
    renew_token(renewed.token)
    g.web_session = renewed.web_session
    g.renewed = True


def known_web_session() -> WebSession | None:
    """Return the web session if this request has looked for it: for pages that must not ask storage, such as errors."""
    known: WebSession | None = g.get("web_session")
    return known


def current_principal() -> Principal:
    """Return the principal of this request; raises WebSessionEnded."""
    return current_web_session().principal


def current_circumstances() -> Circumstances:
    """What a decision about this request may take into account; raises WebSessionEnded."""
    return signed_in_visit().at(portal().clock())


def signed_in_visit() -> Visit:
    """The visit of this request, with what its web session adds; raises WebSessionEnded."""
    web_session = current_web_session()
    return replace(
        current_visit(),
        used_mfa=web_session.used_mfa,
        web_session_ends=web_session.expires_at,
        word=web_session.word,
        proofs=web_session.proofs,
    )


def current_actor() -> Actor:
    """Return the principal of this request as the ledger names them; raises WebSessionEnded."""
    return Actor("person", str(current_principal().person_id))


def _load(token: str) -> SignedIn | None:
    now = portal().clock()
    web_session = portal().web_sessions.find(token_hash_of(token))
    if web_session is None or not web_session.is_alive(now):
        return None
    if not _is_vouched_for(web_session):
        return None
    if web_session.wants_seen(now):
        portal().web_sessions.touch(web_session.id, now)
    structlog.contextvars.bind_contextvars(person_id=str(web_session.principal.person_id))
    return SignedIn(web_session)


def _is_vouched_for(web_session: WebSession) -> bool:
    """Say whether a web session that began at a proxy has the proxy's proof in this request; any other needs none."""
    try:
        portal().proxy_sign_ins.require_proof(web_session, carried(), visit=current_visit())
    except (NotSignedIn, ProviderUnavailable) as refusal:
        g.not_vouched_for = refusal
        return False
    return True
