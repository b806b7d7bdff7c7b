"""The circumstances that a question is asked for: an address, MFA, a moment, as the query says them."""

from dataclasses import dataclass
from ipaddress import ip_address

from flask import request

from app.domain.conditions import Circumstances
from app.domain.names import shown
from app.domain.refusals import Malformed
from app.domain.words import _
from app.web.admin.moments import parse_moment
from app.web.forms import require_plain
from app.web.site import portal


class MalformedAddress(Malformed):
    code = "malformed-address"
    sentence = _("“%(text)s” is not an IP address.")
    remedy = _("Write one such as 203.0.113.7 or 2001:db8::7, or leave the field empty.")


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed, as it was typed and as it counts; `at_another_moment` is whether it is not about now."""

    address: str
    mfa: str
    moment: str
    circumstances: Circumstances

    @property
    def at_another_moment(self) -> bool:
        return bool(self.moment)


def supposed() -> Supposed:
    """Read the query; raises MalformedForm, MalformedAddress or MalformedMoment."""
    require_plain(request.args)
    address, mfa, moment = (request.args.get(name, "").strip() for name in ("address", "mfa", "moment"))
    told = Circumstances(
        now=parse_moment(moment) if moment else portal().clock(),
        address=_address_in(address) if address else None,
        used_mfa={"yes": True, "no": False}.get(mfa),
    )
    return Supposed(address, mfa, moment, told)


def _address_in(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise MalformedAddress(text=shown(text)) from error
