"""A person at a company, or on their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, When
from django.utils.translation import gettext_lazy as _

from accord.contacts.models.company import Company
from accord.contacts.models.known import KnownQuerySet
from accord.contacts.models.person import Person, check_first_name  # noqa: F401 - the first migration finds it here
from accord.history.models import Actor, Event, after
from accord.kit.errors import RuleBroken

FOLLOWS = ("owner", "department")
BATCH = 200


class ContactQuerySet(KnownQuerySet["Contact"]):
    def at(self, *companies: Company | int) -> Self:
        """The people of these companies: their own, and those who work there as well."""
        own, further = self.branches_at(*companies)
        return self.filter(pk__in=own.union(further, all=True))

    def branches_at(self, *companies: Company | int) -> tuple[Any, Any]:
        """The ids of both as sets of their own: joined, or with an OR, they read every contact there is."""
        ids = [company.pk if isinstance(company, Company) else company for company in companies]
        rows = self.model._default_manager.order_by()
        further = rows.filter(employments__company__in=ids, employments__deleted_at=None)
        return rows.filter(company__in=ids).values("pk"), further.values("pk")

    def knowing_who_works_further(self) -> Self:
        """Each says whether it works at further companies; of most, nobody needs to ask at which."""
        further = self.model._default_manager.order_by().filter(
            pk=OuterRef("pk"), employments__company__isnull=False, employments__deleted_at=None
        )
        return self.annotate(works_further=Exists(further))

    def main_first(self, company_id: int | None, *, after: tuple[str, ...] = ()) -> Self:
        """As a page of this company shows them."""
        main = Company.objects.order_by().filter(pk=company_id or 0).values("main_contact")
        return self.order_by(*after, Case(When(pk__in=main, then=0), default=1), "sort_key", "id")


class Contact(Person):
    """Owner and department are always those of the company, where there is one."""

    kind = "contact"
    named_by = ("first_name", "middle_name", "last_name")
    found_through = ("company", "employments__company")
    works_further = True
    """False where it was read with the contact that it does not."""

    company = models.ForeignKey(
        Company,
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    main = models.BooleanField(_("main contact"), default=False, editable=False)

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Person.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return str(self.name)

    # ── asking ──

    @property
    def heading(self) -> str:
        return self.titled

    def search_detail(self) -> str:
        return ", ".join(part for part in (self.position, self.place) if part)

    @property
    def company_ids(self) -> set[int]:
        """Its own company, and the further ones."""
        known = self.employments.all() if self.works_further else ()
        further = {employment.company_id for employment in known if employment.is_live}
        return further | {self.company_id} if self.company_id else further

    def works_at(self, company: Company) -> bool:
        """There first of all, or there as well."""
        return self.company_id == company.pk or company.pk in self.company_ids

    def may_stand_for(self, company: Company | None) -> bool:
        """Beside this company on one record; who belongs to none may stand beside any."""
        return self.company_id is None or (company is not None and self.works_at(company))

    # ── verbs ──

    def make_main(self, *, by: Actor, at: Company | None = None) -> None:
        """The one whom the company is called by; whoever was it before steps back. A company names one, so there is
        never a second.
        """
        company = at or self.company
        if company is None or not self.works_at(company):
            raise RuleBroken(_("Only somebody who works at the company can be its main contact."))
        company.change("made main", by=by, main_contact=self)

    def step_back(self, *, by: Actor, at: Company | None = None) -> None:
        """The company has no main contact for the time being."""
        company = at or self.company
        if company is None or company.main_contact_id != self.pk:
            raise RuleBroken(_("This is not the main contact."))
        company.change("stepped back", by=by, main_contact=None)

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
