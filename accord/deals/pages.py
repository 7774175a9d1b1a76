"""What the product shows of deals: list, board and page; their parts stand beside this module by subject."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special
from accord.accounts.models import User
from accord.deals import panels
from accord.deals.board import BOARD
from accord.deals.columns import COLUMNS, MARKS, VIEWS
from accord.deals.filters import FILTERS
from accord.deals.forms import DealForm
from accord.deals.models import Deal
from accord.deals.verbs import TOLD, VERBS
from accord.records.declare import Fields, RecordPages

__all__ = ["DealPages", "panels"]


class DealPages(RecordPages[Deal]):
    record = Deal
    path = "deals"
    icon = "deal"
    help = "deals"
    intro = _("A deal is a sale on its way. Open the first one from a request, or make one here: a name is enough.")

    columns = COLUMNS
    filters = FILTERS
    marks = MARKS
    sort = ("-id",)
    find = (
        "name",
        "next_step",
        "product",
        "lines_summary",
        "ticket",
        "description",
    )
    views = VIEWS
    board = BOARD

    header = "deals/_header.html"
    head_fields = (
        "name", "amount", "currency", "company", "owner", "co_owner", "private", "expected_on", "quality", "ticket",
        "stage", "next_step", "important", "closing_reason", "closed_on",
    )  # fmt: skip
    side = "deals/_next_step.html"
    overview = "deals/_request.html"
    related = (
        "company",
        "contact",
        "partner",
        "inquiry",
        "lead",
        "source",
        "category",
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
            (
                "company",
                "contact",
                "probability",
                "expected_on",
                "lead",
                "inquiry",
                "source",
                "category",
                "partner",
                "tags",
            ),
        ),
        Fields(
            _("More"),
            (
                "pipeline",
                "amount",
                "currency",
                "product",
                "description",
                "offer_text",
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
        Fields(
            _("About"),
            (
                "product",
                "description",
                "offer_text",
                "source",
                "category",
                "partner",
                "contacts",
                "number_of_users",
                "tags",
                "important",
            ),
        ),
        Fields(_("People"), ("owner", "co_owner", "watchers", "department", "private", "started_on"), folded=True),
    )
    bulk_fields = ("owner", "co_owner", "important", "next_step_on", "expected_on", "source")
    verbs = VERBS
    decided_by = ("stage", "pipeline")
    told = TOLD

    form = DealForm
    together = {**RecordPages.together, "next_step": ("next_step", "next_step_on")}
    copies = True
    not_copied = frozenset({"stage", "started_on", "next_step", "next_step_on", "expected_on", "important"})
    imports = ("stage", "closed_on", "closing_reason", "started_on", "ticket")
    called = {
        "name": (
            "deal", "deal name", "title", "subject", "opportunity", "opportunity name", "opportunity id", "topic",
            "сделка", "название сделки", "тема",
        ),
        "company": ("account", "account name", "client", "customer", "organization", "organisation", "клиент"),
        "contact": ("contact person", "contact name", "primary contact", "контактное лицо"),
        "amount": (
            "value", "deal value", "deal amount", "close value", "sum", "total", "price", "revenue", "estimated value",
            "сумма сделки", "стоимость", "бюджет",
        ),
        "stage": ("status", "deal status", "sales stage", "phase", "статус", "этап"),
        "product": ("products", "item", "товар", "продукты"),
        "started_on": ("engage date", "start date", "opened", "open date", "created", "created date", "дата создания"),
        "closed_on": ("close date", "closing date", "closed", "closed date", "won time", "дата закрытия"),
        "closing_reason": ("loss reason", "lost reason", "reason", "причина", "причина отказа"),
        "expected_on": ("expected close date", "expected closing", "forecast date", "ожидаемая дата закрытия"),
        "probability": ("probability", "win probability", "вероятность"),
        "next_step": ("next action", "next activity", "следующее действие"),
    }  # fmt: skip

    def default_filters(self, person: User) -> dict[str, list[str]]:
        """Only open ones; for those who sell, only their own."""
        mine = policy.holds(person, Special.TAKES_UNOWNED)
        return {"state": ["open"], "owner": ["me"]} if mine else {"state": ["open"]}
