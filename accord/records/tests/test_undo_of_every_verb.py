"""Whatever is done in one change set, its undo puts the world back (decision 16): tried with random doings.

The verbs come from the contents of the product, and from the nouns: a method that takes `by=` is a verb. One that asks
something and has no answer here, or that nobody tries here, fails the first tests.
"""

import inspect
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import models, transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.access.models import Participant
from accord.files.attaching import attach
from accord.history.models import kinds
from accord.history.models.undo import Undo
from accord.kit.errors import AccordError
from accord.kit.money import AmountField
from accord.records import contents
from accord.records.forms import form_class
from accord.records.lists.bulk import action_of
from accord.records.lists.bulk import perform as perform_bulk
from accord.records.models import Forward
from accord.records.relink import merge, relink
from accord.records.works import PORTION

pytestmark = pytest.mark.broad

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


# ── verbs that no page declares ──

NO_VERBS = {"begin", "put", "add", "add_all", "change", "change_all", "change_each"}
"""The write path itself; *doings* below try it."""

PART_OF = {
    "Closing.enter": "move",
    "Closing.move_to": "move",
    "Lead.enter": "move",
    "Standing.move_to": "move",
    "Paying.put_into": "plan",
    "Deal.add_up_lines": "DealLine.adjust",
    "Deal.score": "note_quality",
    "Arranging.copy_from": "PipelineQuerySet.introduce",
    "Placed.place": "Placed.step",
    "Retiring.move_deals": "Retiring.retire",
}
"""Called by another verb, in its change set."""

FOR_GOOD = {"User.set_new_password"}
"""Nobody keeps a password, so nobody can give it back."""


def every(kind: str) -> Any:
    return kinds()[kind].objects.all()


def last(office, kind):
    return every(kind).live().order_by("-pk")[0]


TRIED = {
    "Arranging.add_group": lambda office, by: office.pipeline.add_group(by=by, name="Later", percent=30),
    "Arranging.add_stage": lambda office, by: office.pipeline.add_stage(by=by, name="Second look"),
    "Arranging.begin_with": lambda office, by: office.pipeline.begin_with(office.pipeline.in_order[1], by=by),
    "Arranging.discard": lambda office, by: office.standard.discard(by=by),
    "Attachment.rename": lambda office, by: last(office, "attachment").rename("other.txt", by=by),
    "Attachment.detach": lambda office, by: last(office, "attachment").detach(by=by),
    "Attachment.point_at": lambda office, by: last(office, "attachment").point_at(office.crane, by=by),
    "Attachment.show_content_of": lambda office, by: last(office, "attachment").show_content_of(
        every("attachment").order_by("pk")[0], by=by
    ),
    "Changeable.discard": lambda office, by: office.acme.discard(by=by),
    "Changeable.restore": lambda office, by: office.beta.restore(by=by),
    "CityQuerySet.at": lambda office, by: every("city").at("DE", "Cuxhaven", by=by),
    "DealLine.adjust": lambda office, by: last(office, "deal_line").adjust(by=by, quantity=Decimal(7)),
    "DealLine.remove": lambda office, by: last(office, "deal_line").remove(by=by),
    "Deciding.process": lambda office, by: office.web_request.process(by=by),
    "Employment.remove": lambda office, by: last(office, "employment").remove(by=by),
    "EmploymentQuerySet.employ": lambda office, by: every("employment").employ(
        office.rudi, office.solar, by=by, position="Adviser"
    ),
    "Linking.link": lambda office, by: office.web_request.link(office.rudi, by=by),
    "Link.untie": lambda office, by: last(office, "link").untie(by=by),
    "LinkQuerySet.tie": lambda office, by: every("link").tie(office.crane, office.twin, by=by),
    "OpeningQuerySet.open_from": lambda office, by: opened(office, by),
    "OpeningQuerySet.open_from_lead": lambda office, by: opened_for_lead(office, by),
    "PayingQuerySet.cancel": lambda office, by: payments(office).cancel(lambda payment: "They withdrew", by=by),
    "PayingQuerySet.mark_overdue": lambda office, by: payments(office).mark_overdue(on=date(2030, 1, 1), by=by),
    "PipelineQuerySet.introduce": lambda office, by: every("pipeline").introduce(
        by=by, name="Service", like=office.pipeline
    ),
    "Placed.step": lambda office, by: office.pipeline.in_order[1].step(1, by=by),
    "QualityEvent.remove": lambda office, by: last(office, "quality_event").remove(by=by),
    "QualityEventQuerySet.note": lambda office, by: note(office, by),
    "Rate.make_official": lambda office, by: last(office, "rate").make_official(Decimal("1.25"), by=by),
    "RateQuerySet.keep": lambda office, by: every("rate").keep("USD", TODAY, by=by),
    "Retiring.retire": lambda office, by: retire(office, by),
    "Role.copy": lambda office, by: role(office).copy(by=by),
    "Role.grant_exactly": lambda office, by: role(office).grant_exactly({}, by=by),
    "Role.hold_exactly": lambda office, by: role(office).hold_exactly([office.sven], by=by, among=[office.boris]),
    "RoleQuerySet.introduce": lambda office, by: every("role").introduce(by=by, name="Courier"),
    "Source.new_key": lambda office, by: last(office, "source").new_key(by=by),
    "User.deactivate": lambda office, by: office.boris.deactivate(by=by),
    "User.reactivate": lambda office, by: office.gustav.reactivate(by=by),
    "a category is renamed": lambda office, by: last(office, "category").change("edited", by=by, name="Other"),
    "a stage is edited": lambda office, by: office.stage("New").change("edited", by=by, name="Fresh"),
    "the main contact moves to another company": lambda office, by: office.rudi.change(
        "changed", by=by, company=office.twin
    ),
    "two contacts become one": lambda office, by: merge(office.tom, office.rudi, by=by),
    "two companies become one": lambda office, by: merge(office.twin, office.acme, by=by, fields=["city"]),
    "many are edited": lambda office, by: bulk_edit(office, by),
    "many are deleted": lambda office, by: bulk(office, "delete", {}, by),
}


def test_every_verb_of_every_noun_is_tried_here():
    declared = {verb.name for pages in contents.every() for verb in pages.verbs}
    known = TRIED.keys() | PART_OF.keys() | FOR_GOOD

    assert {name for name in verbs_of_nouns() if name not in known and name.split(".")[1] not in declared} == set()
    assert {name for name in known if "." in name} <= verbs_of_nouns()


def verbs_of_nouns():
    """`Class.method` of everything that an actor can do to a record, or to a set of them."""
    found = set()
    for model in kinds().values():
        for owner in (model, type(model.objects.all())):
            for name, method in inspect.getmembers(owner, inspect.isfunction):
                if not name.startswith("_") and name not in NO_VERBS and takes_actor(method):
                    found.add(method.__qualname__)
    return found


def takes_actor(method):
    by = inspect.signature(method).parameters.get("by")
    return by is not None and by.kind is by.KEYWORD_ONLY


def opened(office, by):
    kinds()["deal"].objects.open_from(office.web_request, by=by, making=True)


def opened_for_lead(office, by):
    office.mira.convert(by=by)
    kinds()["deal"].objects.open_from_lead(kinds()["lead"].objects.get(pk=office.mira.pk), by=by)


def payments(office):
    return kinds()["payment"].objects.live().filter(deal=office.crane)


def note(office, by):
    signal = kinds()["quality_signal"].objects.live()[0]
    kinds()["quality_event"].objects.note(office.crane, signal, by=by, weight=5, happened_on=TODAY)


def role(office):
    return kinds()["role"].objects.get(code="sales_manager")


def retire(office, by):
    stage = office.crane.stage
    stage.retire(by=by, to=stage.successors()[0])


def bulk(office, name, given, by):
    pages = contents.pages_of("company")
    pairs = [(company.pk, company.version) for company in kinds()["company"].objects.live()]
    action = action_of(pages, name)
    perform_bulk(pages, action, pairs, given, by=by)


def bulk_edit(office, by):
    form = action_of(contents.pages_of("company"), "edit").form(QueryDict("set=vip&vip=on"), by.person)
    assert form.is_valid()
    bulk(office, "edit", form.cleaned_data, by)


@pytest.fixture
def furnished_world(world, settings, tmp_path):
    """Everything hangs on the crane that can hang on it."""
    settings.MEDIA_ROOT = tmp_path
    house = world.house
    kinds()["deal_line"].objects.add(by=house, deal=world.crane, name="Bolt", price=Decimal(3), quantity=Decimal(2))
    note(world, house)
    attach(world.crane, "plan.txt", [b"plan"], by=world.anna.acting())
    attach(world.acme, "list.txt", [b"list"], by=world.anna.acting())
    kinds()["category"].objects.add(by=house, name="Cranes")
    kinds()["rate"].objects.add(by=house, currency="USD", on=TODAY - timedelta(days=9), rate=Decimal("1.2"))
    kinds()["source"].objects.add(by=house, name="Fair", department=world.north, form_open=True)
    world.twin = world.company("Acme Harbor", country="DE", city="Kiel")
    world.tom = world.contact("Tom", "Second", company=world.twin)
    every("employment").employ(world.tom, world.acme, by=house, position="Deputy")
    every("employment").employ(world.rudi, world.twin, by=house)
    world.rudi.make_main(by=house)
    world.tom.make_main(by=house)
    world.rudi.make_main(by=house, at=world.twin)
    every("link").tie(world.acme, world.solar, by=house)
    world.web_request.change("edited", by=house, products=world.ring.name)
    world.beta = kinds()["company"].objects.get(name="Beta Works")
    for record in (world.crane, world.acme, world.web_request, world.mira, world.rudi, world.tom, world.twin):
        record.refresh_from_db()
    return world


def at_once(change_set, by):
    change_set.undo(by=by)


def in_portions(change_set, by):
    """As the worker takes back a large one, only in smaller portions: each looks anew. What stands and falls together,
    as the stages of a new pipeline, is less than a real portion.
    """
    undo, cursor = Undo(change_set, by=by), None
    size = PORTION if any(event.kind == "pipeline" for event in change_set.events.all()) else 1
    while portion := undo.portion(cursor, size):
        assert portion.left == []
        cursor = portion.cursor


@pytest.mark.parametrize("take_back", [at_once, in_portions])
@pytest.mark.parametrize("name", sorted(TRIED))
def test_undo_puts_back_each_verb_that_no_page_declares(furnished_world, name, take_back):
    office = furnished_world
    if name == "Changeable.restore":
        office.beta.discard(by=office.house)
        office.beta = kinds()["company"].objects.get(pk=office.beta.pk)
    before, actor = state(), office.ada.acting()

    TRIED[name](office, actor)
    changed = state()
    assert actor.ledger.change_set is not None
    take_back(actor.ledger.change_set, office.ada.acting())

    assert changed != before
    assert state() == before


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
        "product": [office.ring],
    }
    assert chosen.keys() == {pages.record.kind for pages in contents.every()}
    office.chosen = {kind: [record.pk for record in records] for kind, records in chosen.items()}
    return office


@pytest.mark.parametrize("take_back", [at_once, in_portions])
def test_undo_puts_the_world_back_after_anything(world, take_back):
    before = state()

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def hold(data):
        with transaction.atomic():
            actor = world.dora.acting()
            for _step in range(data.draw(st.integers(1, 4), label="steps")):
                do_something(world, data, actor)

            if actor.ledger.change_set:
                take_back(actor.ledger.change_set, world.dora.acting())

            assert state() == before
            transaction.set_rollback(True)

    hold()


@pytest.mark.parametrize("kind", [pages.record.kind for pages in contents.every() if pages.verbs])
def test_undo_puts_back_each_verb_by_itself(world, kind):
    before = state()
    for verb in contents.pages_of(kind).verbs:
        if verb.run is not None:
            try_and_take_back(world, kind, verb, before)


def try_and_take_back(world, kind, verb, before):
    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def hold(data):
        with transaction.atomic():
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
    """All business columns, links and participants of everything that is live, and where old addresses lead."""
    rows = {}
    for kind, model in kinds().items():
        names = [column.attname for column in model._meta.concrete_fields if column.name not in HOUSEKEEPING]
        for row in model._base_manager.filter(deleted_at=None).values(*names):
            rows[kind, row[model._meta.pk.attname]] = {name: row[name] for name in names if not is_secret(model, name)}
        for column in model._meta.many_to_many:
            put_links(rows, kind, column)
    people = Participant.objects.values_list("kind", "record_id", "person", "part")
    forwards = Forward.objects.values_list("kind", "old", "to_kind", "new")
    return (
        rows,
        {row for row in people if (row[0], row[1]) in rows},
        {row for row in forwards if (row[0], row[1]) not in rows},
    )


def is_secret(model, name):
    """What events never keep, nobody can give back."""
    return name in model.secret_fields


def put_links(rows, kind, column):
    mine, theirs = column.m2m_field_name(), column.m2m_reverse_field_name()
    for pk, other in column.remote_field.through.objects.order_by(theirs).values_list(f"{mine}_id", f"{theirs}_id"):
        if (kind, pk) in rows:
            rows[kind, pk].setdefault(column.name, []).append(other)
