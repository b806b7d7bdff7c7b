"""More of a role than before is told like a gain: without its session policy, for longer, or without a reason."""

from dataclasses import replace

import pytest

from app.domain.accounts import Role
from app.domain.conditions import Conditions, SessionPolicy
from app.domain.drafts import Draft, added, changed
from app.domain.durations import Duration
from app.domain.effects import Difference
from app.domain.fingerprints import fingerprint_of_effects
from app.domain.freshness import Freshness
from app.domain.reasons import ReasonRule
from app.domain.terms import Term
from app.joints.editing import Editing
from tests.storage.company import NOW, Company, mapping_of, role_in, selecting
from tests.storage.drafting import HOUR, ROOT, drafted

READ_ONLY = SessionPolicy.parse(None, ("arn:aws:iam::aws:policy/ReadOnlyAccess",))
VIEW_ONLY = SessionPolicy.parse(None, ("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",))
TIGHT = Conditions(Duration(900), session_policy=READ_ONLY, reason=ReasonRule())


def difference_of(editing: Editing, draft: Draft) -> Difference:
    (difference,) = editing.drafts.preview(ROOT, draft).effects.differences
    return difference


@pytest.mark.parametrize(
    ("conditions", "terms"),
    [
        (replace(TIGHT, session_policy=None), {Term.NO_SESSION_POLICY}),
        (replace(TIGHT, session_policy=VIEW_ONLY), {Term.SESSION_POLICY}),
        (replace(TIGHT, max_console_duration=Duration(1800)), {Term.DURATION}),
        (replace(TIGHT, max_console_duration=None), {Term.DURATION}),
        (replace(TIGHT, reason=None), {Term.NO_REASON}),
        (Conditions(), {Term.NO_SESSION_POLICY, Term.DURATION, Term.NO_REASON}),
    ],
    ids=["no policy", "another policy", "longer", "longest", "no reason", "everything"],
)
def test_terms_are_eased_by_a_change_and_by_one_more_mapping(
    editing: Editing, company: Company, conditions: Conditions, terms: set[Term]
) -> None:
    tight = mapping_of(company.charlie, company.writer, conditions=TIGHT)
    editing.drafts.save(ROOT, drafted(added(tight)))

    by_change = difference_of(editing, drafted(changed(tight, replace(tight, conditions=conditions))))
    beside = difference_of(editing, drafted(added(mapping_of(company.charlie, company.writer, conditions=conditions))))

    assert by_change.eased == beside.eased == dict.fromkeys(terms, frozenset({company.charlie.id}))
    assert not by_change.gained | by_change.lost | beside.gained | beside.lost
    assert not beside.tightened


def test_terms_are_tightened(editing: Editing, company: Company) -> None:
    tight = replace(company.developers_read, conditions=TIGHT)

    difference = difference_of(editing, drafted(changed(company.developers_read, tight)))

    both = frozenset({company.alice.id, company.bob.id})
    assert difference.tightened == dict.fromkeys((Term.NO_SESSION_POLICY, Term.DURATION, Term.NO_REASON), both)
    assert not difference.eased


def test_a_role_that_may_be_opened_for_longer_eases_a_term(editing: Editing, company: Company) -> None:
    longer = replace(company.reader, max_console_duration=Duration(43_200))

    difference = difference_of(editing, drafted(changed(company.reader, longer)))

    assert difference.eased == {Term.DURATION: frozenset({company.alice.id, company.bob.id})}


@pytest.mark.parametrize(
    ("before", "after", "terms"),
    [
        (Freshness(), Freshness(15), (set(), {Term.PROOF})),
        (Freshness(15), Freshness(60), ({Term.PROOF}, set())),
        (Freshness(15), Freshness(), ({Term.PROOF}, set())),
        (Freshness(15, 8), Freshness(15, 4), (set(), {Term.GROUPS_HOLD})),
        (Freshness(15, 4), Freshness(5, 8), ({Term.GROUPS_HOLD}, {Term.PROOF})),
        (Freshness(), Freshness(None, 4), ({Term.GROUPS_HOLD}, {Term.GROUPS_HOLD})),
    ],
    ids=["a proof", "an older one", "none", "groups for less long", "for longer", "who knows"],
)
def test_a_fresher_proof_of_a_role_or_its_account_is_another_term(
    editing: Editing, company: Company, before: Freshness, after: Freshness, terms: tuple[set[Term], set[Term]]
) -> None:
    of_account = replace(company.account, description="as it begins", freshness=before)
    fresh = replace(company.reader, description="as it begins", freshness=before)
    editing.drafts.save(ROOT, drafted(changed(company.account, of_account), changed(company.reader, fresh)))
    fresh, of_account = replace(fresh, version=2), replace(of_account, version=2)

    both = drafted(
        changed(fresh, replace(fresh, freshness=after)), changed(of_account, replace(of_account, freshness=after))
    )
    difference = next(
        one
        for one in editing.drafts.preview(ROOT, both).effects.differences
        if isinstance(one.target, Role) and one.target.id == company.reader.id
    )

    people = frozenset({company.alice.id, company.bob.id})
    assert (difference.eased, difference.tightened) == tuple(dict.fromkeys(some, people) for some in terms)


def test_whoever_gains_the_role_is_not_named_for_its_terms(editing: Editing, company: Company) -> None:
    difference = difference_of(editing, drafted(added(mapping_of(company.charlie, company.writer))))

    assert difference.gained == {company.charlie.id}
    assert not difference.on_other_terms


def test_a_deny_on_other_occasions_hides_no_eased_term(editing: Editing, company: Company) -> None:
    tight = mapping_of(company.charlie, company.writer, conditions=TIGHT)
    deny = replace(mapping_of(company.charlie, company.writer), effect="deny", valid_until=NOW + HOUR)
    editing.drafts.save(ROOT, drafted(added(tight), added(deny)))

    difference = difference_of(editing, drafted(added(mapping_of(company.charlie, company.writer))))

    assert set(difference.eased) == {Term.NO_SESSION_POLICY, Term.DURATION, Term.NO_REASON}


def test_other_terms_have_another_fingerprint(editing: Editing, company: Company) -> None:
    tight = mapping_of(company.charlie, company.writer, conditions=TIGHT)
    editing.drafts.save(ROOT, drafted(added(tight)))
    drafts = [
        drafted(changed(tight, replace(tight, conditions=conditions)))
        for conditions in (Conditions(), replace(TIGHT, reason=None), replace(TIGHT, session_policy=VIEW_ONLY))
    ]

    prints = {fingerprint_of_effects(editing.drafts.preview(ROOT, draft).effects) for draft in drafts}

    assert len(prints) == len(drafts)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_new_roles_count_among_the_pairs(editing: Editing, company: Company) -> None:
    editing.drafts.save(ROOT, drafted(added(selecting(company.developers, "new*"))))
    roles = [added(role_in(company.account, f"new-{number}")) for number in range(50_001)]

    effects = editing.drafts.preview(ROOT, drafted(*roles)).effects

    assert (effects.is_exact, effects.pairs) == (False, 100_002)
