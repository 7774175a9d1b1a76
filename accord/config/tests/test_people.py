"""`accord user …` and `accord explain …`, as an administrator types them."""

import io

import pytest
from django.core.management import CommandError, call_command

from accord.accounts.models import User

GOOD = "a long enough secret"


@pytest.fixture
def typed(monkeypatch):
    """Run a command with something on standard input; what it said comes back."""

    def run(*words: str, given: str = GOOD) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{given}\n"))
        said = io.StringIO()
        call_command(*words, stdout=said)
        return said.getvalue().strip()

    return run


def test_a_person_is_added_with_a_role_and_can_sign_in(office, client, typed):
    said = typed("user", "add", "mia", "--first-name", "Mia", "--role", "sales_manager")

    assert said == "Mia can sign in as mia."
    assert client.login(username="mia", password=GOOD)
    assert User.objects.get(username="mia").memberships.get().role.code == "sales_manager"


def test_history_says_that_it_was_done_at_the_console(office, typed):
    typed("user", "add", "mia")

    assert User.objects.get(username="mia").events.get().change_set.door == "console"


@pytest.mark.parametrize(
    ("words", "given", "sentence"),
    [
        (["add", "mia"], "", "Give the password on standard input."),
        (["add", "mia"], "short", "This password is too short. It must contain at least 12 characters."),
        (["add", "Anna"], GOOD, "Somebody already signs in by this name."),
        (["add", "mia", "--role", "boss"], GOOD, "There is no role boss; there are: "),
        (["role", "nobody", "operator"], GOOD, "Nobody signs in as nobody."),
        (["deactivate", "nobody"], GOOD, "Nobody signs in as nobody."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(office, typed, words, given, sentence):
    before = User.objects.count()

    with pytest.raises(CommandError) as refusal:
        typed("user", *words, given=given)

    assert str(refusal.value).startswith(sentence)
    assert User.objects.count() == before


def test_a_role_is_given_once_and_taken_away(office, typed):
    name = office.sven.username

    assert typed("user", "role", name, "operator", "accountant") == f"{office.sven} holds: accountant, operator."
    assert typed("user", "role", name, "operator") == f"{office.sven} holds: accountant, operator."
    assert typed("user", "role", name, "operator", "accountant", "--take") == f"{office.sven} holds: no role."


def test_deactivating_ends_every_session(office, client, typed):
    client.force_login(office.anna)

    typed("user", "deactivate", office.anna.username)

    assert client.get("/").status_code == 302
    assert not User.objects.get(pk=office.anna.pk).is_active


def test_a_type_is_explained_from_its_declarations(office, typed):
    said = typed("explain", "deal")

    assert "table deals_deal" in said
    assert "sales_manager: view (department)" in said
    assert "after lost: accord.payments" in said


def test_all_limits_by_state_stand_on_one_page(office, typed):
    assert "A paid payment is read-only" in typed("explain", "rights")


def test_an_unknown_type_is_answered_with_those_there_are(office, typed):
    with pytest.raises(CommandError, match=r"There is no type dael; there are: .*deal"):
        typed("explain", "dael")
