"""What directories that provision by SCIM say of a person, for their page."""

from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.people import Person
from app.domain.words import _
from app.web.admin.moments import moment_in_words
from app.web.site import portal
from app.web.words import gettext

if TYPE_CHECKING:
    from app.domain.provisioning import ProvisionedUser


def provisioned_in_words(person: Person) -> tuple[str, ...]:
    """Say which directories have provisioned somebody, whether they let them in, and whom they have disabled."""
    scim = portal().scim
    return () if scim is None else tuple(_in_words(one, person) for one in scim.users.known_to(person.id))


def _in_words(user: "ProvisionedUser", person: Person) -> str:
    if person.disabled_at is not None and person.disabled_at == user.deactivated_at:
        return _said(_("%(source)s, which has disabled them here on %(at)s"), user, person.disabled_at)
    if user.deleted_at is not None:
        return _said(_("%(source)s, which has deleted them on %(at)s"), user, user.deleted_at)
    if not user.said.is_active:
        return _said(_("%(source)s, where they are not active"), user, user.changed_at)
    if person.disabled_at is not None:
        return _said(
            _("%(source)s, where they are active; it is not what has disabled them here"), user, user.changed_at
        )
    return user.source


def _said(words: str, user: "ProvisionedUser", at: datetime) -> str:
    return gettext(words) % {"source": user.source, "at": moment_in_words(at)}
