"""A request from a customer."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.access.policy import Scope
from accord.access.words import Reach, Right
from accord.accounts.models import User
from accord.dictionaries.models import InquiryCategory, Source
from accord.history.models import Actor
from accord.inquiries.models.deciding import Deciding
from accord.inquiries.models.defence import Defended, DefendedQuerySet
from accord.inquiries.models.linking import Linking
from accord.inquiries.models.status import Status
from accord.kit import countries
from accord.kit.fields import RichTextField, SortKeyField, plain_line, plain_text
from accord.kit.text import PersonName, sort_key
from accord.numbering.tickets import TicketField
from accord.records.models import Record

WAITS = models.Q(deleted_at=None, status=Status.PENDING, spam_suspected=False)
WAITING = ("status", "spam_suspected", "deleted_at")
"""The columns of `WAITS`: SQLite looks them up in the table where an index does not hold them, though it says so."""


class InquiryQuerySet(DefendedQuerySet["Inquiry"]):
    def pending(self) -> Self:
        """Waiting to be worked on; what was put aside as spam does not wait."""
        return self.live().filter(status=Status.PENDING, spam_suspected=False)

    def pending_of(self, person: User) -> Self:
        """What this person would work on of what waits. Sellers have their own and what nobody owns."""
        mine = models.Q(owner=person.pk) | models.Q(co_owner=person.pk) | models.Q(owner=None)
        return self.pending().filter(mine) if sells(person) else self.pending()

    def waiting_for(self, person: User) -> Self:
        """What this person has before them."""
        return self.pending_of(person).visible_to(person)

    def next_waiting(self, inquiry: Inquiry, person: User) -> Inquiry | None:
        """What comes after this one where the newest is worked on first; behind the last one, the first again."""
        waiting = self.waiting_for(person).exclude(pk=inquiry.pk).order_by("-received_on", "-pk")
        on, pk = inquiry.received_on, inquiry.pk
        older = models.Q(received_on__lt=on) | models.Q(received_on=on, pk__lt=pk)
        return waiting.filter(older).first() or waiting.first()


class Inquiry(Linking, Deciding, Defended, Record):
    """What was asked, by whom, and what became of it.

    Linking: to whom it belongs. Deciding: what became of it. Defended: whether it is spam.
    """

    kind = "inquiry"
    icon = "request"  # in the palette and among notices

    subject = models.CharField(_("request for"), max_length=250, validators=[plain_line])
    ticket = TicketField()
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    received_on = models.DateField(_("received"), blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="inquiries"
    )
    category = models.ForeignKey(
        InquiryCategory, verbose_name=_("category"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    first_name = models.CharField(_("first name"), max_length=100, blank=True, validators=[plain_line])
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True, validators=[plain_line])
    last_name = models.CharField(_("last name"), max_length=100, blank=True, validators=[plain_line])
    email = models.EmailField(_("e-mail"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=200, blank=True, validators=[plain_line])
    company_name = models.CharField(_("company name"), max_length=200, blank=True, validators=[plain_line])
    website = models.CharField(_("web site"), max_length=200, blank=True, validators=[plain_line])
    country = models.CharField(
        _("country"), max_length=2, blank=True, choices=countries.choices, validators=[countries.check_country]
    )
    city = models.CharField(_("city"), max_length=100, blank=True, validators=[plain_line])

    description = models.TextField(_("what they wrote"), blank=True, validators=[plain_text])
    translation = models.TextField(_("translation"), blank=True, validators=[plain_text])
    remark = RichTextField(_("remark"), blank=True, validators=[plain_text])
    products = models.TextField(_("products"), max_length=2000, blank=True, validators=[plain_text])

    sort_key = SortKeyField()

    objects: ClassVar[InquiryQuerySet] = InquiryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-id"]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["status", "-id"], name="inquiry_status"),
            models.Index(fields=["received_on", "id"], name="inquiry_received"),
            models.Index(fields=["sort_key", "id"], name="inquiry_sort"),
            # Few are a lead's or duplicates. SQLite takes an index of nothing but nulls for one that finds everything.
            models.Index(fields=["lead"], name="inquiry_lead", condition=models.Q(lead__isnull=False)),
            models.Index(
                fields=["duplicate_of"], name="inquiry_duplicate_of", condition=models.Q(duplicate_of__isnull=False)
            ),
            # Those that wait: the list in its usual order, and the counter on every page, policy included; then those
            # of a department and of an owner, so that nobody counts past what others have.
            models.Index(
                fields=[
                    "received_on",
                    "id",
                    "created_at",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    *WAITING,
                ],
                name="inquiry_waiting",
                condition=WAITS,
            ),
            models.Index(
                fields=["department", "received_on", "id", "created_at", "owner", "co_owner", "private", *WAITING],
                name="inquiry_waiting_home",
                condition=WAITS,
            ),
            models.Index(
                fields=["owner", "received_on", "id", "created_at", "co_owner", *WAITING],
                name="inquiry_waiting_owner",
                condition=WAITS,
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    # ── asking ──

    @property
    def name(self) -> PersonName:
        return PersonName(self.first_name, self.middle_name, self.last_name)

    @property
    def sender(self) -> str:
        """Who wrote, as far as it is known."""
        parts = (str(self.name), self.company_name)
        return ", ".join(part for part in parts if part) or self.email or self.phone

    @property
    def country_name(self) -> str:
        return countries.country_name(self.country) if self.country else ""

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.city, self.country_name) if part)

    @property
    def wants(self) -> list[str]:
        """The products, one a line."""
        return [line.strip() for line in self.products.splitlines() if line.strip()]

    @property
    def missing(self) -> list[tuple[str, Any]]:
        """What one should still find out before a deal is made of it: the field, and what is missing there."""
        asked = [
            ("products", _("products"), self.products),
            ("country", _("country"), self.country or not self.department or not self.department.works_globally),
            ("first_name", _("name"), self.first_name),
            ("email", _("e-mail or phone"), self.email or self.phone),
        ]
        return [(name, what) for name, what, known in asked if not known]

    def search_text(self) -> str:
        words = [str(self.name), self.email, self.phone, self.company_name, self.website, self.city, self.ticket]
        return " ".join([*words, self.products])

    def search_detail(self) -> str:
        return self.sender

    def derived(self) -> dict[str, Any]:
        return {**super().derived(), "sort_key": sort_key(self.subject)}

    def next_for(self, person: User) -> Inquiry | None:
        """What waits for this person after this request."""
        return Inquiry.objects.next_waiting(self, person)

    # ── beginning ──

    def begin(self, *, by: Actor) -> None:
        """A seller's own request is theirs, from somebody they know; every other one waits for somebody to take it."""
        named = self.owner_id
        seller = isinstance(by.person, User) and sells(by.person)
        super().begin(by=by)
        if self.received_on is None:
            self.received_on = by.today()
        if named is None and not seller:
            self.owner = None
        self.subsequent = self.subsequent or (seller and named is None)


def sells(person: User) -> bool:
    """Whoever may change only their own requests works on them; whoever may change others' hands them out."""
    return Scope(person, Inquiry.kind).reach(Right.CHANGE) is Reach.OWN
