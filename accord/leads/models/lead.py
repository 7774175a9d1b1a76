"""Somebody who may become a client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Company, Contact, Key, Person
from accord.contacts.models.company import site_domain
from accord.contacts.models.known import KnownQuerySet, check_addresses
from accord.contacts.models.person import check_first_name
from accord.dictionaries.models import ClientType, DisqualificationReason, Industry
from accord.history.models import Actor, Event
from accord.kit.fields import plain_line, plain_text
from accord.kit.money import AmountField, CurrencyField, Money
from accord.kit.text import sort_key
from accord.leads.models.converting import Converting
from accord.leads.models.marketing import Marketed
from accord.leads.models.standing import Standing
from accord.leads.models.status import OPEN, Status
from accord.preferences import switches


class Purpose(models.TextChoices):
    DEAL = "deal", _("Deal")
    PARTNERSHIP = "partnership", _("Partnership")
    EDUCATION = "education", _("Education")


class LeadQuerySet(KnownQuerySet["Lead"]):
    def open(self) -> Self:
        """Neither given up nor a deal."""
        return self.filter(status__in=OPEN)

    def counted(self) -> Self:
        """What statistics know: disqualified leads are none."""
        return self.exclude(status=Status.DISQUALIFIED)


class Lead(Converting, Standing, Marketed, Person):
    """Standing: its status. Converting: how it becomes a client and a deal. Marketed: where it came from."""

    kind = "lead"
    named_by = ("subject", "first_name", "middle_name", "last_name", "company_name")

    subject = models.CharField(_("what it is about"), max_length=250, blank=True, validators=[plain_line])
    purpose = models.CharField(_("kind of request"), max_length=12, choices=Purpose, blank=True)
    received_at = models.DateTimeField(_("received"), blank=True, editable=False)
    first_name = models.CharField(
        _("first name"), max_length=100, blank=True, validators=[plain_line, check_first_name]
    )

    company_name = models.CharField(_("company name"), max_length=200, blank=True, validators=[plain_line])
    website = models.CharField(_("web site"), max_length=200, blank=True, validators=[plain_line])
    company_phone = models.CharField(_("company phone"), max_length=100, blank=True, validators=[plain_line])
    company_email = models.CharField(
        _("company e-mail"), max_length=200, blank=True, validators=[plain_line, check_addresses]
    )
    company_address = models.TextField(_("company address"), max_length=1000, blank=True, validators=[plain_text])
    type = models.ForeignKey(
        ClientType, verbose_name=_("type of client"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    industries = models.ManyToManyField(Industry, verbose_name=_("industries"), blank=True, related_name="+")

    company = models.ForeignKey(
        Company, verbose_name=_("company"), null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    contacts = models.ManyToManyField(
        Contact, verbose_name=_("further contacts"), blank=True, related_name="leads_beside"
    )

    number_of_users = models.CharField(_("number of users"), max_length=50, blank=True, validators=[plain_line])
    amount = AmountField(_("budget"), null=True, blank=True)
    currency = CurrencyField(_("currency"), blank=True)

    objects: ClassVar[LeadQuerySet] = LeadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Person.Meta):
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="lead_disqualified_with_reason",
                condition=~models.Q(status=Status.DISQUALIFIED) | models.Q(disqualification_reason__isnull=False),
                violation_error_message=_("A disqualified lead needs a reason."),
            ),
            models.CheckConstraint(
                name="lead_budget_not_negative",
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                violation_error_message=_("A budget is not negative."),
            ),
        ]
        indexes = [
            *Person.Meta.indexes,
            # The board counts a column from the index alone, with the policy's columns.
            models.Index(
                fields=["status", "owner", "co_owner", "department", "private", "deleted_at", "id"],
                name="lead_board",
                condition=models.Q(deleted_at=None),
            ),
            models.Index(
                fields=["status", "-received_at", "-id"], name="lead_board_cards", condition=models.Q(deleted_at=None)
            ),
            models.Index(fields=["received_at", "id"], name="lead_received"),
            # Few are linked. SQLite takes an index of nothing but nulls for one that finds everything.
            models.Index(fields=["company"], name="lead_company", condition=models.Q(company__isnull=False)),
            models.Index(fields=["contact"], name="lead_contact", condition=models.Q(contact__isnull=False)),
            models.Index(fields=["owner", "received_at", "id"], name="lead_own_received"),
        ]

    def __str__(self) -> str:
        return self.subject or self.who

    # ── asking ──

    @property
    def who(self) -> str:
        """The person and the company, as far as they are known."""
        return ", ".join(part for part in (str(self.name), self.company_name) if part)

    @property
    def site_url(self) -> str:
        return f"https://{self.site}" if self.site else ""

    @property
    def site(self) -> str:
        return site_domain(self.website)

    @property
    def money(self) -> Money | None:
        """The budget."""
        return Money(self.amount, self.currency) if self.amount is not None and self.currency else None

    @property
    def stage_name(self) -> Any:
        return self.stage.name

    def asked_by(self, status: Status) -> str:
        """What has to be asked before this status is entered: disqualify, to_deal, or nothing."""
        if status == self.status:
            return ""
        needs_company = status == Status.CONVERTED and self.company_id is None
        return "disqualify" if status == Status.DISQUALIFIED else "to_deal" if needs_company else ""

    def keys(self, home: str = "") -> set[Key]:
        """A converted lead is found as the contact that it became."""
        return set() if self.is_converted else super().keys(home)

    def search_text(self) -> str:
        words = [str(self.name), self.company_name, self.website, self.company_phone, self.company_email]
        return " ".join([*words, super().search_text()])

    def search_detail(self) -> str:
        who = self.who if self.subject != self.who else ""
        return ", ".join(part for part in (who, self.place) if part)

    # ── verbs ──

    def enter(self, status: Status, *, by: Actor, reason: DisqualificationReason | None = None, **given: Any) -> None:
        """The verb that a status stands for, with the answers to what it asks."""
        if status == Status.DISQUALIFIED:
            self.disqualify(by=by, reason=reason)
        elif status == self.status:
            return
        elif status == Status.CONVERTED:
            self.to_deal(by=by, **given)
        else:
            self.move_to(status, by=by)

    # ── hooks ──

    def begin(self, *, by: Actor) -> None:
        super().begin(by=by)
        self.received_at = self.received_at or by.now()
        if self.status != Status.NEW:
            self.started_at = self.started_at or by.now()
        if self.amount is not None and not self.currency:
            self.currency = switches.load().state_currency

    def derived(self) -> dict[str, Any]:
        """A lead without a subject is called by who it is. `disqualified`, elsewhere ticked by hand, is a status."""
        subject = self.subject or self.who
        own = {"subject": subject, "sort_key": sort_key(subject), "disqualified": self.is_disqualified}
        return {**super().derived(), **own}

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        for record, event in zip(records, events, strict=True):
            if event.verb != "undone" and event.fields() & {"contact", "company"}:
                record.check_links()
        super().written_all(records, events, by)
