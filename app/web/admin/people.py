"""People: a list, one person with their groups and mappings, and their local accounts."""

from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import Final, Protocol
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.admins import Admin
from app.domain.drafts import parse_reason
from app.domain.names import parse_name
from app.domain.people import Person, Username, parse_email
from app.domain.refusals import Refusal
from app.domain.words import _
from app.services.directory import NewPerson
from app.web.admin.door import current_admin
from app.web.admin.listing import asked_for
from app.web.admin.paging import next_page, place_in, search_in, state_links
from app.web.admin.provisioned import disabling_sources, known_to_directories, provisioned_in_words
from app.web.admin.reading import Filled, Reading, filled_again
from app.web.admin.still_running import still_running
from app.web.admin.things import require_person
from app.web.errors import answered
from app.web.forms import Fields
from app.web.redirects import see_other
from app.web.site import portal

bp = Blueprint("admin_people", __name__, url_prefix="/admin/people")

_BESIDE: Final[ReadOnly[str, str]] = MappingProxyType(
    {
        "already-there": "username",
        "person-elsewhere": "username",
        "password-length": "password",
        "password-known": "password",
    }
)
_SECRETS: Final = frozenset({"password"})
_SOME_GROUPS: Final = 50
_NOTHING_REFUSED: Final[ReadOnly[str, Filled]] = MappingProxyType({})


@bp.get("")
def list_people() -> str:
    """Show people, a page at a time."""
    asked = asked_for("state")
    page = portal().lists.people.page(search_in(asked), after=place_in(asked))
    return render_template(
        "admin/people/list.html",
        asked=asked,
        people=page.rows,
        next_page=next_page(asked, page),
        states=state_links(asked),
    )


@bp.get("/new")
def ask_for_new() -> Response:
    """Show the form for somebody new."""
    return _form(Filled())


@bp.post("")
def add() -> Response:
    """Add somebody with a local account."""
    try:
        added = portal().directory.add_person(current_admin(), _new_person(request.form))
    except Refusal as refusal:
        return answered(refusal, _form(filled_again(request.form, refusal, beside=_BESIDE, keep_out=_SECRETS)))
    return see_other(url_for("admin_people.show", person_id=added.person_id))


@bp.get("/<uuid:person_id>")
def show(person_id: UUID) -> Response:
    """Show one person."""
    return _detail(require_person(person_id))


@bp.get("/<uuid:person_id>/edit")
def ask_for_changes(person_id: UUID) -> Response:
    """Show the form for what may change of a person."""
    person = require_person(person_id)
    return _form(Filled({"display_name": person.display_name, "email": person.email or ""}), person=person)


@bp.post("/<uuid:person_id>")
def change(person_id: UUID) -> Response:
    """Change the name that is shown and the e-mail address."""
    person = require_person(person_id)
    try:
        reading = Reading.of(request.form)
        name, email = _shown_in(reading)
        portal().directory.change_person(current_admin(), person_id, display_name=reading.complete(name), email=email)
    except Refusal as refusal:
        return answered(refusal, _form(filled_again(request.form, refusal), person=person))
    return see_other(url_for("admin_people.show", person_id=person_id))


@bp.post("/<uuid:person_id>/disabling")
def disable(person_id: UUID) -> Response:
    """Shut a person out from the next request on."""
    return _switch(person_id, portal().directory.disable_person, "disabling")


@bp.post("/<uuid:person_id>/enabling")
def enable(person_id: UUID) -> Response:
    """Let a person in again."""
    return _switch(person_id, portal().directory.enable_person, "enabling")


@bp.post("/<uuid:person_id>/reset")
def reset_sign_in(person_id: UUID) -> Response:
    """Let what a person has lost count no more, and sign them out everywhere."""
    person = require_person(person_id)
    try:
        portal().local_people.resets.by_admin(current_admin(), person_id, reason=_reason_in(request.form))
    except Refusal as refusal:
        return answered(refusal, _detail(person, {"resetting": filled_again(request.form, refusal)}))
    return see_other(url_for("admin_people.show", person_id=person_id))


class _Switch(Protocol):
    def __call__(self, admin: Admin, person_id: UUID, *, reason: str) -> None: ...


def _switch(person_id: UUID, switch: _Switch, form: str) -> Response:
    person = require_person(person_id)
    try:
        switch(current_admin(), person_id, reason=_reason_in(request.form))
    except Refusal as refusal:
        return answered(refusal, _detail(person, {form: filled_again(request.form, refusal)}))
    return see_other(url_for("admin_people.show", person_id=person_id))


def _reason_in(form: Fields) -> str:
    reading = Reading.of(form)
    return reading.complete(reading.parsed("reason", parse_reason))


def _new_person(form: Fields) -> NewPerson:
    reading = Reading.of(form)
    username = reading.required("username", _("Username"), Username.parse)
    display_name, email = _shown_in(reading)
    return NewPerson(
        username=reading.complete(username),
        display_name=reading.complete(display_name),
        email=email,
        # As it is, blanks and all.
        password=form.get("password") or None,
    )


def _shown_in(reading: Reading) -> tuple[str | None, str | None]:
    """Read the name that is shown and the e-mail address; mistakes are kept beside their fields."""
    return reading.required("display_name", _("Name"), parse_name), reading.optional("email", parse_email)


def _detail(person: Person, refused: ReadOnly[str, Filled] = _NOTHING_REFUSED) -> Response:
    """Answer with a person's page, on which the form that was refused is filled again."""
    lists, users = portal().lists, known_to_directories(person)
    return make_response(
        render_template(
            "admin/people/person.html",
            person=person,
            groups=lists.people.groups_of(person.id, size=_SOME_GROUPS),
            identities=lists.people.identities_of(person.id),
            provisioned=provisioned_in_words(users, person),
            disabled_by=disabling_sources(users, person),
            mentions=lists.mentions.of_person(person.id),
            running=still_running("person", person.id),
            **{form: refused.get(form, Filled()) for form in ("disabling", "enabling", "resetting")},
            factors_of_others=bool(portal().proxy_sign_ins.ways or portal().ldap_sign_ins.ways),
        )
    )


def _form(filled: Filled, *, person: Person | None = None) -> Response:
    return make_response(render_template("admin/people/form.html", person=person, filled=filled))
