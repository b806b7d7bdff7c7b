"""Answers: who can open what, through which mapping, and why not; each a permanent link, and each a file to keep."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any  # Any: what a template gets
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, stream_with_context, url_for

from app.domain.answers import Access
from app.domain.explanations import explain
from app.domain.pages import Page, Place
from app.domain.refusals import NotThere
from app.domain.words import _
from app.services.answers import ReadsPage, whole
from app.web.admin.answer_rows import cells_of, rows_of
from app.web.admin.circumstances import supposed
from app.web.admin.csv_files import csv_response
from app.web.admin.explanation_words import explanation_sheet
from app.web.admin.finding import Sought, account_in_words, sought_account, sought_person, sought_role
from app.web.admin.listing import asked_for
from app.web.admin.mapping_words import person_in_words, role_in_words
from app.web.admin.moments import moment_in_words
from app.web.admin.paging import next_page, place_in
from app.web.admin.things import require_account, require_person, require_role
from app.web.redirects import see_other
from app.web.site import portal
from app.web.words import gettext

bp = Blueprint("admin_answers", __name__, url_prefix="/admin/answers")


@bp.get("/person")
def find_person() -> Response:
    """Go to the answer about a person, or show whom there is to choose among."""
    sought = sought_person()
    if sought.thing is None:
        return _choose(sought)
    return see_other(url_for("admin_answers.show_person", person_id=sought.thing.id))


@bp.get("/role")
def find_role() -> Response:
    """Go to the answer about a role, or show which there are to choose among."""
    sought = sought_role()
    if sought.thing is None:
        return _choose(sought)
    return see_other(url_for("admin_answers.show_role", role_id=sought.thing.id))


@bp.get("/account")
def find_account() -> Response:
    """Go to the answer about an account, or show which there are to choose among."""
    sought = sought_account()
    if sought.thing is None:
        return _choose(sought)
    return see_other(url_for("admin_answers.show_account", account_row_id=sought.thing.id))


@bp.get("/person/<uuid:person_id>")
def show_person(person_id: UUID) -> str:
    """Show what a person can open, and through which mappings."""
    person = require_person(person_id)
    asked, now = asked_for(), portal().clock()
    page = portal().lists.answers.roles_of(person_id, now=now, after=place_in(asked))
    title = gettext(_("What %(person)s can open")) % {"person": person_in_words(person)}
    file = url_for("admin_answers.export_person", person_id=person_id)
    return _answer(page, now, title=title, shows="roles", file=file, person=person)


@bp.get("/person/<uuid:person_id>/answer.csv")
def export_person(person_id: UUID) -> Response:
    """Send the whole answer about a person as a file; raises NotThere."""
    require_person(person_id)
    now = portal().clock()
    return _file(partial(portal().lists.answers.roles_of, person_id, now=now), now)


@bp.get("/role/<uuid:role_id>")
def show_role(role_id: UUID) -> str:
    """Show who can open a role, and through which mappings."""
    role = require_role(role_id)
    asked, now = asked_for(), portal().clock()
    page = portal().lists.answers.people_for_role(role_id, now=now, after=place_in(asked))
    title = gettext(_("Who can open %(role)s")) % {"role": role_in_words(role)}
    file = url_for("admin_answers.export_role", role_id=role_id)
    return _answer(page, now, title=title, shows="people", file=file)


@bp.get("/role/<uuid:role_id>/answer.csv")
def export_role(role_id: UUID) -> Response:
    """Send the whole answer about a role as a file; raises NotThere."""
    require_role(role_id)
    now = portal().clock()
    return _file(partial(portal().lists.answers.people_for_role, role_id, now=now), now)


@bp.get("/account/<uuid:account_row_id>")
def show_account(account_row_id: UUID) -> str:
    """Show who can open anything in an account, and through which mappings."""
    account = require_account(account_row_id)
    asked, now = asked_for(), portal().clock()
    found = portal().lists.answers.people_for_account(account_row_id, now=now, after=place_in(asked))
    title = gettext(_("Who can open anything in %(account)s")) % {"account": account_in_words(account)}
    file = url_for("admin_answers.export_account", account_row_id=account_row_id)
    return _answer(_flat(found), now, title=title, shows="both", file=file)


@bp.get("/account/<uuid:account_row_id>/answer.csv")
def export_account(account_row_id: UUID) -> Response:
    """Send the whole answer about an account as a file; raises NotThere."""
    require_account(account_row_id)
    answers, now = portal().lists.answers, portal().clock()

    def read(*, after: Place | None, size: int) -> Page[Access]:
        return _flat(answers.people_for_account(account_row_id, now=now, after=after, size=size))

    return _file(read, now)


@bp.get("/difference")
def show_difference() -> Response:
    """Show what one person can open and another cannot."""
    person, other = sought_person(), sought_person("other")
    if person.thing is None or other.thing is None:
        return _choose(person if person.thing is None else other)
    asked, now = asked_for("person", "other"), portal().clock()
    page = portal().lists.answers.more_than(person.thing.id, other.thing.id, now=now, after=place_in(asked))
    said = {"person": person_in_words(person.thing), "other": person_in_words(other.thing)}
    title = gettext(_("What %(person)s can open and %(other)s cannot")) % said
    asking = {"person": str(person.thing.id), "other": str(other.thing.id)}
    file = url_for("admin_answers.export_difference", person=asking["person"], other=asking["other"])
    turned = url_for("admin_answers.show_difference", person=asking["other"], other=asking["person"])
    return make_response(_answer(page, now, title=title, shows="roles", file=file, turned=turned))


@bp.get("/difference/answer.csv")
def export_difference() -> Response:
    """Send the whole difference as a file."""
    person, other = sought_person(), sought_person("other")
    if person.thing is None or other.thing is None:
        raise NotThere(what=_("person"))
    ids, now = (person.thing.id, other.thing.id), portal().clock()
    return _file(partial(portal().lists.answers.more_than, *ids, now=now), now)


@bp.get("/why")
def show_why() -> Response:
    """Show why a person can, or cannot, open a role in some circumstances."""
    person, role = sought_person(), sought_role()
    if person.thing is None or role.thing is None:
        return _choose(person if person.thing is None else role)
    told = supposed()
    facts = portal().lists.answers.facts_of(person.thing.id, role.thing.id)
    if facts is None:
        raise NotThere(what=_("person"))
    return make_response(
        render_template(
            "admin/answers/why.html",
            person=person_in_words(facts.person),
            role=role_in_words(facts.role),
            asking={"person": str(facts.person.id), "role": str(facts.role.id)},
            supposed=told,
            sheet=explanation_sheet(explain(facts, told.circumstances), told.circumstances),
            as_of=moment_in_words(told.circumstances.now),
        )
    )


def _answer(page: Page[Access], now: datetime, *, title: str, shows: str, file: str, **more: Any) -> str:
    asked = asked_for("person", "other")
    nothing: dict[str, Any] = {"person": None, "turned": None}
    rows = rows_of(page.rows)
    return render_template(
        "admin/answers/answer.html",
        title=title,
        shows=shows,
        rows=rows,
        has_denies=any(row.unless for row in rows),
        asked=asked,
        next_page=next_page(asked, page),
        as_of=moment_in_words(now),
        file=file,
        **(nothing | more),
    )


def _file(read: ReadsPage, now: datetime) -> Response:
    found: Iterable[Access] = () if request.method == "HEAD" else portal().downloads.hand_out(lambda: whole(read))
    # The names behind ids are read while the file is sent.
    cells: Iterator[Any] = stream_with_context(cells_of(found, now=now))
    return csv_response(cells, filename="doorstep-answer.csv")


def _flat(page: Page[tuple[Access, ...]]) -> Page[Access]:
    return Page(tuple(one for some in page.rows for one in some), page.ends_at)


def _choose(sought: Sought[Any]) -> Response:
    return make_response(render_template("admin/answers/choose.html", sought=sought), 200 if sought.choices else 404)
