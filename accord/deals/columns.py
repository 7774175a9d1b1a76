"""The list of deals: its columns, the marks of a row and the views that come with it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.records.declare import Column, Mark

COLUMNS = (
    Column("name", _("Deal"), show="link", sort="sort_key", indexed=True, narrow="title"),
    Column("company", show="record", sort="company__sort_key", nulls_last=True, with_=("company",), narrow="who"),
    Column("stage", show="steps", asks="move", sort="stage__position", with_=("stage", "stage__group"), narrow="what"),
    Column(
        "next_step",
        show="step",
        beside="next_step_on",
        awaited="is_open",
        sort="step_sort",
        indexed=True,
        narrow="when",
    ),
    Column("next_step_on", _("When"), show="when", awaited="is_open", sort="step_sort", indexed=True, shown=False),
    Column("amount", show="money", sort="amount", indexed=True, end=True, total=True, narrow="sum"),
    Column("owner", show="person", with_=("owner",)),
    Column("contact", show="record", with_=("contact",), shown=False),
    Column("partner", show="record", with_=("partner",), shown=False),
    Column("state", show="choice", sort="state", shown=False),
    Column("probability", sort="probability", end=True, shown=False),
    Column("company__country", _("Country"), show="country", with_=("company",), shown=False),
    Column("company__city", _("City"), with_=("company",), shown=False),
    Column("lines_summary", shown=False),
    Column("product", sort="product", shown=False),
    Column("quality", show="number", sort="quality", nulls_last=True, end=True, shown=False),
    Column("source", with_=("source",), shown=False),
    Column("category", with_=("category",), shown=False),
    Column("lead", show="record", with_=("lead",), shown=False),
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

MARKS = (
    Mark("flag", _("Important"), lambda deal: deal.important, tone="attention"),
    Mark("new", _("Nobody has this deal yet"), lambda deal: deal.owner_id is None and not deal.is_closed),
    Mark("stale", _("Nothing has changed for a month"), lambda deal: deal.is_stale(now=timezone.now())),
)

VIEWS = (
    (_("My deals"), "state=open&owner=me"),
    (_("By next step"), "state=open&owner=me&sort=next_step"),
    (_("Deals in work"), "state=open"),
    (_("Closing this month"), "state=open&expected_on=this-month"),
    (_("No next step"), "step=none"),
    (_("Stale"), "stale=yes"),
    (_("Won deals"), "state=won&sort=-closed_on"),
    (_("All deals"), "all=1"),
)
