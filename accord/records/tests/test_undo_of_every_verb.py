"""Whatever is done in one change set, its undo puts the world back (decision 16): tried with random doings.

The verbs come from the contents of the product. A verb that asks something and has no answer here fails the first test.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.access.models import Participant
from accord.history.models import Changeable, kinds
from accord.kit.errors import AccordError
from accord.kit.money import AmountField
from accord.records import contents
from accord.records.forms import form_class
from accord.records.models import Record
from accord.records.relink import relink

HOUSEKEEPING = {"version", "changed_at", "changed_by", "deleted_at"}
"""What an undo need not make equal."""

TODAY = date(2026, 11, 20)

days = st.integers(0, 30).map(lambda ago: TODAY - timedelta(days=ago))
words = st.sampled_from(["", "Call them", "Ärger & Söhne", "x" * 60, "Напомнить"])
amounts = st.sampled_from([Decimal(0), Decimal("0.0001"), Decimal("486000"), Decimal("99999999.99")])


def answers(office):
    """What the verbs that ask something are told, by type and verb."""
    return {
        ("deal", "win"): {"reason": st.just(office.signed), "closed_on": days, "amount": amounts},
        ("deal", "lose"): {"reason": st.just(office.too_dear), "closed_on": days},
        ("deal", "archive"): {"reason": st.none(), "closed_on": days},
        ("deal", "move"): {"stage": st.sampled_from(office.pipeline.in_order), "reason": st.just(office.too_dear)},
        ("deal", "change_pipeline"): {"stage": st.sampled_from(office.standard.in_order)},
        ("deal", "make_company"): {"name": st.just("Gamma Docks"), "country": st.just("NO")},
        ("deal", "note_quality"): {
            "signal": st.sampled_from(list(kinds()["quality_signal"].objects.live())),
            "weight": st.none() | st.integers(-100, 100),
            "happened_on": days,
            "details": words,
        },
        ("deal", "plan_step"): {"next_step": words, "next_step_on": days},
        ("deal", "finish_step"): {"then": words, "on": st.none()},
        ("deal", "hand_over"): {"owner": st.sampled_from([office.boris, office.zoe])},
        ("inquiry", "mark_duplicate"): {"duplicate_of": st.none()},
        ("lead", "to_deal"): {"company": st.just(office.acme), "contact": st.none()},
        ("lead", "move"): {
            "status": st.sampled_from(["new", "interest", "paused", "disqualified", "converted"]),
            "reason": st.just(office.no_answer),
            "company": st.just(office.acme),
        },
        ("lead", "make_company"): {"name": st.sampled_from(["Baltic Terminals", "Baltic Terminals Sp. z o.o."])},
        ("lead", "choose_company"): {"company": st.just(office.acme)},
        ("lead", "convert"): {"company": st.none() | st.just(office.acme), "contact": st.none()},
        ("lead", "hand_over"): {"owner": st.sampled_from([office.boris, office.zoe])},
        ("lead", "disqualify"): {"reason": st.just(office.no_answer)},
        ("payment", "pay"): {"paid_on": days, "amount": st.none() | amounts},
        ("payment", "plan"): {"planned_on": days},
        ("payment", "cancel"): {"comment": st.just("They withdrew")},
    }


WITHOUT_RUN = {("deal", "advance")}
"""Verbs whose view decides what is run: here the same verb as *move*."""


def test_every_verb_that_asks_something_has_an_answer_here(office):
    asking = {(pages.record.kind, verb.name) for pages in contents.every() for verb in pages.verbs if verb.asks}
    silent = {(pages.record.kind, verb.name) for pages in contents.every() for verb in pages.verbs if not verb.run}

    assert asking == set(answers(office))
    assert silent == WITHOUT_RUN


@pytest.fixture
def world(office):
    """The office with everything in it, and a record of each type that a doing may choose."""
    chosen = {
        "company": [office.acme, office.company("Beta Works", country="DE")],
        "contact": [office.rudi, office.contact("Karl", "Klein", company=office.acme)],
        "deal": [office.crane, office.deal("Second deal", company=office.acme, amount=Decimal("10"))],
        "payment": [office.advance, office.payment(office.crane, "1000")],
        "inquiry": [office.web_request],
        "lead": [office.mira, office.quay],
    }
    office.chosen = {kind: [record.pk for record in records] for kind, records in chosen.items()}
    return office


def test_undo_puts_the_world_back_after_anything(world):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def hold(data):
        with transaction.atomic():
            before = state()
            actor = world.dora.acting()
            for _step in range(data.draw(st.integers(1, 4), label="steps")):
                do_something(world, data, actor)

            if actor.ledger.change_set:
                actor.ledger.change_set.undo(by=world.dora.acting())

            assert state() == before
            transaction.set_rollback(True)

    hold()


@pytest.mark.parametrize("kind", ["company", "contact", "deal", "payment", "inquiry", "lead"])
def test_undo_puts_back_each_verb_by_itself(world, kind):
    for verb in contents.pages_of(kind).verbs:
        if verb.run is not None:
            try_and_take_back(world, kind, verb)


def try_and_take_back(world, kind, verb):
    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def hold(data):
        with transaction.atomic():
            before = state()
            actor = world.dora.acting()
            perform(world, data, actor, kind, verb)
            if actor.ledger.change_set:
                actor.ledger.change_set.undo(by=world.dora.acting())

            assert state() == before, verb.name
            transaction.set_rollback(True)

    hold()


# ── doings ──


def do_something(office, data, actor):
    doing = data.draw(st.sampled_from([add, change, discard, restore, many, hand_over, declared, moved]), label="doing")
    try:
        with transaction.atomic():
            kept = actor.ledger.change_set
            doing(office, data, actor)
    except AccordError:
        actor.ledger.change_set = kept  # refused: nothing was written


def add(office, data, actor):
    kind = data.draw(st.sampled_from(["company", "contact", "inquiry"]), label="kind")
    name = data.draw(st.sampled_from(["Gamma", "Delta", "Epsilon"]), label="name")
    values = {
        "company": {"name": name, "country": "DE"},
        "contact": {"first_name": name, "last_name": "Muster", "company_id": office.acme.pk},
        "inquiry": {"subject": name, "first_name": "Karl", "department": office.north},
    }
    kinds()[kind].objects.add(by=actor, **values[kind])


def change(office, data, actor):
    record = one(office, data)
    names = [name for name in form_class(contents.pages_of(record.kind)).base_fields if is_simple(record, name)]
    name = data.draw(st.sampled_from(names), label="field")
    record.change("changed", by=actor, **{name: value_for(record._meta.get_field(name), data)})


def discard(office, data, actor):
    one(office, data).discard(by=actor)


def restore(office, data, actor):
    record = one(office, data)
    if record.deleted_at:
        record.restore(by=actor)


def hand_over(office, data, actor):
    one(office, data).hand_over(data.draw(st.sampled_from([office.boris, office.zoe]), label="to"), by=actor)


def many(office, data, actor):
    kind = data.draw(st.sampled_from(sorted(office.chosen)), label="kind")
    model = kinds()[kind]
    owner = data.draw(st.sampled_from([office.boris, office.zoe]), label="owner")
    model.objects.live().filter(pk__in=office.chosen[kind]).change_all("changed", by=actor, owner=owner)


def moved(office, data, actor):
    old, new = (kinds()["company"].objects.get(pk=pk) for pk in office.chosen["company"])
    relink(old, new, by=actor)


def declared(office, data, actor):
    kind = data.draw(st.sampled_from(sorted(office.chosen)), label="kind")
    verbs = [verb for verb in contents.pages_of(kind).verbs if verb.run]
    if verbs:
        perform(office, data, actor, kind, data.draw(st.sampled_from(verbs), label="verb"))


def perform(office, data, actor, kind, verb):
    record = one(office, data, kind)
    told = {name: data.draw(value, label=name) for name, value in answers(office).get((kind, verb.name), {}).items()}
    if not record.is_live or not verb.offered(record, office.dora):
        return
    kept = actor.ledger.change_set
    try:
        with transaction.atomic():
            verb.run(record, actor, told)
    except AccordError:
        actor.ledger.change_set = kept


def one(office, data, kind=""):
    kind = kind or data.draw(st.sampled_from(sorted(office.chosen)), label="kind")
    return kinds()[kind].objects.get(pk=data.draw(st.sampled_from(office.chosen[kind]), label="record"))


def is_simple(record, name):
    columns = {column.name for column in record._meta.concrete_fields if column.editable and not column.is_relation}
    return name in columns and not getattr(record._meta.get_field(name), "flatchoices", None)


def value_for(column, data):
    if isinstance(column, models.BooleanField):
        return data.draw(st.booleans())
    if isinstance(column, AmountField):
        return data.draw(amounts)
    if isinstance(column, models.DateField):
        return data.draw(days)
    if isinstance(column, models.IntegerField):
        return data.draw(st.integers(0, 100))
    return data.draw(words)[: getattr(column, "max_length", None) or 60]


# ── the world ──


def state():
    """All business columns, links and participants of all live records."""
    rows = {}
    for kind, model in kinds().items():
        if not issubclass(model, Record):
            continue
        for record in model._base_manager.filter(deleted_at=None):
            rows[kind, record.pk] = columns_of(record) | links_of(record)
    live = set(rows)
    people = Participant.objects.values_list("kind", "record_id", "person", "part")
    return rows, {row for row in people if (row[0], row[1]) in live}


def columns_of(record: Changeable):
    return {
        column.attname: getattr(record, column.attname)
        for column in record._meta.concrete_fields
        if column.name not in HOUSEKEEPING
    }


def links_of(record: Changeable):
    return {
        column.name: sorted(getattr(record, column.name).values_list("pk", flat=True))
        for column in record._meta.many_to_many
    }
