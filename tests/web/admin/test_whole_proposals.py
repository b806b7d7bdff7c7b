"""Whoever approves sees all of it: every change, every field of what is new, every account of a list."""

import json
from uuid import UUID

from app.domain.freshness import Freshness
from app.domain.people import Group, Person, Username
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.services.ordering import admin_of
from tests.web.admin.mapping_forms import form_with_reason, previewed, saved_from
from tests.web.admin.test_imports import uploaded
from tests.web.admin.test_proposals import decided, proposed
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

BOB = {"subject_kind": "person", "subject": "bob"}
ROLE = {"target_kind": "role", "role": "arn:aws:iam::111122223333:role/Developer"}
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'
SELECTOR = BOB | {"target_kind": "selector", "pattern": "R", "accounts_kind": "listed"}


def test_a_dropped_session_policy_comes_before_a_hundred_new_accounts(first: Visitor, second: Visitor) -> None:
    narrow = saved_from(first, previewed(first, **BOB, **ROLE, policy=POLICY)).headers["Location"]
    decided(second, narrow, "approve")
    catalogue = json.loads(first.get("/admin/export.json").text)
    _without_policies(catalogue)
    catalogue["accounts"] += [_sandbox(number) for number in range(110)]

    preview = uploaded(first, json.dumps(catalogue), "doorstep")
    page = second.page(saved_from(first, preview).headers["Location"])
    last = second.page(second.page(page.links["Later ones"]).links["Later ones"])

    assert "1 change may give somebody more" in page.words
    assert 'Session policy: {"Version":"2012-10-17"' in page.words
    assert page.words.index("Session policy:") < page.words.index("Sandbox 0")
    assert "101 to 111 of 111" in last.words
    assert "Sandbox 109" in last.words


def test_who_approves_sees_that_less_of_a_proof_is_asked_for(careful: World, first: Visitor, second: Visitor) -> None:
    careful.add_account("777788889999", "Vault", freshness=Freshness(proof_minutes=15, groups_hold_hours=1))
    shown = first.page(first.page("/admin/accounts").links["Vault"])
    form = first.page(shown.links["Edit"]).form_to("/admin/accounts")

    easier = first.post("/admin/accounts", form.fields | {"proof_minutes": "480", "groups_hold_hours": ""})
    path = saved_from(first, easier).headers["Location"]
    page = second.page(path)
    decided(second, path, "approve")

    assert "1 change may give somebody more" in page.words
    assert "Fresh proof: at most 15 min old → at most 480 min old Groups hold: 1 h → nothing" in page.words
    assert (
        "Fresh proof at most 480 min old Groups hold –"
        in first.page(first.page("/admin/accounts").links["Vault"]).words
    )


def test_a_preview_shows_the_other_parts_as_well_and_keeps_the_draft(ada: Visitor) -> None:
    catalogue = json.loads(ada.get("/admin/export.json").text)
    catalogue["accounts"] += [_sandbox(number) for number in range(60)]
    form = form_with_reason(uploaded(ada, json.dumps(catalogue), "doorstep"))

    later = ada.post(form.action, form.fields | {"reason": "a season", "preview_place": "50-0"})
    saved = saved_from(ada, later)

    assert "51 to 60 of 60" in Page(later.text).words
    assert form_with_reason(later).fields["reason"] == "a season"
    assert saved.status_code == 303


def test_a_place_that_is_none_is_refused_in_words(first: Visitor) -> None:
    path = saved_from(first, previewed(first, **BOB, **ROLE)).headers["Location"]

    assert first.get(f"{path}?place=last").status_code == 400
    assert "1 change may give" in first.page(f"{path}?place=9999-9999").words


def test_everything_that_a_new_mapping_says_is_shown(first: Visitor, second: Visitor) -> None:
    networks = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 0.0.0.0/0"
    preview = previewed(first, **BOB, **ROLE, networks=networks, policy=POLICY, longest="900")

    page = second.page(saved_from(first, preview).headers["Location"])

    assert "Networks: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 0.0.0.0/0" in page.words
    assert f"Session policy: {POLICY}" in page.words
    assert "Longest console: 15 minutes" in page.words


def test_everything_that_a_new_account_and_its_role_say_is_shown(first: Visitor, second: Visitor) -> None:
    account = _sandbox(7) | {"tags": {"env": "dev"}}
    role = {"role_arn": f"arn:aws:iam::{account['account_id']}:role/Admin", "external_id": "somebody-elses"}
    catalogue = json.loads(first.get("/admin/export.json").text)
    catalogue["accounts"].append(account)
    catalogue["roles"].append(role | {"default_destination": "https://console.aws.amazon.com/iam/home"})

    words = second.page(saved_from(first, uploaded(first, json.dumps(catalogue), "doorstep")).headers["Location"]).words

    assert "Tags: env=dev Sensitive: no" in words
    assert "External ID: somebody-elses" in words
    assert "Default destination: https://console.aws.amazon.com/iam/home" in words


def test_an_account_that_takes_the_place_of_another_is_named(first: Visitor, second: Visitor, careful: World) -> None:
    numbers = _look_alikes(careful)
    path = saved_from(first, previewed(first, **SELECTOR, accounts="\n".join(numbers[:5]))).headers["Location"]
    decided(second, path, "approve")
    mapping = next(way for words, way in first.page("/admin/mappings?q=bob").links.items() if "every role R" in words)
    form = first.page(mapping).form_to("/admin/mappings")

    changed = proposed(first, form.fields | {"accounts": "\n".join((*numbers[:4], numbers[5]))})

    told = "Accounts taken out, and put in: Same name 4 (910000000004) → Same name 5 (910000000005)"
    assert told in second.page(changed).words


def test_who_vouches_is_said_where_two_have_one_name(first: Visitor, second: Visitor, careful: World) -> None:
    local = careful.directory.add_group(admin_of(careful), "night-shift")
    theirs = Group(new_id(), "acme", "42", "Night-Shift")
    with Registry(database=careful.database).change() as change:
        change.add_group(theirs)
        twin = Person(new_id(), Username("Bob"), "Bob Baker", None, "bob-twin")
        change.add_person(twin)
        change.add_identity(new_id(), twin.id, "https://id.example.com", "1")

    told = [
        second.page(saved_from(first, previewed(first, **ROLE, **subject)).headers["Location"]).words
        for subject in (_subject("group", local.id), _subject("group", theirs.id), _subject("person", twin.id), BOB)
    ]

    assert "Group night-shift [known to this portal] may open" in told[0]
    assert "Group Night-Shift [known to acme, as “42”] may open" in told[1]
    assert "Bob Baker (Bob) [known to https://id.example.com, as “1”] may open" in told[2]
    assert "Bob Baker (bob) [known to this portal] may open" in told[3]


def _subject(kind: str, id_: UUID) -> dict[str, str]:
    return {"subject_kind": kind, "subject": str(id_)}


def _look_alikes(world: World) -> list[str]:
    numbers = [f"91000000000{number}" for number in range(6)]
    for number in numbers:
        world.add_account(number, f"Same name {number[-1]}")
    return numbers


def _sandbox(number: int) -> dict[str, object]:
    return {"partition": "aws", "account_id": f"{900_000_000_000 + number}", "name": f"Sandbox {number}"}


def _without_policies(catalogue: dict[str, list[dict[str, object]]]) -> None:
    for mapping in catalogue["mappings"]:
        mapping.pop("session_policy", None)
        mapping.pop("conditions", None)
