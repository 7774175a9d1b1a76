"""What the product shows of payments, and what they hang on the page of a deal."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.accounts.models import User
from accord.contacts.models import Company, Contact
from accord.deals.models import Deal
from accord.payments.forms import PaymentForm
from accord.payments.models import Balance, Payment, Status
from accord.records.declare import (
    Board,
    BoardColumn,
    Column,
    Fields,
    Filter,
    Mark,
    Panel,
    RecordPages,
    Verb,
    panel,
)

FORMS = "accord.payments.forms"
ASKED = (
    "deal", "purpose", "amount", "currency", "planned_on", "certainty", "payer", "through_representation", "comment",
)  # fmt: skip


def _columns(person: User, params: dict[str, str]) -> list[BoardColumn]:
    """Every status a column; the two at the end are folded, and nobody drops a payment on *overdue*."""
    folded = (Status.PAID, Status.CANCELLED)
    return [
        BoardColumn(status.value, status.label, folded=status in folded, accepts=status is not Status.OVERDUE)
        for status in Status
    ]


def _move(payment: Payment, value: str, by: Any, **given: Any) -> None:
    payment.put_into(Status(value), by=by, **given)


def _asks(payment: Payment, value: str) -> str:
    """What a status needs before it can be taken: a date or a comment."""
    if value == Status.PLANNED and payment.planned_on:
        return ""
    return value if value in BOARD_FORMS else ""


BOARD_FORMS = {
    Status.PLANNED.value: f"{FORMS}.PlanForm",
    Status.PARTIALLY_PAID.value: f"{FORMS}.PayForm",
    Status.PAID.value: f"{FORMS}.PayForm",
    Status.CANCELLED.value: f"{FORMS}.CancelForm",
}


def _unpaid(payment: Payment, person: User) -> bool:
    return payment.is_unpaid


VIA_OFFICE = Mark(
    "department",
    _("Through a representative office"),
    lambda payment: payment.through_representation,
    tone="attention",
    of="through_representation",
)


class PaymentPages(RecordPages[Payment]):
    record = Payment
    switched: ClassVar = {"through_representation": "through_representation"}
    path = "payments"
    icon = "payment"
    help = "payments"
    intro = _("Payments are money expected or received for a deal. Add the first one on the page of a deal.")

    columns = (
        Column("day", _("Date"), show="when", awaited="awaits_its_day", sort="date_sort", indexed=True, narrow="when"),
        Column("purpose", _("Payment"), show="link", narrow="title"),
        Column("deal", show="record", with_=("deal",), narrow="what"),
        Column("payer", show="record", with_=("payer",), narrow="who"),
        Column("status", show="choice", sort="status"),
        Column("certainty", show="choice", sort="certainty"),
        Column("amount", show="money", sort="amount", end=True, total=True, narrow="sum"),
        Column("owner", show="person", with_=("owner",)),
        Column("received", show="money", sort="received", end=True, total=True, shown=False),
        Column("planned_on", show="date", sort="planned_on", nulls_last=True, shown=False),
        Column("paid_on", show="date", sort="paid_on", nulls_last=True, shown=False),
        Column("contract_number", sort="contract_number", shown=False),
        Column("invoice_number", sort="invoice_number", shown=False),
        Column("order_number", sort="order_number", shown=False),
        Column("through_representation", _("Via office"), show="yes", shown=False),
        Column("comment", shown=False),
        Column("created_at", show="date", sort="created_at", shown=False),
    )
    filters = (
        Filter("status", counted=True),
        Filter("owner", kind="person"),
        Filter("planned_on", kind="date"),
        Filter("paid_on", kind="date"),
        Filter("certainty", folded=True),
        Filter("department", kind="department", folded=True),
        Filter("amount", kind="money", folded=True),
        Filter("currency", kind="currency", folded=True),
        Filter("deal", kind="link", folded=True),
        Filter("payer", kind="link", folded=True),
        Filter("invoice_number", kind="text", folded=True),
        Filter("contract_number", kind="text", folded=True),
        Filter("order_number", kind="text", folded=True),
        Filter("through_representation", kind="yes", folded=True),
        Filter("created_at", kind="date", folded=True),
    )
    marks = (
        Mark("late", _("The planned date has passed"), lambda payment: payment.status == Status.OVERDUE, tone="late"),
        Mark("money", _("The money has come"), lambda payment: payment.is_paid, tone="positive"),
        VIA_OFFICE,
    )
    sort = ("-day", "-id")
    find = ("purpose", "contract_number", "invoice_number", "order_number", "comment")
    views = (
        (_("Expected"), "status=planned&status=confirmed&status=overdue&status=partially_paid"),
        (_("Overdue"), "status=overdue"),
        (_("Received this month"), "paid_on=this-month"),
        (_("All payments"), "all=1"),
    )
    readings = ((_("Totals"), "payment_totals"),)
    board = Board(
        field="status",
        columns=_columns,
        move=_move,
        card="payments/_card.html",
        with_=("deal", "payer", "owner"),
        sum="amount",
        order=("date_sort", "id"),
        asks=_asks,
        forms=BOARD_FORMS,
    )

    header = "payments/_header.html"
    head_fields = ("purpose", "deal", "amount", "currency", "received", "status", "planned_on", "day", "share", "owner")
    related = ("deal", "payer", "owner", "department")
    properties = (
        Fields(
            _("Payment"),
            ("deal", "payer", "certainty", "planned_on", "paid_on", "received", "through_representation", "comment"),
        ),
        Fields(_("Numbers"), ("contract_number", "invoice_number", "order_number")),
    )
    fields = (
        Fields(_("Payment"), ASKED),
        Fields(_("Numbers"), ("contract_number", "invoice_number", "order_number"), folded=True),
    )
    bulk_fields = ("certainty",)
    decided_by = ("status", "amount", "received")
    verbs = (
        Verb(
            "pay",
            _("Record the payment"),
            "payment:pay",
            run=lambda payment, by, given: payment.pay(by=by, on=given["paid_on"], amount=given.get("amount")),
            icon="money",
            offered=_unpaid,
            asks=f"{FORMS}.PayForm",
            primary=True,
            bulk=True,
        ),
        Verb(
            "plan",
            _("Plan"),
            "payment:plan",
            run=lambda payment, by, given: payment.plan(given["planned_on"], by=by),
            icon="calendar",
            offered=_unpaid,
            asks=f"{FORMS}.PlanForm",
            bulk=True,
        ),
        Verb(
            "confirm",
            _("Confirm"),
            "payment:confirm",
            run=lambda payment, by, given: payment.confirm(by=by),
            icon="flag",
            offered=lambda payment, person: payment.is_unpaid and payment.status != Status.CONFIRMED,
            bulk=True,
        ),
        Verb(
            "cancel",
            _("Cancel the payment"),
            "payment:cancel",
            run=lambda payment, by, given: payment.cancel(by=by, comment=given["comment"]),
            icon="stop",
            offered=_unpaid,
            asks=f"{FORMS}.CancelForm",
            tone="negative",
            bulk=True,
        ),
        Verb(
            "reopen",
            _("Reopen"),
            "payment:reopen",
            run=lambda payment, by, given: payment.reopen(by=by),
            icon="undo",
            offered=lambda payment, person: not payment.is_unpaid,
        ),
    )

    told = {
        "planned": _("{who} planned the payment"),
        "confirmed": _("{who} confirmed the payment"),
        "overdue": _("The planned date has passed"),
        "partially paid": _("{who} recorded a part of the payment"),
        "paid": _("{who} recorded the payment"),
        "cancelled": _("{who} cancelled the payment"),
        "reopened": _("{who} reopened the payment"),
        "drafted": _("{who} made the payment a draft again"),
    }

    form = PaymentForm
    imports = ("status", "paid_on", "received", "owner")
    called = {
        "deal": ("opportunity", "order", "invoice", "сделка", "заказ", "счёт"),
        "amount": ("sum", "value", "total", "сумма"),
        "paid_on": ("date", "payment date", "received", "дата", "дата оплаты"),
        "planned_on": ("due date", "due", "срок", "срок оплаты"),
        "purpose": ("description", "reference", "назначение", "назначение платежа"),
    }


def _balance(deal: Deal, person: User) -> Balance:
    return Balance.of(deal, to=person)


def _expected(deal: Deal, person: User) -> Any:
    return Payment.objects.visible_to(person).filter(deal=deal)


def _may_see(record: Any, person: User) -> bool:
    return policy.may_list(person, Payment.kind)


panel(
    Panel(
        on=Deal,
        name="payments",
        title=_("Payments"),
        template="payments/_tab.html",
        rows=_balance,
        counts=_expected,
        offered=_may_see,
        order=30,
    )
)
panel(
    Panel(
        on=Deal,
        name="balance",
        title=_("Payments"),
        template="payments/_balance.html",
        rows=_balance,
        place="side",
        offered=_may_see,
        lazy=False,
        order=30,
    )
)


def _of(field: str) -> Any:
    """The payments of all deals of a company or a contact, what comes last on top."""

    def rows(record: Any, person: User) -> Any:
        payments = _all_of(field)(record, person)
        return payments.select_related("deal", "payer", "owner").order_by("-date_sort", "-pk")[:50]

    return rows


def _all_of(field: str) -> Any:
    return lambda record, person: Payment.objects.visible_to(person).filter(**{f"deal__{field}": record})


for place, field in ((Company, "company"), (Contact, "contact")):
    panel(
        Panel(
            on=place,
            name="payments",
            title=_("Payments"),
            template="payments/_of_client.html",
            rows=_of(field),
            counts=_all_of(field),
            offered=_may_see,
            order=40,
        )
    )
