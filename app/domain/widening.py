"""Which revisions of a draft may give somebody more than they have: those come first where somebody has to approve."""

from app.domain.accounts import Account, Role
from app.domain.drafts import Revision
from app.domain.mappings import Mapping


def may_widen(revision: Revision) -> bool:
    """Say whether somebody may gain by a revision; judged by itself, so sometimes yes where nobody does."""
    before, after = revision.before, revision.after
    if isinstance(after, Mapping):
        return _mapping_may_widen(before, after)
    if after.disabled_at is not None:
        return False
    if isinstance(after, Account):
        return isinstance(before, Account) and _account_may_widen(before, after)
    return not isinstance(before, Role) or _role_may_widen(before, after)


def _mapping_may_widen(before: object, after: Mapping) -> bool:
    if after.effect == "allow":
        return after.disabled_at is None
    return isinstance(before, Mapping) and before.effect == "deny" and before.disabled_at is None


def _account_may_widen(before: Account, after: Account) -> bool:
    """Enabled, its tags other ones (selectors go by them), opened more easily, or not sensitive any more."""
    is_eased = (before.sensitive and not after.sensitive) or before.freshness.may_be_eased_by(after.freshness)
    return before.disabled_at is not None or dict(before.tags) != dict(after.tags) or is_eased


def _role_may_widen(before: Role, after: Role) -> bool:
    """Enabled, opened more easily, or different in anything else than its description: each decides of the console."""
    told, tells = (
        (one.max_console_duration, one.external_id, one.source_identity, one.session_tags, one.default_destination)
        for one in (before, after)
    )
    return before.disabled_at is not None or told != tells or before.freshness.may_be_eased_by(after.freshness)
