"""The portal page: the roles that one may open now, and what to do if there are none."""

from tests.web.visitor import Visitor
from tests.web.world import World

DEVELOPER = "arn:aws:iam::111122223333:role/Developer"


def test_alice_sees_her_roles_grouped_by_account(alice: Visitor) -> None:
    page = alice.page("/")

    assert page.headings == ["Your roles", "Payments", "Support", "Ticketing", "Developer", "ReadOnly"]
    assert "3 roles in 2 accounts" in page.words


def test_bob_sees_only_his(visitor: Visitor) -> None:
    visitor.sign_in("bob")

    page = visitor.page("/")

    assert page.headings == ["Your roles", "Ticketing", "ReadOnly"]
    assert "1 role in 1 account" in page.words


def test_charlie_is_told_what_to_do(visitor: Visitor) -> None:
    visitor.sign_in("charlie")

    page = visitor.page("/")

    assert "No role is mapped to you yet" in page.headings
    assert "Ask an admin" in page.words


def test_each_role_is_a_form_with_the_fields_of_the_contract(alice: Visitor) -> None:
    form = alice.page("/").form_to("/console", role_arn=DEVELOPER)

    assert form.method == "post"
    assert sorted(form.fields) == ["csrf_token", "duration", "role_arn"]
    assert form.labels == ["Open console as Developer in Ticketing", "Open in a new tab: Developer in Ticketing"]


def test_the_longest_duration_is_chosen_and_shorter_ones_are_offered(alice: Visitor) -> None:
    page = alice.page("/")

    assert page.form_to("/console", role_arn=DEVELOPER).fields["duration"] == "28800"
    assert "15 minutes 30 minutes 1 hour 2 hours 4 hours 8 hours" in page.words
    assert "for 1 hour" in page.words


def test_a_portal_on_temporary_credentials_offers_what_a_click_can_give_and_says_why(
    alice: Visitor, world: World
) -> None:
    world.sts.chained = True

    page = alice.page("/")

    assert "duration" not in page.form_to("/console", role_arn=DEVELOPER).fields
    assert page.words.count("for 1 hour at most: this portal itself runs on temporary AWS credentials") == 1
    assert alice.click(DEVELOPER).status_code == 303


def test_a_portal_on_lasting_credentials_has_nothing_to_explain(alice: Visitor) -> None:
    assert "temporary AWS credentials" not in alice.page("/").words


def test_somebody_whose_roles_allow_an_hour_anyway_is_told_nothing(visitor: Visitor, world: World) -> None:
    world.sts.chained = True
    visitor.sign_in("bob")

    assert "temporary AWS credentials" not in visitor.page("/").words


def test_roles_stand_in_the_order_of_their_names_whatever_their_case(alice: Visitor, world: World) -> None:
    world.map_person("alice", world.add_role("arn:aws:iam::111122223333:role/auditor"))
    world.map_person("alice", world.add_role("arn:aws:iam::111122223333:role/z/Backup"))

    assert alice.page("/").headings[3:] == ["Ticketing", "auditor", "Backup", "Developer", "ReadOnly"]


def test_a_sensitive_account_is_marked_and_its_button_names_the_environment(alice: Visitor) -> None:
    page = alice.page("/")

    assert "Open PROD console as Support in Payments" in page.words
    assert 'class="account colour-red sensitive"' in page.html


def test_each_role_has_a_link_to_keep(alice: Visitor) -> None:
    page = alice.page("/")

    link = page.links["Bookmarkable link to Developer in Ticketing"]
    assert alice.get(link).status_code == 200


def test_a_role_that_is_denied_is_not_shown(alice: Visitor, world: World) -> None:
    role_arn = world.add_role("arn:aws:iam::111122223333:role/Denied")
    world.map_person("alice", role_arn)
    world.map_person("alice", role_arn, effect="deny")

    assert "Denied" not in alice.page("/").words


def test_two_accounts_of_one_name_stay_apart(alice: Visitor, world: World) -> None:
    world.add_account("777788889999", "Ticketing", environment="staging")
    world.map_person("alice", world.add_role("arn:aws:iam::777788889999:role/Developer"))

    page = alice.page("/")

    assert page.headings.count("Ticketing") == 2
    assert "4 roles in 3 accounts" in page.words


def test_a_name_with_markup_in_it_stays_text(alice: Visitor, world: World) -> None:
    world.add_account("777788889999", "<script>alert(1)</script>")
    world.map_person("alice", world.add_role("arn:aws:iam::777788889999:role/X", description="<b>bold</b>"))

    page = alice.page("/")

    assert "<script>alert(1)</script>" in page.headings
    assert "<script>alert" not in page.html
    assert "<b>bold" not in page.html


def test_the_operators_notice_is_on_every_page(world: World) -> None:
    visitor = Visitor(world.app(notice="AWS is simulated here"))

    before = visitor.page("/sign-in").words
    visitor.sign_in("alice")

    assert "AWS is simulated here" in before
    assert "AWS is simulated here" in visitor.page("/").words
    assert "AWS is simulated here" in visitor.page("/nowhere").words
