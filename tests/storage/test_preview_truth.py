"""What a preview says is what a save does: on every occasion, for drafts made by chance."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.accounts import Role
from app.domain.conditions import Circumstances, Conditions, parse_networks
from app.domain.drafts import Draft, added
from app.domain.mappings import Effect
from app.domain.people import Group, Person
from app.joints.editing import Editing
from app.storage.engine import Database
from tests.storage.company import NOW, Company, mapping_of, selecting
from tests.storage.drafting import HOUR, ROOT, Openings, drafted, more_in, openings_on

# Whatever ends in the drafts made here ends at one of these hours, and their networks lie inside one another.
NETWORKS = ("192.0.2.0/24", "192.0.2.128/25", "192.0.2.128/26", "2001:db8::/32")
EVERY_OCCASION = [
    Circumstances(now=NOW + HOUR * hour, address=address, used_mfa=used_mfa)
    for hour in range(0, 101, 10)
    for address in (None, "192.0.2.1", "192.0.2.130", "192.0.2.200", "2001:db8::1", "198.51.100.1", "2001:db9::1")
    for used_mfa in (None, False, True)
]


@pytest.mark.parametrize("seed", range(12))
def test_what_a_preview_says_is_what_a_save_does(
    editing: Editing, company: Company, database: Database, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seeded test, nothing secret
    people = [company.alice.id, company.bob.id, company.charlie.id]
    roles = [company.reader, company.writer]
    drafts = [_some_draft(chance, company) for _number in range(6)]

    def found() -> list[Openings]:
        return openings_on(database, people, roles, EVERY_OCCASION)

    def tells_the_truth(draft: Draft) -> bool:
        before = found()
        effects = editing.drafts.preview(ROOT, draft).effects
        editing.drafts.save(ROOT, draft)
        after = found()
        targets = [(one, one.target) for one in effects.differences]
        gained = {(who, role.id) for one, role in targets for who in one.gained if isinstance(role, Role)}
        lost = {(who, role.id) for one, role in targets for who in one.lost if isinstance(role, Role)}
        return (more_in(after, before), more_in(before, after)) == (gained, lost)

    assert [tells_the_truth(draft) for draft in drafts] == [True] * len(drafts)


def _some_draft(chance: random.Random, company: Company) -> Draft:
    subjects: list[Person | Group] = [company.alice, company.bob, company.charlie, company.developers]
    effects: list[Effect] = ["allow", "allow", "deny"]
    subject, target = chance.choice(subjects), chance.choice(["reader", "writer", "selector"])
    if target == "selector":
        mapping = selecting(subject, chance.choice(["*", "read*", "*er", "writer", "nothing"]))
    else:
        mapping = mapping_of(subject, company.reader if target == "reader" else company.writer)
    return drafted(
        added(
            replace(
                mapping,
                effect=chance.choice(effects),
                # Never twice the same, so that each can be added.
                valid_from=NOW - timedelta(seconds=chance.randint(0, 10**7)),
                valid_until=chance.choice([None, NOW, NOW + HOUR * 10 * chance.randint(1, 10)]),
                conditions=_some_conditions(chance),
            )
        )
    )


def _some_conditions(chance: random.Random) -> Conditions:
    networks = " ".join(chance.sample(NETWORKS, chance.choice([0, 0, 1, 2])))
    return Conditions(networks=parse_networks(networks), needs_mfa=chance.random() < 0.3)
