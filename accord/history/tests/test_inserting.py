"""Many rows go into a table in one statement: what is alike is sent once, what differs is kept apart."""

from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accord.history.models import ChangeSet, Event, kinds
from accord.kit.inserting import insert, made

AT_RANDOM = ("form_key", "ticket")


def noted(change_set, number, **values):
    kept = {"kind": "deal", "record_id": number, "verb": "changed", "version": number, "label": f"Deal {number}"}
    return Event(change_set=change_set, at=change_set.at, **kept | values)


def opened(office, key=None):
    return ChangeSet(key=key, door="web", verb="changed", at=office.anna.created_at)


def test_rows_are_read_back_as_they_were_written_in_their_order(office):
    change_set = opened(office)
    insert([change_set])
    values = [{}, {"before": {"a": None}, "after": {"a": "100 %, :b, %(c)s"}}, {"label": "“Œ”", "actor": office.anna}]
    events = [noted(change_set, number, **said) for number, said in enumerate(values, start=1)]

    ids = insert(events)

    found = list(Event.objects.filter(pk__in=ids).order_by("pk"))
    assert [event.pk for event in events] == ids == [event.pk for event in found]
    for name in ("record_id", "label", "before", "after", "actor_id", "at", "change_set_id"):
        assert [getattr(event, name) for event in found] == [getattr(event, name) for event in events]


def test_signs_that_mean_something_in_a_list_of_values_mean_nothing_here(office):
    change_set = opened(office)
    insert([change_set])
    labels = ["{a,b}", '"said"', "back\\slash", "NULL", "", " ", "two\nlines", "it's", "%s", "(1, 2)", "“Œ”"]

    ids = insert([noted(change_set, 1, label=label, after={"label": label}) for label in labels])

    kept = Event.objects.filter(pk__in=ids).order_by("pk")
    assert [(event.label, event.after["label"]) for event in kept] == list(zip(labels, labels, strict=True))


def test_what_is_too_long_is_never_cut(office):
    change_set = opened(office)
    insert([change_set])
    labels = ["a" * 201, "b" * 202]

    try:
        with transaction.atomic():
            ids = insert([noted(change_set, 1, label=label) for label in labels])
    except DataError:  # as PostgreSQL says, and SQLite does not look
        ids = []

    kept = list(Event.objects.filter(change_set=change_set).order_by("pk").values_list("label", flat=True))
    assert kept == (labels if ids else [])


def test_a_thousand_rows_are_one_statement(office):
    change_set = opened(office)
    insert([change_set])

    with CaptureQueriesContext(connection) as asked:
        insert([noted(change_set, number) for number in range(1, 1001)])

    assert len(asked) == 1
    assert change_set.events.count() == 1000


def test_what_the_table_has_already_gets_no_id(office):
    first, second = opened(office, key="once"), opened(office, key="once")

    assert insert([first]) == [first.pk]
    assert insert([second], on_conflict='ON CONFLICT ("key") DO NOTHING') == []
    assert second.pk is None


def test_no_rows_are_no_statement():
    assert insert([]) == []


def test_a_row_made_quickly_is_the_row_that_its_model_makes(office):
    said = {"deal": {"name": "Crane", "owner": office.anna, "stage_id": 5}, "company": {"country": "DE"}}

    for kind, model in kinds().items():
        quick, usual = made(model, **said.get(kind, {})), model(**said.get(kind, {}))

        assert vars(quick).keys() == vars(usual).keys()
        assert {name for name in vars(quick) if vars(quick)[name] != vars(usual)[name]} <= {"_state", *AT_RANDOM}
        assert quick._state.fields_cache == usual._state.fields_cache
        assert quick._state.adding


def test_rows_that_are_alike_in_everything_are_rows_all_the_same(office):
    change_set = opened(office)
    insert([change_set])

    ids = insert([noted(change_set, 7) for _ in range(3)])

    assert len(set(ids)) == 3
    assert change_set.events.filter(record_id=7).count() == 3
