"""What is odd about a draft and no mistake: a preview says it, and lets it be saved."""

from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.accounts import Role
from app.domain.drafts import Draft
from app.domain.mappings import Mapping
from app.domain.selectors import Selector
from app.domain.words import _
from app.web.site import portal
from app.web.words import gettext

# Of an import of thousands not every mapping is looked at: the people of a preview are what counts there.
_MOST: Final = 20


def warnings_of(draft: Draft) -> tuple[str, ...]:
    """Return what to look at twice, each once; raises StorageUnavailable."""
    mappings = [one.after for one in draft.revisions if isinstance(one.after, Mapping)]
    roles = [one.after for one in draft.revisions if isinstance(one.after, Role)]
    in_force = [one for one in mappings if one.disabled_at is None]
    return tuple(dict.fromkeys(words for one in in_force[:_MOST] for words in _warnings(one, roles)))


def _warnings(mapping: Mapping, roles: Iterable[Role]) -> Iterator[str]:
    selector = mapping.selector
    if selector is not None and not any(map(selector.selects, roles)):
        yield from _without_roles(selector)
    if portal().lists.names.is_said_already(mapping):
        yield gettext(_("Another mapping in force says the same already."))


def _without_roles(selector: Selector) -> Iterator[str]:
    names = portal().lists.names
    if names.roles_selected_by(selector):
        return
    known = set(names.account_tags())
    strange = [f"{key}={value}" for key, value in sorted(selector.accounts.tags.items()) if (key, value) not in known]
    for tag in strange:
        yield gettext(_("No account has the tag %(tag)s.")) % {"tag": tag}
    if not strange:
        pattern = {"pattern": selector.pattern}
        yield gettext(_("No role fits %(pattern)s in these accounts: it leads to nothing for now.")) % pattern
