"""Import from AWS: discoveries are ordered here, go on while somebody looks, and what they find is taken over."""

from collections.abc import Mapping as ReadOnly
from typing import Final, get_args
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.domain.discovery import AccountState, Discovery, DiscoverySettings
from app.domain.pages import PAGE_SIZE
from app.domain.refusals import NotThere
from app.domain.regions import PartitionNotServed
from app.domain.words import _
from app.web.admin.discovery_form import DEFAULTS, PARTITION_CHOICES, settings_in
from app.web.admin.discovery_rows import account_row, milliseconds_until_next, order_row, said_of, setup_for
from app.web.admin.discovery_sheet import FindingsSheet
from app.web.admin.door import current_admin
from app.web.admin.drafts import Posted, answer, posted
from app.web.admin.listing import asked_for
from app.web.admin.mapping_words import names_for
from app.web.admin.reading import FieldErrors
from app.web.forms import require_plain
from app.web.redirects import see_other
from app.web.site import portal
from app.web.visits import current_visit
from app.web.words import translated

bp = Blueprint("admin_discovery", __name__, url_prefix="/admin/discovery")
_STATES: Final[ReadOnly[str, AccountState]] = {state: state for state in get_args(AccountState)}


@bp.get("")
def list_discoveries() -> str:
    """Show the form that orders a discovery, and the last ones."""
    return _orders_page(dict(DEFAULTS), {})


@bp.post("")
def order() -> Response:
    """Store an order and lead to its page, where it begins."""
    fields = posted(request.form).fields
    try:
        settings = settings_in(fields)
        ordered = portal().discovering.errands.order(current_admin(), settings, visit=current_visit())
    except FieldErrors as refused:
        return make_response(_orders_page(fields, refused.errors), 400)
    except PartitionNotServed as refusal:
        said = translated(refusal)
        return make_response(_orders_page(fields, {"partition": f"{said.sentence} {said.remedy}"}), 400)
    return see_other(_path(ordered))


@bp.get("/<uuid:discovery_id>")
def show(discovery_id: UUID) -> str:
    """Show how far a discovery is, and its accounts a page at a time; raises NotThere."""
    order, asked = _require_order(discovery_id), asked_for("state")
    found = portal().discovering.found
    state = _STATES.get(asked.filters["state"])
    after = asked.after[0] if asked.after else None
    accounts = found.accounts(order.id, after=after, limit=PAGE_SIZE + 1, state=state)
    progress, shown = found.progress(order.id), accounts[:PAGE_SIZE]
    return render_template(
        "admin/discovery/order.html",
        asked=asked,
        row=order_row(order, names_for((), actors=[order.actor])),
        order=order,
        progress=progress,
        said=said_of(order.trouble),
        delay=milliseconds_until_next(order, progress, portal().clock()),
        accounts=tuple(account_row(one, with_roles=order.settings.read_role is not None) for one in shown),
        next_page=asked.page_after((shown[-1].account_id.text,)) if len(accounts) > PAGE_SIZE else None,
        setup=setup_for(order.settings, order.portal_identity),
    )


@bp.post("/<uuid:discovery_id>/continue")
def go_on(discovery_id: UUID) -> Response:
    """Work on a discovery for some seconds; raises NotThere."""
    portal().discovering.errands.work(current_admin(), discovery_id, visit=current_visit())
    return see_other(url_for("admin_discovery.show", discovery_id=discovery_id))


@bp.post("/<uuid:discovery_id>/retry")
def retry(discovery_id: UUID) -> Response:
    """Let what failed be tried again; raises NotThere."""
    portal().discovering.errands.resume(current_admin(), discovery_id, visit=current_visit())
    return see_other(url_for("admin_discovery.show", discovery_id=discovery_id))


@bp.get("/<uuid:discovery_id>/findings")
def show_findings(discovery_id: UUID) -> str:
    """Show what is new, changed and gone, a page of accounts at a time; raises NotThere."""
    require_plain(request.args)
    return FindingsSheet(Posted({"after": request.args.get("after", "")}), _require_order(discovery_id)).page({})


@bp.post("/<uuid:discovery_id>/findings")
def take(discovery_id: UUID) -> Response:
    """Preview, save or go on choosing what is taken over; raises NotThere."""
    return answer(FindingsSheet(posted(request.form), _require_order(discovery_id)))


@bp.get("/<uuid:discovery_id>/template.yaml")
def show_template(discovery_id: UUID) -> Response:
    """Send a CloudFormation template of the read-only role; raises NotThere."""
    order = _require_order(discovery_id)
    response = make_response(setup_for(order.settings, order.portal_identity).template)
    response.headers["Content-Type"] = "application/yaml; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="doorstep-read-role.yaml"'
    return response


def _orders_page(fields: ReadOnly[str, str], errors: ReadOnly[str, str]) -> str:
    newest = portal().discovering.found.newest()
    names = names_for((), actors=[one.actor for one in newest])
    known = next((one.portal_identity for one in newest if one.portal_identity), None)
    return render_template(
        "admin/discovery/list.html",
        rows=tuple(order_row(one, names) for one in newest),
        fields=fields,
        errors=errors,
        partitions=PARTITION_CHOICES,
        setup=setup_for(DiscoverySettings(partition="aws", read_role=dict(DEFAULTS)["read_role"]), known),
    )


def _require_order(discovery_id: UUID) -> Discovery:
    found = portal().discovering.found.find(discovery_id)
    if found is None:
        raise NotThere(what=_("discovery"))
    return found


def _path(order: Discovery) -> str:
    return url_for("admin_discovery.show", discovery_id=order.id)
