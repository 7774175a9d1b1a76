"""Where people work beside the company that they belong to: each further company with a position of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.contacts.models.company import Company
from accord.contacts.models.contact import Contact
from accord.history.models import Actor, ChangeableQuerySet, Event, after
from accord.history.models.changes import bare
from accord.kit.errors import RuleBroken
from accord.kit.fields import plain_line
from accord.records.models.ties import Ends, Tie

THERE_ALREADY = _("They work together already.")


class EmploymentQuerySet(ChangeableQuerySet["Employment"]):
    def of(self, record: Any) -> Self:
        """The further people of a company, or the further companies of a contact."""
        return self.live().filter(**{record.kind: record})

    def visible_to(self, person: User) -> Self:
        """Those of which the person sees both sides."""
        rows = self.select_related("contact", "company").filter(
            contact__in=Contact.objects.visible_to(person).order_by().values("pk")
        )
        return rows.filter(company__in=Company.objects.visible_to(person).order_by().values("pk"))

    def employ(self, contact: Contact, company: Company, *, by: Actor, **at: Any) -> Employment:
        """The contact works there as well; `at` says as what, and in which department."""
        if contact.works_at(company):
            raise RuleBroken(THERE_ALREADY)
        return self.add(by=by, contact=contact, company=company, **at)


class Employment(Tie):
    """A contact at a further company. The main one stands in the contact itself, with the position there."""

    kind = "employment"
    refused = _("This is for those who see both the contact and the company, and may change one.")

    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="employments", editable=False
    )
    company = models.ForeignKey(
        Company, verbose_name=_("company"), on_delete=models.CASCADE, related_name="employments", editable=False
    )
    position = models.CharField(_("position"), max_length=100, blank=True, validators=[plain_line])
    division = models.CharField(_("department at the company"), max_length=100, blank=True, validators=[plain_line])

    objects: ClassVar[EmploymentQuerySet] = EmploymentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("further employment")
        verbose_name_plural = _("further employments")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "company"],
                condition=Q(deleted_at=None),
                name="employment_once",
                violation_error_message=THERE_ALREADY,
            )
        ]

    def __str__(self) -> str:
        """Names nobody: who reads it may not see both."""
        return f"{Contact.kind} {self.contact_id} – {Company.kind} {self.company_id}"

    # ── asking ──

    @property
    def ends(self) -> Ends:
        return (Contact.kind, self.contact_id), (Company.kind, self.company_id)

    @property
    def spelled_out(self) -> str:
        """For those who see both."""
        return f"{self.contact} – {self.company}"

    @property
    def detail(self) -> str:
        return ", ".join(filter(None, (self.position, self.division)))

    # ── verbs ──

    def remove(self, *, by: Actor) -> None:
        """They part; contact and company stay."""
        self.check_deletable(by)
        self.change("removed", by=by.consequence(), deleted_at=by.now())

    @classmethod
    def make_way(cls, name: str, old: Any, new: Any, *, by: Actor) -> None:
        """Where two become one, nobody works there twice; of two persons that were one, each worked somewhere."""
        if name == Contact.kind and new.company_id and old.company and not new.works_at(old.company):
            cls.objects.employ(new, old.company, by=by, position=old.position, division=old.division)
        touched = Q(**{name: old})
        if name == Company.kind:
            touched |= Q(company=new, contact__company__in=[old, new])
        for employment in cls.objects.live().filter(touched).select_related("contact", "company").order_by("pk"):
            contact = new if name == Contact.kind else employment.contact
            company = new if name == Company.kind else employment.company
            if contact.works_at(company):
                employment.remove(by=by)


# ── what follows ──


@after(Contact, "*")
def company_is_named_once(contact: Any, event: Event, by: Actor) -> None:
    """A further company that becomes the contact's own is no further one any more. Where many move at once
    (`relinked`) they have made way before.
    """
    if event.verb not in ("relinked", "undone") and _moved(event) and contact.company_id:
        for employment in Employment.objects.of(contact).filter(company=contact.company_id):
            employment.remove(by=by)


@after(Contact, "*")
def mark_stays_where_they_work(contact: Any, event: Event, by: Actor) -> None:
    """Whoever left a company is not its main contact any more. What is merged takes its mark along."""
    if contact.main and event.verb != "relinked" and _moved(event):
        for company in contact.main_at.all():
            _leave(contact, company, by)


@after(Employment, "*")
def mark_goes_with_employment(employment: Any, event: Event, by: Actor) -> None:
    """In the trash it waits, as contact and company do."""
    if not event.is_creation and not employment.is_live and event.verb != "deleted":
        _leave(employment.contact, employment.company, by)


def _moved(event: Event) -> bool:
    return not event.is_creation and "company" in event.fields()


def _leave(contact: Contact, company: Company, by: Actor) -> None:
    if company.main_contact_id == contact.pk and not contact.works_at(company):
        company.change("stepped back", by=by, main_contact=None)


@after(Company, "*")
def contacts_bear_the_mark(company: Any, event: Event, by: Actor) -> None:
    """Which of its people is the main one stands in the company; they bear a mark that lists can show."""
    if event.is_creation or not event.fields() & {"main_contact", "deleted_at"}:
        return
    if "main_contact" in event.fields():
        before = bare(event.before["main_contact"])
        _bear(Contact.objects.filter(pk=before) if before else (), by)
        if company.main_contact_id:  # whoever asked for it goes on with this very object
            company.main_contact.refresh_from_db()
            _bear([company.main_contact], by)
    elif company.main_contact_id:
        _bear(Contact.objects.live().filter(pk=company.main_contact_id), by)


def _bear(contacts: Iterable[Contact], by: Actor) -> None:
    for contact in contacts:
        is_main = contact.main_at.live().exists()
        contact.change("made main" if is_main else "stepped back", by=by, main=is_main)
