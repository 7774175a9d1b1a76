"""What the product shows of deals: list, board, page, and the panels they hang on other records' pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.contacts.models import Company, Contact
from accord.deals.forms import DealForm
from accord.deals.models import Deal, Pipeline, Stage, State
from accord.deals.models.pipelines import RUNNING
from accord.deals.models.stepping import STALE_AFTER
from accord.history.models import Actor
from accord.inquiries.models import Inquiry
from accord.kit.errors import RuleBroken
from accord.records.declare import (
    Board,
    BoardColumn,
    Column,
    Fields,
    Filter,
    Mark,
    Panel,
    RecordPages,
    Text,
    Verb,
    panel,
)

FORMS = "accord.deals.forms"


# ── list ──


def _today(person: User) -> Any:
    return timezone.now().astimezone(person.zone).date()


States = dict[str, tuple[Text, Callable[[User], Q]]]

STATES: States = {
    "open": (_("Open"), lambda person: Q(state__in=RUNNING)),
    "won": (_("Won"), lambda person: Q(state=State.WON)),
    "lost": (_("Lost"), lambda person: Q(state=State.LOST)),
    "paused": (_("Paused"), lambda person: Q(state=State.PAUSED)),
    "archived": (_("Archived"), lambda person: Q(state=State.ARCHIVED)),
}

STEPS: States = {
    "overdue": (_("Overdue"), lambda person: Q(state__in=RUNNING, next_step_on__lt=_today(person))),
    "today": (_("Today"), lambda person: Q(state__in=RUNNING, next_step_on=_today(person))),
    "week": (
        _("Next 7 days"),
        lambda person: Q(state__in=RUNNING, next_step_on__range=(_today(person), _today(person) + timedelta(days=6))),
    ),
    "none": (_("No next step"), lambda person: Q(state__in=RUNNING, next_step="")),
}

STALE: States = {"yes": (_("Nothing changed for a month"), lambda person: _is_stale())}


def _is_stale() -> Q:
    return Q(state__in=RUNNING, changed_at__lt=timezone.now() - STALE_AFTER)


def _stages(person: User) -> list[tuple[str, str]]:
    """Stages of the person's pipelines; named with their pipeline where there are several."""
    pipelines = Pipeline.offered_to(person)
    several = len(pipelines) > 1
    return [
        (str(stage.pk), f"{pipeline}: {stage}" if several else str(stage))
        for pipeline in pipelines
        for stage in pipeline.in_order
    ]


def _pipelines(person: User) -> list[tuple[str, str]]:
    return [(str(pipeline.pk), str(pipeline)) for pipeline in Pipeline.offered_to(person)]


# ── board ──


def _chosen(person: User, params: dict[str, str]) -> Pipeline | None:
    offered = Pipeline.offered_to(person)
    chosen = (pipeline for pipeline in offered if str(pipeline.pk) == params.get("board"))
    return next(chosen, offered[0] if offered else None)


def _columns(person: User, params: dict[str, str]) -> list[BoardColumn]:
    """The stages of one pipeline: closed ones folded, archived ones and those without a group left out."""
    pipeline = _chosen(person, params)
    stages = pipeline.in_order if pipeline else []
    return [
        BoardColumn(str(stage.pk), str(stage), steps=stage.steps, folded=stage.is_closed)
        for stage in stages
        if stage.group and stage.state != State.ARCHIVED
    ]


def _move(deal: Deal, value: str, by: Actor, **given: Any) -> None:
    deal.enter(_stage(deal, value), by=by, **given)


def _asks(deal: Deal, value: str) -> str:
    """Which form a drop on this stage needs: a reason, or what the stage requires."""
    return deal.asked_by(_stage(deal, value))


def _stage(deal: Deal, value: str) -> Stage:
    stage = next((stage for stage in deal.pipeline.in_order if str(stage.pk) == value), None)
    if stage is None:
        raise RuleBroken(_("This stage does not belong to the pipeline of the deal."))
    return stage


# ── page ──


def _may_write(person: User, deal: Deal, *fields: str) -> bool:
    allowed = policy.writable_fields(person, deal)
    return allowed is None or allowed.issuperset(fields)


def _may_close(deal: Deal, person: User) -> bool:
    return not deal.is_closed and _may_write(person, deal, "stage")


def _may_step(deal: Deal, person: User) -> bool:
    return not deal.is_closed and _may_write(person, deal, "next_step", "next_step_on")


def _may_hand_over(deal: Deal, person: User) -> bool:
    if not _may_write(person, deal, "owner"):
        return False
    return deal.owner_id == person.pk or policy.holds(person, Special.CHANGE_OWNER)


def _given(method: str) -> Any:
    """Run a verb of the deal with the answers of its form, by their names."""
    return lambda deal, by, given: getattr(deal, method)(by=by, **given)


def _closing(method: str) -> Any:
    """The same for a closing, whose day the form calls closed_on."""

    def run(deal: Deal, by: Actor, given: dict[str, Any]) -> None:
        values = dict(given)
        getattr(deal, method)(by=by, on=values.pop("closed_on"), **values)

    return run


def _enter(deal: Deal, by: Actor, given: dict[str, Any]) -> None:
    values = dict(given)
    deal.enter(values.pop("stage"), by=by, **values)


def _plan(deal: Deal, by: Actor, given: dict[str, Any]) -> None:
    deal.plan_step(given["next_step"], given["next_step_on"], by=by)


def _may_take(deal: Deal, person: User) -> bool:
    return deal.owner_id is None and policy.holds(person, Special.TAKES_UNOWNED)


class DealPages(RecordPages[Deal]):
    record = Deal
    path = "deals"
    icon = "deal"
    help = "deals"
    intro = _("A deal is a sale on its way. Open the first one from a request, or make one here: a name is enough.")

    columns = (
        Column("name", _("Deal"), show="link", sort="sort_key", indexed=True, narrow="title"),
        Column("company", show="record", sort="company__sort_key", nulls_last=True, with_=("company",), narrow="who"),
        Column("stage", show="steps", sort="stage__position", with_=("stage", "stage__group"), narrow="what"),
        Column("next_step", show="step", beside="next_step_on", sort="step_sort", indexed=True, narrow="when"),
        Column("next_step_on", _("When"), show="when", sort="step_sort", indexed=True, shown=False),
        Column("amount", show="money", sort="amount", indexed=True, end=True, total=True, narrow="sum"),
        Column("owner", show="person", with_=("owner",)),
        Column("contact", show="record", with_=("contact",), shown=False),
        Column("partner", show="record", with_=("partner",), shown=False),
        Column("state", show="choice", sort="state", shown=False),
        Column("probability", sort="probability", end=True, shown=False),
        Column("product", sort="product", shown=False),
        Column("source", with_=("source",), shown=False),
        Column("started_on", show="date", sort="started_on", shown=False),
        Column("expected_on", show="date", sort="expected_on", nulls_last=True, shown=False),
        Column("closed_on", show="date", sort="closed_on", nulls_last=True, shown=False),
        Column("closing_reason", with_=("closing_reason",), shown=False),
        Column("pipeline", with_=("pipeline",), shown=False),
        Column("co_owner", show="person", with_=("co_owner",), shown=False),
        Column("department", with_=("department",), shown=False),
        Column("ticket", shown=False),
        Column("description", shown=False),
        Column("created_at", show="date", sort="created_at", shown=False),
        Column("changed_at", show="date", sort="changed_at", shown=False),
    )
    filters = (
        Filter("state", _("State"), kind="states", states=STATES, counted=True),
        Filter("owner", kind="person", counted=True),
        Filter("stage", options=_stages, counted=True),
        Filter("step", _("Next step"), kind="states", states=STEPS),
        Filter("stale", _("Stale"), kind="states", states=STALE, folded=True),
        Filter("amount", kind="money", folded=True),
        Filter("expected_on", kind="date", folded=True),
        Filter("closed_on", kind="date", folded=True),
        Filter("started_on", kind="date", folded=True),
        Filter("created_at", kind="date", folded=True),
        Filter("next_step_on", _("Next step on"), kind="date", folded=True),
        Filter("important", kind="yes", folded=True),
        Filter("company", kind="link", folded=True),
        Filter("contact", kind="link", folded=True),
        Filter("partner", kind="link", folded=True),
        Filter("product", kind="text", folded=True),
        Filter("country", _("Country"), kind="text", path="company__country", folded=True),
        Filter("industry", _("Industry"), kind="link", path="company__industries", folded=True),
        Filter("tags", kind="link", folded=True),
        Filter("source", kind="link", folded=True),
        Filter("closing_reason", kind="link", folded=True),
        Filter("pipeline", options=_pipelines, folded=True),
        Filter("department", kind="link", folded=True),
        Filter("co_owner", kind="person", folded=True),
    )
    marks = (
        Mark("flag", _("Important"), lambda deal: deal.important, tone="attention"),
        Mark("new", _("Nobody has this deal yet"), lambda deal: deal.owner_id is None and not deal.is_closed),
        Mark("stale", _("Nothing has changed for a month"), lambda deal: deal.is_stale(now=timezone.now())),
    )
    sort = ("-id",)
    find = ("name", "company__name", "contact__last_name", "next_step", "product", "ticket", "description")
    views = (
        (_("My deals"), "state=open&owner=me"),
        (_("Closing this month"), "state=open&expected_on=this-month"),
        (_("No next step"), "step=none"),
        (_("Stale"), "stale=yes"),
        (_("Won deals"), "state=won&sort=-closed_on"),
        (_("All deals"), "all=1"),
    )
    board = Board(
        field="stage",
        columns=_columns,
        move=_move,
        card="deals/_card.html",
        with_=("company", "owner", "stage"),
        sum="amount",
        order=("step_sort", "id"),
        choose=_pipelines,
        asks=_asks,
        forms={
            "win": f"{FORMS}.WinForm",
            "lose": f"{FORMS}.LoseForm",
            "archive": f"{FORMS}.ArchiveForm",
            "require": f"{FORMS}.RequireForm",
        },
    )

    header = "deals/_header.html"
    side = "deals/_next_step.html"
    overview = "deals/_request.html"
    related = (
        "company",
        "contact",
        "partner",
        "inquiry",
        "source",
        "pipeline",
        "stage",
        "stage__group",
        "closing_reason",
        "owner",
        "co_owner",
        "department",
    )
    properties = (
        Fields(
            _("Properties"),
            ("company", "contact", "probability", "expected_on", "inquiry", "source", "partner", "tags"),
        ),
        Fields(
            _("More"),
            (
                "pipeline",
                "amount",
                "currency",
                "product",
                "description",
                "important",
                "next_step",
                "next_step_on",
                "started_on",
                "closing_reason",
                "closed_on",
                "won_on",
            ),
            folded=True,
        ),
    )
    fields = (
        Fields(_("Deal"), ("name", "company", "contact", "stage", "amount", "currency", "probability", "expected_on")),
        Fields(_("Next step"), ("next_step", "next_step_on")),
        Fields(_("About"), ("product", "description", "source", "partner", "tags", "important")),
        Fields(_("People"), ("owner", "co_owner", "watchers", "department", "private", "started_on"), folded=True),
    )
    bulk_fields = ("owner", "co_owner", "important", "next_step_on", "expected_on", "source")
    verbs = (
        Verb(
            "advance",
            _("Move to the next stage"),
            "deal:advance",
            icon="move",
            offered=lambda deal, person: _may_write(person, deal, "stage") and deal.next_stage() is not None,
            primary=True,
        ),
        Verb(
            "win",
            _("Won"),
            "deal:win",
            icon="win",
            offered=_may_close,
            asks=f"{FORMS}.WinForm",
            run=_closing("win"),
            primary=True,
        ),
        Verb(
            "lose",
            _("Lost"),
            "deal:lose",
            icon="stop",
            offered=_may_close,
            asks=f"{FORMS}.LoseForm",
            run=_closing("lose"),
            primary=True,
        ),
        Verb(
            "reopen",
            _("Reopen"),
            "deal:reopen",
            icon="undo",
            offered=lambda deal, person: deal.is_closed and _may_write(person, deal, "stage"),
            run=_given("reopen"),
            primary=True,
        ),
        Verb(
            "take",
            _("Take to work"),
            "deal:take",
            icon="person-plus",
            offered=_may_take,
            run=_given("take"),
            primary=True,
        ),
        Verb(
            "move",
            _("Change stage"),
            "deal:move",
            icon="move",
            offered=lambda deal, person: _may_write(person, deal, "stage"),
            asks=f"{FORMS}.MoveForm",
            bulk=True,
            run=_enter,
        ),
        Verb(
            "finish_step",
            _("Step done"),
            "deal:finish_step",
            icon="check",
            offered=lambda deal, person: bool(deal.next_step) and _may_step(deal, person),
            asks=f"{FORMS}.StepDoneForm",
            run=_given("finish_step"),
        ),
        Verb(
            "plan_step",
            _("Change the next step"),
            "deal:plan_step",
            icon="clock",
            offered=_may_step,
            asks=f"{FORMS}.StepForm",
            bulk=True,
            run=_plan,
        ),
        Verb(
            "mark_important",
            _("Mark as important"),
            "deal:mark_important",
            icon="flag",
            offered=lambda deal, person: not deal.important and _may_write(person, deal, "important"),
            bulk=True,
            run=lambda deal, by, given: deal.mark_important(True, by=by),
        ),
        Verb(
            "mark_ordinary",
            _("Mark as ordinary"),
            "deal:mark_ordinary",
            icon="flag",
            offered=lambda deal, person: deal.important and _may_write(person, deal, "important"),
            run=lambda deal, by, given: deal.mark_important(False, by=by),
        ),
        Verb(
            "hand_over",
            _("Hand over"),
            "deal:hand_over",
            icon="person-plus",
            offered=_may_hand_over,
            asks=f"{FORMS}.HandOverForm",
            run=lambda deal, by, given: deal.hand_over(given["owner"], by=by),
        ),
        Verb(
            "archive",
            _("Close as irrelevant"),
            "deal:archive",
            icon="stop",
            offered=_may_close,
            asks=f"{FORMS}.ArchiveForm",
            run=_closing("archive"),
            tone="negative",
        ),
    )
    told = {
        "opened": _("{who} opened this deal from a request"),
        "moved": _("{who} moved the deal"),
        "won": _("{who} won the deal"),
        "lost": _("{who} marked the deal as lost"),
        "archived": _("{who} closed the deal as irrelevant"),
        "reopened": _("{who} reopened the deal"),
        "step planned": _("{who} changed the next step"),
        "step done": _("{who} did the step and said what comes next"),
        "marked important": _("{who} marked the deal as important"),
        "marked ordinary": _("{who} no longer marks the deal as important"),
        "taken": _("{who} took the deal to work"),
    }

    form = DealForm
    imports = ("stage", "closed_on", "closing_reason", "started_on", "ticket")

    def default_filters(self, person: User) -> dict[str, list[str]]:
        """Only open ones; for those who sell, only their own."""
        mine = policy.holds(person, Special.TAKES_UNOWNED)
        return {"state": ["open"], "owner": ["me"]} if mine else {"state": ["open"]}


# ── on other records' pages ──


def _of(field: str) -> Any:
    def rows(record: Any, person: User) -> Any:
        deals = Deal.objects.visible_to(person).filter(**{field: record})
        return deals.select_related("company", "owner", "stage", "stage__group").order_by("-id")[:50]

    return rows


def _count_of(field: str) -> Any:
    return lambda record, person: Deal.objects.visible_to(person).filter(**{field: record}).count()


for place, field in ((Company, "company"), (Contact, "contact"), (Inquiry, "inquiry")):
    panel(
        Panel(
            on=place,
            name="deals",
            title=_("Deals"),
            template="deals/_tab.html",
            rows=_of(field),
            count=_count_of(field),
            order=20,
        )
    )


def _opening(inquiry: Inquiry, person: User) -> dict[str, Any]:
    """The deal of this request, or whether one may be opened; nothing where neither is the case."""
    deal = Deal.objects.visible_to(person).filter(inquiry=inquiry).select_related("stage").first()
    may_open = policy.may_add(person, Deal.kind) and inquiry.is_editable_by(person) and _waits_for_deal(inquiry)
    if deal is None and not may_open:
        return {}
    known = inquiry.is_linked or not (inquiry.company_name or inquiry.first_name)
    return {"deal": deal, "may_make": not known}


def _waits_for_deal(inquiry: Inquiry) -> bool:
    return inquiry.is_pending or inquiry.is_processed


panel(
    Panel(
        on=Inquiry,
        name="open-deal",
        title=_("Deal"),
        template="deals/_open.html",
        rows=_opening,
        place="side",
        lazy=False,
        order=5,
    )
)


def _people(deal: Deal, person: User) -> Any:
    """The deal's own contacts; without one, those of its company."""
    own = [pk for pk in (deal.contact_id, deal.partner_id) if pk]
    known = Contact.objects.visible_to(person)
    if own:
        return sorted(known.filter(pk__in=own), key=lambda contact: contact.pk != deal.contact_id)
    return known.filter(company=deal.company_id).order_by("-main", "sort_key", "pk")[:5] if deal.company_id else []


panel(
    Panel(
        on=Deal,
        name="contacts",
        title=_("Contacts"),
        template="deals/_contacts.html",
        rows=_people,
        place="side",
        lazy=False,
        order=10,
    )
)
