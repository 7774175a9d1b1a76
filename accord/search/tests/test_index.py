"""The index keeps step with the records, whatever happens to a transaction, at a constant price."""

from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accord.history.models.changeable import writing
from accord.kit.errors import RuleBroken
from accord.search.models import Entry, Variant
from accord.search.query import search


def queries_of_search(work):
    with CaptureQueriesContext(
        connection,
    ) as context:
        work()
    return [query["sql"] for query in context if "search_" in query["sql"]]


def companies(office, count, word):
    model = type(office.acme)
    return [model(name=f"{word} {number}", owner=office.anna, department=office.north) for number in range(count)]


def test_many_records_are_indexed_with_as_few_queries_as_one(office):
    model = type(office.acme)

    few = queries_of_search(lambda: model.objects.add_all(companies(office, 5, "Quartz"), by=office.house))
    many = queries_of_search(lambda: model.objects.add_all(companies(office, 50, "Quarry"), by=office.house))

    assert len(many) == len(few)
    assert len(search(office.anna, "quarry", limit=100).hits) == 50


def test_a_changed_record_costs_the_index_two_queries_and_one_where_its_title_was_indexed_just_now(office):
    crane = type(office.crane).objects.get(pk=office.crane.pk)

    first = queries_of_search(lambda: crane.change("changed", by=office.anna.acting(), next_step="Call the harbour"))
    second = queries_of_search(lambda: crane.change("changed", by=office.anna.acting(), next_step="Call again"))

    assert (len(first), len(second)) == (2, 1)


def test_a_title_that_was_taken_back_is_learnt_when_it_is_written_again(office):
    crane = office.crane
    with suppress(RuleBroken), transaction.atomic(), writing(office.house, crane):
        crane.change("changed", by=office.house, name="Gantry")
        raise RuleBroken("no")

    crane.change("changed", by=office.house, name="Gantry")

    assert [hit.title for hit in search(office.anna, "gantyr").hits] == ["Gantry"]


def test_what_was_rolled_back_is_not_found(office):
    with transaction.atomic():
        office.company("Phantom Freight")
        transaction.set_rollback(True)

    assert search(office.anna, "phantom").hits == []


def test_the_rebuild_command_finds_what_was_lost_and_drops_what_is_gone(office, capsys):
    crane = office.crane
    Entry.objects.all().delete()
    Variant.objects.all().delete()
    Entry.objects.create(kind="ghost", record_id=1, title="Ghost", words="ghost", scope="_ghost_all")
    Entry.objects.create(kind="deal", record_id=10**9, title="Ghost", words="ghost", scope="_deal_all")

    call_command("search-rebuild")

    assert [hit.title for hit in search(office.anna, "harbuor", kinds=["deal"]).hits] == [crane.name]
    assert search(office.ada, "ghost").hits == []
    assert "deal" in capsys.readouterr().out


def test_the_database_keeps_the_word_index_in_step_by_itself(office):
    crane = office.crane

    Entry.objects.filter(kind="deal", record_id=crane.pk).update(words="_id_1 submarine")

    assert [hit.record_id for hit in search(office.anna, "submarine").hits] == [crane.pk]
    assert search(office.anna, "retrofit", kinds=["deal"]).hits == []


@pytest.mark.django_db(transaction=True)
def test_a_killed_transaction_leaves_the_index_whole():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)")

    assert not Entry.objects.exists()
