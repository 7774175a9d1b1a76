"""A person at a company, or on their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.contacts.models.company import Company
from accord.contacts.models.known import KnownQuerySet
from accord.contacts.models.person import Person, check_first_name  # noqa: F401 - the first migration finds it here
from accord.history.models import Actor, Event, after
from accord.kit.errors import RuleBroken

FOLLOWS = ("owner", "department")
BATCH = 200


class ContactQuerySet(KnownQuerySet["Contact"]):
    def at(self, company: Company) -> Self:
        """The people of a company, the main contact first."""
        return self.filter(company=company).order_by("-main", "sort_key", "id")


class Contact(Person):
    """Owner and department are always those of the company, where there is one."""

    kind = "contact"
    named_by = ("first_name", "middle_name", "last_name")
    found_through = ("company",)

    company = models.ForeignKey(
        Company,
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    main = models.BooleanField(_("main contact"), default=False)

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Person.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(main=True, deleted_at=None),
                name="contact_main_once",
                violation_error_message=_("The company has a main contact already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    # ── asking ──

    @property
    def heading(self) -> str:
        return self.titled

    def search_detail(self) -> str:
        return ", ".join(part for part in (self.position, self.place) if part)

    # ── verbs ──

    def make_main(self, *, by: Actor) -> None:
        """The one whom the company is called by; whoever was it before steps back."""
        if self.company is None:
            raise RuleBroken(_("Only a contact of a company can be its main contact."))
        for other in Contact.objects.live().filter(company=self.company, main=True).exclude(pk=self.pk):
            other.change("stepped back", by=by.consequence(), main=False)
        self.change("made main", by=by, main=True)

    def begin(self, *, by: Actor) -> None:
        if self.company is not None:
            self.take_from(self.company, FOLLOWS)
        super().begin(by=by)

    @property
    def starts_unowned(self) -> bool:
        """Like its company."""
        return self.company is not None

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        for record, event in zip(records, events, strict=True):
            if by.asks_for_rights and event.verb != "undone" and record.left_its_company(event):
                raise RuleBroken(_("A contact belongs to the owner of its company. Hand over the company instead."))
        super().written_all(records, events, by)

    def left_its_company(self, event: Event) -> bool:
        """Somebody gave the contact alone to another owner."""
        fields = event.fields()
        if not self.company_id or "company" in fields or not fields & set(FOLLOWS):
            return False
        return self.company is not None and self.owner_id != self.company.owner_id


@after(Company, "*")
def contacts_follow(company: Any, event: Event, by: Actor) -> None:
    """A new owner or department of the company is that of its contacts, in the trash too."""
    if event.is_creation or not event.fields() & set(FOLLOWS):
        return
    values = {"owner": company.owner, "department": company.department}
    for batch in _batches(Contact.objects.filter(company=company).select_related(*FOLLOWS).order_by("pk")):
        Contact.objects.change_each([(contact, values) for contact in batch], "followed", by=by)


@after(Contact, "*")
def contact_follows_new_company(contact: Any, event: Event, by: Actor) -> None:
    if event.is_creation or "company" not in event.fields() or contact.company is None:
        return
    values = {"owner": contact.company.owner, "department": contact.company.department}
    contact.change("followed", by=by, **values)


def _batches(rows: models.QuerySet[Contact]) -> Iterator[list[Contact]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
