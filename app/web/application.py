"""The web application: every view, and what happens before and after each of them."""

from collections.abc import Callable, Mapping
from gettext import NullTranslations
from pathlib import Path
from types import MappingProxyType
from typing import Final

from flask import Flask
from jinja2 import StrictUndefined

from app.domain.drafts import LONGEST_REASON
from app.services.portal import Portal
from app.web import (
    addresses,
    break_glass,
    console,
    cookies,
    csrf,
    errors,
    forms,
    frame,
    guard,
    headers,
    health,
    ldap,
    oidc,
    passkey_sign_in,
    portal_page,
    proofs,
    proxy,
    saml,
    second_step,
    sign_in,
    static_files,
    visits,
    words,
)
from app.web.admin import door, every_page, navigation
from app.web.profile import every_profile_page
from app.web.site import Site, remember

_LIMITS: Final[Mapping[str, object]] = MappingProxyType(
    {
        "MAX_CONTENT_LENGTH": 64 * 1024,
        "MAX_FORM_MEMORY_SIZE": 64 * 1024,
        "MAX_FORM_PARTS": 40,
        "PROVIDE_AUTOMATIC_OPTIONS": False,
    }
)


def build(*, portal: Portal, site: Site, templates: Path, static: Path) -> Flask:
    """Build the application that serves a portal at a site."""
    app = Flask("app.web", template_folder=templates, static_folder=None)
    app.session_interface = cookies.SignedCookie()
    app.config.update(_LIMITS, **cookies.settings_for(site))
    app.url_map.merge_slashes = False
    remember(app, portal, site)
    static_files.remember(app, static)
    words.speak(app, NullTranslations())
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(frame.frame_of_page)
    guard.login_manager().init_app(app, add_context_processor=False)
    app.jinja_env.globals["sections"] = navigation.sections
    app.jinja_env.globals["longest_change_reason"] = LONGEST_REASON
    entering = (sign_in.bp, oidc.bp, saml.bp, ldap.bp, proxy.bp, second_step.bp, passkey_sign_in.bp, break_glass.bp)
    ours = (portal_page.bp, console.bp, proofs.bp, health.bp, static_files.bp)
    for blueprint in (*entering, *ours, *every_profile_page.BLUEPRINTS, *every_page.BLUEPRINTS):
        app.register_blueprint(blueprint)
    _surround(app, _by_token(app, portal))
    errors.register(app)
    proofs.register(app)
    return app


def _by_token(app: Flask, portal: Portal) -> tuple[Callable[[], None], ...]:
    """Serve directories, where there are any, and return what lets in nobody else."""
    if portal.scim is None:
        return ()
    # Here and not above: a portal that no directory calls need not hold it in memory.
    from app.web import scim  # noqa: PLC0415 - an optional part

    app.register_blueprint(scim.bp)
    return (scim.require_token,)


def _surround(app: Flask, by_token: tuple[Callable[[], None], ...]) -> None:
    """Let every request pass the same doors in the same order, whoever serves it."""
    for passage in (
        visits.begin,
        addresses.require_own_host,
        csrf.require_same_origin,
        forms.read_body,
        guard.require_sign_in,
        *by_token,
        door.require_rank,
        forms.read_file,
        csrf.require_token,
        proofs.take,
        door.require_fresh_proof,
    ):
        app.before_request(passage)
    # Flask runs these from the last to the first: the log of the answer comes when all else is done.
    for finish in (visits.end, headers.add, cookies.send_form_secret):
        app.after_request(finish)
