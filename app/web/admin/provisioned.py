"""What directories that provision by SCIM say of a person, for their page."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.people import Person
from app.domain.words import _
from app.web.admin.moments import moment_in_words
from app.web.site import portal
from app.web.words import gettext

if TYPE_CHECKING:
    from app.domain.provisioning import ProvisionedUser


def known_to_directories(person: Person) -> "tuple[ProvisionedUser, ...]":
    """Return how the directories that are set up know somebody."""
    scim = portal().scim
    return () if scim is None else scim.users.known_to(person.id)


def provisioned_in_words(users: "Iterable[ProvisionedUser]", person: Person) -> tuple[str, ...]:
    """Say which directories have provisioned somebody, whether they let them in, and whom they have disabled."""
    return tuple(_in_words(user, person) for user in users)


def disabling_sources(users: "Iterable[ProvisionedUser]", person: Person) -> str:
    """Name the directories that have disabled somebody, and may let them in again."""
    return ", ".join(user.source for user in users if user.has_disabled(person))


def _in_words(user: "ProvisionedUser", person: Person) -> str:
    if person.disabled_at is not None and user.has_disabled(person):
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
