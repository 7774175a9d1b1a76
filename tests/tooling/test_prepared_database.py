"""The prepared test database is used as long as it is what the migrations would make, and no longer."""

from datetime import UTC, datetime

import pytest
from django.test import TransactionTestCase

from accord.jobs.models import Tick
from tests import database


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    folder = tmp_path / "accord/deals/migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text("operations = []")
    monkeypatch.setattr(database, "ROOT", tmp_path)
    monkeypatch.setattr(database, "PREPARED", tmp_path / ".prepared")
    return folder


def test_what_one_worker_made_is_copied_by_the_next(checkout, tmp_path):
    (tmp_path / "made").write_text("tables")
    first = database.Prepared()
    first.keep(str(tmp_path / "made"))
    first.let_go()

    second = database.Prepared()
    second.copy_to(str(tmp_path / "copy"))
    second.let_go()

    assert (first.is_there, second.is_there) == (False, True)
    assert (tmp_path / "copy").read_text() == "tables"


@pytest.mark.parametrize("name", ["0001_initial.py", "0002_another.py"])
def test_another_migration_asks_for_another_database(checkout, name):
    before = database.made_from()

    (checkout / name).write_text("operations = ['another']")

    assert database.made_from() != before


def test_the_databases_of_earlier_migrations_are_thrown_away(checkout, tmp_path):
    (tmp_path / "made").write_text("tables")
    for number in range(2):
        (checkout / "0001_initial.py").write_text(f"operations = [{number}]")
        prepared = database.Prepared()
        prepared.keep(str(tmp_path / "made"))
        prepared.let_go()

    assert list((tmp_path / ".prepared").glob("*.sqlite3")) == [prepared.file]


def test_what_a_test_committed_is_gone_afterwards_and_no_number_is_given_twice(transactional_db):
    committed = Tick.objects.create(clock="A clock", at=datetime(2026, 11, 26, tzinfo=UTC))

    TransactionTestCase()._fixture_teardown()

    assert not Tick.objects.exists()
    assert Tick.objects.create(clock="A clock", at=datetime(2026, 11, 26, tzinfo=UTC)).pk > committed.pk
