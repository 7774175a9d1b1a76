"""The deal: its fields, and the table of contents of what it can do."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import Department, User
from accord.contacts.models import Company, Contact
from accord.deals import rights
from accord.deals.models.closing import Closing, ClosingQuerySet
from accord.deals.models.opening import OpeningQuerySet
from accord.deals.models.states import RUNNING
from accord.deals.models.stepping import Stepping, SteppingQuerySet
from accord.dictionaries.models import InquiryCategory, Source, Tag
from accord.history.models import Actor, Event
from accord.inquiries.models import Inquiry
from accord.kit.errors import RuleBroken
from accord.kit.fields import RichTextField, SortKeyField, plain_line, plain_text
from accord.kit.money import AmountField, CurrencyField, Money
from accord.kit.text import sort_key
from accord.leads.models import Lead
from accord.preferences import switches
from accord.records.models import Record

LONGEST_SUMMARY = 500
QUALITY_TONES = ((95, "accent"), (85, "positive"), (70, "attention"))
FOLLOWING = frozenset({"lines changed", "undone"})
"""Verbs that write the amount of a deal with lines: by its lines, or as it was with other ones."""


RUNS = models.Q(deleted_at=None, state__in=RUNNING)


class DealQuerySet(OpeningQuerySet["Deal"], ClosingQuerySet["Deal"], SteppingQuerySet["Deal"]):  # type: ignore[override]
    def with_company(self, company: Company) -> DealQuerySet:
        return self.filter(company=company)


class Deal(Closing, Stepping):
    """A sale on its way."""

    kind = "deal"
    named_by = ("name",)
    found_through = ("company", "contact")
    limits = rights.LIMITS

    name = models.CharField(_("name"), max_length=250, validators=[plain_line])
    ticket = models.CharField(_("ticket"), max_length=16, blank=True, editable=False)
    description = RichTextField(_("description"), blank=True, validators=[plain_text])
    product = models.CharField(_("product"), max_length=250, blank=True, validators=[plain_line])
    offer_text = models.TextField(
        _("text of the offer"), blank=True, validators=[plain_text], help_text=_("A paragraph of the proposal.")
    )
    important = models.BooleanField(_("important"), default=False)

    company = models.ForeignKey(
        Company, verbose_name=_("company"), null=True, blank=True, on_delete=models.CASCADE, related_name="deals"
    )
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="deals"
    )
    partner = models.ForeignKey(
        Contact,
        verbose_name=_("partner contact"),
        help_text=_("The person at a dealer or distributor who brought this deal."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="partner_deals",
    )
    inquiry = models.ForeignKey(
        Inquiry, verbose_name=_("request"), null=True, blank=True, on_delete=models.SET_NULL, related_name="deals"
    )
    lead = models.ForeignKey(
        Lead, verbose_name=_("lead"), null=True, blank=True, on_delete=models.SET_NULL, related_name="deals"
    )
    contacts = models.ManyToManyField(
        Contact, verbose_name=_("further contacts"), blank=True, related_name="deals_beside"
    )
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    category = models.ForeignKey(
        InquiryCategory, verbose_name=_("category"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number_of_users = models.CharField(_("number of users"), max_length=50, blank=True, validators=[plain_line])

    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="deals")

    amount = AmountField(_("amount"), default=Decimal(0))
    currency = CurrencyField(_("currency"), blank=True)

    lines_summary = models.CharField(_("products and services"), max_length=LONGEST_SUMMARY, blank=True, editable=False)

    quality = models.SmallIntegerField(_("quality, %"), null=True, editable=False)

    started_on = models.DateField(_("started on"), blank=True)
    expected_on = models.DateField(_("expected to close on"), null=True, blank=True)
    sort_key = SortKeyField()

    objects: ClassVar[DealQuerySet] = DealQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        ordering = ["-id"]
        constraints = [
            *Closing.Meta.constraints,
            models.CheckConstraint(
                name="deal_amount_not_negative",
                condition=models.Q(amount__gte=0),
                violation_error_message=_("The amount of a deal is not negative."),
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=~models.Q(ticket="") & models.Q(deleted_at=None),
                name="deal_ticket_once",
                violation_error_message=_("There is a deal with this ticket."),
            ),
            models.UniqueConstraint(
                fields=["inquiry"],
                condition=models.Q(deleted_at=None),
                name="deal_inquiry_once",
                violation_error_message=_("A deal has already been opened from this request."),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            # The board: cards of a column in order, and its figures from the index alone, with the policy's columns.
            models.Index(fields=["stage", "step_sort", "id"], name="deal_board", condition=models.Q(deleted_at=None)),
            models.Index(
                fields=[
                    "stage",
                    "currency",
                    "state",
                    "amount",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                    "id",
                ],
                name="deal_board_figures",
                condition=models.Q(deleted_at=None),
            ),
            # The funnel: the closed deals of a year with the stage they ended in, policy included.
            models.Index(
                fields=[
                    "closed_on",
                    "pipeline",
                    "state",
                    "closed_from",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                    "id",
                ],
                name="deal_closed_figures",
                condition=models.Q(deleted_at=None, closed_on__isnull=False),
            ),
            # Where the running deals stand and what they come to, policy included: all, and those of one owner.
            models.Index(
                fields=[
                    "stage",
                    "currency",
                    "amount",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "state",
                    "deleted_at",
                    "id",
                ],
                name="deal_running_figures",
                condition=RUNS,
            ),
            models.Index(
                fields=[
                    "owner",
                    "state",
                    "stage",
                    "currency",
                    "amount",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                    "id",
                ],
                name="deal_own_figures",
                condition=models.Q(deleted_at=None),
            ),
            # The steps that fall due first: of all, of an owner, of a co-owner.
            models.Index(fields=["next_step_on", "id"], name="deal_steps_due", condition=RUNS),
            models.Index(fields=["owner", "next_step_on", "id"], name="deal_own_steps_due", condition=RUNS),
            models.Index(
                fields=["co_owner", "next_step_on", "id"],
                name="deal_co_own_steps_due",
                condition=RUNS & models.Q(co_owner__isnull=False),
            ),
            # Most deals have neither. SQLite takes an index that holds mostly nothing for one that finds everything.
            models.Index(fields=["lead"], name="deal_lead", condition=models.Q(lead__isnull=False)),
            models.Index(fields=["partner"], name="deal_partner", condition=models.Q(partner__isnull=False)),
            models.Index(fields=["state", "-id"], name="deal_state"),
            models.Index(fields=["step_sort", "id"], name="deal_next_step"),
            models.Index(fields=["sort_key", "id"], name="deal_name"),
            models.Index(fields=["amount", "id"], name="deal_amount"),
        ]

    def __str__(self) -> str:
        return self.name

    # ── asking ──

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def weighted(self) -> Money:
        """The amount by its probability, for the forecast."""
        return (self.money * Decimal(self.probability) * Decimal("0.01")).rounded()

    def search_text(self) -> str:
        return " ".join([self.next_step, self.product, self.lines_summary, self.ticket])

    @property
    def has_lines(self) -> bool:
        return bool(self.lines_summary)

    @property
    def quality_tone(self) -> str:
        """Bands of the original: 95 and more, 85, 70, below."""
        if self.quality is None:
            return ""
        return next((tone for bound, tone in QUALITY_TONES if self.quality >= bound), "negative")

    # ── verbs ──

    def mark_important(self, important: bool, *, by: Actor) -> None:
        self.change("marked important" if important else "marked ordinary", by=by, important=important)

    def company_values(self) -> dict[str, Any]:
        """What is known of the company that this deal has none of: from its request, else from its lead."""
        told = self.inquiry or self.lead
        names = {"name": "company_name", "country": "country", "city": "city", "website": "website"}
        return {name: getattr(told, theirs) for name, theirs in names.items()} if told else {}

    def make_company(self, *, by: Actor, **values: Any) -> Company:
        """The company of this deal, with what the form corrected. An equal one is refused with its link."""
        if self.company is not None:
            raise RuleBroken(_("This deal has a company already."))
        with transaction.atomic():
            common = {"owner": self.owner, "department": self.department}
            company: Company = Company.objects.add(by=by, **{**self.company_values(), **common, **values})
            self.change("company made", by=by, company=company)
        return company

    def take(self, *, by: Actor) -> Event | None:
        """Make an ownerless deal one's own."""
        if self.owner_id is not None:
            raise RuleBroken(_("%(person)s already has this deal.") % {"person": self.owner})
        assert isinstance(by.person, User)
        return self.change("taken", by=by, owner=by.person, department=self.department or by.person.department)

    def add_up_lines(self, *, by: Actor) -> Event | None:
        """The amount follows from the lines; a deal that has lost its last one is worth nothing until somebody says."""
        lines = list(self.lines.in_order())
        amount = sum((line.net for line in lines), Decimal(0))
        summary = ", ".join(f"{line.name} × {line.quantity.normalize():f}" for line in lines)
        return self.change("lines changed", by=by.consequence(), amount=amount, lines_summary=shortened(summary))

    def score(self, *, by: Actor) -> Event | None:
        """One hundred, and the weights of what happened; nothing where nothing did."""
        weights = list(self.quality_events.live().values_list("weight", flat=True))
        return self.change("scored", by=by.consequence(), quality=100 + sum(weights) if weights else None)

    # ── hooks ──

    def begin(self, *, by: Actor) -> None:
        super().begin(by=by)
        self.started_on = self.started_on or by.today()
        self.currency = self.currency or default_currency(self._home())
        if self.company_id is None and self.contact_id is not None and self.contact is not None:
            self.company = self.contact.company

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "sort_key": sort_key(self.name)}

    def check_amount_follows(self, event: Event) -> None:
        """Whatever the door: with lines, amount and currency are nobody's to type."""
        typed = {"amount", "currency"} & event.fields() if event.verb not in FOLLOWING else set()
        if self.has_lines and typed and not event.is_creation:
            raise RuleBroken(
                _("The amount of this deal follows from its products and services. Change those."),
                fields=dict.fromkeys(typed, _("Follows from the products and services.")),
            )

    def _home(self) -> Department | None:
        """The owner's department where it is this one: many deals of one owner ask for it once."""
        owner = self.owner
        return owner.department if owner and owner.department_id == self.department_id else self.department

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        for deal, event in zip(records, events, strict=True):
            deal.check_amount_follows(event)
        super().written_all(records, events, by)


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1]}…"


def default_currency(department: Department | None) -> str:
    """The currency of the department, else that of the books."""
    return (department.default_currency if department else "") or switches.load().state_currency
