"""To whom a request belongs: linked by the matcher or by hand, confirmed by a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Company, Contact
from accord.history.models import Actor, Event
from accord.kit.errors import RuleBroken
from accord.leads.models import Lead
from accord.records.models import Record

Known = Company | Contact | Lead


class Linking(Record):
    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries"
    )
    company = models.ForeignKey(
        Company, verbose_name=_("company"), null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries"
    )
    lead = models.ForeignKey(
        Lead, verbose_name=_("lead"), null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries"
    )
    verification_required = models.BooleanField(_("match needs checking"), default=False)
    subsequent = models.BooleanField(_("from a known client"), default=False)

    class Meta(Record.Meta):
        abstract = True

    # ── asking ──

    @property
    def is_linked(self) -> bool:
        return bool(self.contact_id or self.company_id or self.lead_id)

    # ── verbs ──

    def link(self, known: Known, *, by: Actor) -> None:
        """By hand: this is who wrote. A contact brings its company; what the request leaves open is filled in."""
        self.change("linked", by=by, **self.linked_values(known), verification_required=False)

    def unlink(self, *, by: Actor) -> None:
        """It was somebody else."""
        if not self.is_linked:
            raise RuleBroken(_("This request is linked to nobody."))
        self.change("unlinked", by=by, contact=None, company=None, lead=None, verification_required=False)

    def confirm_match(self, *, by: Actor) -> None:
        """A person has checked that the links found are right."""
        if not self.verification_required:
            raise RuleBroken(_("Somebody has checked this match already."))
        self.change("match confirmed", by=by, verification_required=False)

    def linked_values(self, known: Known, *, at: Company | None = None) -> dict[str, Any]:
        """The links, and the empty fields filled from the record; `at` is the company for which a contact wrote."""
        if isinstance(known, Lead):
            return {"lead": known, "contact": None, "company": None, **self._filled_from_lead(known)}
        if isinstance(known, Company):
            keeps = self.contact is not None and self.contact.works_at(known)
            return {
                "lead": None,
                "company": known,
                **({} if keeps else {"contact": None}),
                **self._filled_from_company(known),
            }
        company = at or self._company_of(known)
        return {"lead": None, "contact": known, "company": company, **self._filled_from_contact(known, company)}

    def _company_of(self, contact: Contact) -> Company | None:
        """The contact's own, unless the request is about a further one where they work as well."""
        if self.company is not None and contact.works_at(self.company):
            return self.company
        return contact.company

    def _filled_from_lead(self, lead: Lead) -> dict[str, Any]:
        known = {**_reach_of(lead), "company_name": lead.company_name, "website": lead.website}
        return self._where_empty(known)

    def _filled_from_contact(self, contact: Contact, company: Company | None) -> dict[str, Any]:
        known = _reach_of(contact)
        return {**(self._filled_from_company(company) if company else {}), **self._where_empty(known)}

    def _filled_from_company(self, company: Company) -> dict[str, Any]:
        known = {"company_name": company.name, "website": company.website, "country": company.country}
        return self._where_empty(known)

    def _where_empty(self, known: dict[str, str]) -> dict[str, str]:
        """A name is filled in whole or not at all."""
        if getattr(self, "first_name", "") or getattr(self, "last_name", ""):
            known = {name: value for name, value in known.items() if name not in ("first_name", "last_name")}
        return {name: value for name, value in known.items() if value and not getattr(self, name)}

    @classmethod
    def written_all(cls, records: Sequence[Any], events: Sequence[Event], by: Actor) -> None:
        for record, event in zip(records, events, strict=True):
            if event.verb != "undone" and event.fields() & {"contact", "company", "lead"}:
                record.check_links()
        super().written_all(records, events, by)

    def check_links(self) -> None:
        """A contact of another company, or a lead beside a client, would make two customers of one request."""
        if self.lead_id and (self.contact_id or self.company_id):
            raise RuleBroken(
                _("A request is from a lead, or from a contact and a company."),
                fields={"lead": _("The request has a contact or a company already.")},
            )
        if self.contact is not None and not self.contact.may_stand_for(self.company):
            raise RuleBroken(
                _("This contact belongs to another company."), fields={"contact": _("Belongs to another company.")}
            )


def _reach_of(person: Contact | Lead) -> dict[str, str]:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.emails[0] if person.emails else "",
        "phone": person.phones[0] if person.phones else "",
        "country": person.country,
        "city": person.city,
    }
