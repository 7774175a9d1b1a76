"""How a lead becomes a company, a contact and a deal: existing ones are found first, and everything goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.contacts.models import Company, Contact, Key, What
from accord.contacts.models.identity import EXCLUSIVE
from accord.contacts.models.known import Known, addresses_in
from accord.dictionaries.models import PublicDomain
from accord.history.models import Actor
from accord.kit.company_names import company_fold
from accord.kit.emails import domain
from accord.kit.errors import RuleBroken
from accord.leads.models.status import Status
from accord.preferences import switches
from accord.records.models import Record
from accord.records.models.record import field_label
from accord.records.relink import relink

if TYPE_CHECKING:
    from accord.leads.models.lead import Lead

COMPANY_NEEDED = _("Choose or make the company first: a deal needs one.")
PLACE = ("country", "region", "district", "city")
OF_CONTACT = (
    "name_title", "first_name", "middle_name", "last_name", "position", "division", "email", "second_email", "phone",
    "mobile", "other_phone", "messengers", "born_on", "sex", "address", "description", "source", "takes_mailings",
    "vip", "last_contact_on", *PLACE,
)  # fmt: skip


class Converting(Record):
    company: Any
    company_id: Any
    contact: Any
    status: Any

    class Meta(Record.Meta):
        abstract = True

    @property
    def _lead(self) -> Lead:
        return cast("Lead", self)

    # ── verbs ──

    def convert(self, *, by: Actor, company: Company | None = None, contact: Contact | None = None) -> None:
        """Make a client of it. What is not given is found, else made; requests, files and links go along, and the
        lead's address leads on to where it went."""
        if self._lead.is_converted:
            raise RuleBroken(_("This lead is converted already."))
        with transaction.atomic():
            self._become("converted", by, company or self.company, contact or self.contact)

    def to_deal(
        self, *, by: Actor, company: Company | None = None, contact: Contact | None = None, making: bool = False
    ) -> None:
        """It is worth a deal, which hangs itself on this verb. `making` makes the company from what the lead says."""
        if self._lead.is_converted:
            raise RuleBroken(_("This lead is converted already."))
        with transaction.atomic():
            company = company or self.company or (self._found_or_made_company(by) if making else None)
            if company is None:
                raise RuleBroken(COMPANY_NEEDED, fields={"company": COMPANY_NEEDED})
            self._become("moved to deal", by, company, contact or self.contact)

    def make_company(self, *, by: Actor, **values: Any) -> Company:
        """The company that the lead speaks of, with what the form corrected. An equal one is refused with its link."""
        if self.company is not None:
            raise RuleBroken(_("This lead has a company already."))
        with transaction.atomic():
            company = Company.objects.add(by=by, **{**self.company_values(), **values})
            self.change("company made", by=by, company=company)
        return company

    def choose_company(self, company: Company, *, by: Actor) -> None:
        """It is one that we know."""
        contact = self.contact if self.contact and self.contact.may_stand_for(company) else None
        self.change("company chosen", by=by, company=company, contact=contact)

    # ── asking ──

    def missing_to_convert(self) -> list[Any]:
        """What the administrators want to know of a lead that becomes a client, and that is still empty."""
        if self.company is not None or self.contact is not None:
            return []
        wanted = [name for name in switches.load().needed_to_convert if not getattr(self, name)]
        return [field_label(type(self), name) for name in wanted]

    def company_values(self) -> dict[str, Any]:
        """The lead's company as a company is written."""
        lead = self._lead
        return {
            "name": lead.company_name,
            "website": lead.website,
            "phone": lead.company_phone,
            "email": lead.company_email,
            "address": lead.company_address or ("" if lead.first_name else lead.address),
            "type": lead.type,
            "industries": list(lead.industries.all()),
            "tags": list(lead.tags.all()),
            **{name: getattr(lead, name) for name in (*PLACE, "source", "takes_mailings", "vip")},
            **self._belonging(),
        }

    def find_company(self, by: Actor) -> Company | None:
        """The company of this name, in the lead's country, with its mail domain; RuleBroken where there are several."""
        lead = self._lead
        if not lead.company_name:
            return None
        named = Key.many(What.NAME, [company_fold(lead.company_name)])
        found = list(_seen(Company, by).known_by(named).order_by("pk")[:20])
        if lead.country:
            found = [company for company in found if company.country in ("", lead.country)]
        if len(found) > 1:
            found = self._of_domain(found) or found
        if len(found) > 1:
            raise RuleBroken(
                _("Several companies could be meant. Choose one."), fields={"company": _("Several could be meant.")}
            )
        return found[0] if found else None

    def find_contact(self, by: Actor, company: Company | None) -> Contact | None:
        """The one person of this name with the same e-mail or phone, of this company or of none."""
        known_by = self._lead.keys()
        same = {key for key in known_by if key.what in EXCLUSIVE}
        if not same:
            return None
        found = list(_seen(Contact, by).known_by(same).select_related("company").order_by("pk")[:20])
        if company is not None:
            found = [contact for contact in found if contact.may_stand_for(company)]
        if len(found) > 1:
            raise RuleBroken(
                _("Several contacts could be meant. Choose one."), fields={"contact": _("Several could be meant.")}
            )
        return found[0] if found else None

    def check_links(self) -> None:
        """A contact of another company would make two clients of one lead."""
        if self.contact is not None and not self.contact.may_stand_for(self.company):
            raise RuleBroken(
                _("This contact belongs to another company."), fields={"contact": _("Belongs to another company.")}
            )

    # ── private ──

    def _become(self, verb: str, by: Actor, company: Company | None, contact: Contact | None) -> None:
        if verb == "converted":
            self._check_complete()
        if contact is None:
            contact = self.find_contact(by, company)
        if company is None:
            company = contact.company if contact and contact.company else self._found_or_made_company(by)
        if contact is None and self._lead.first_name:
            contact = self._make_contact(by, company)
        if company is None and contact is None:
            raise RuleBroken(_("Enter the name of the person or of the company first."))
        values = self._lead.standing(Status.CONVERTED, by) | {"company": company, "contact": contact}
        if self.owner_id is None and isinstance(by.person, User):
            values["owner"] = by.person
        self.change(verb, by=by, **values)
        if verb == "converted":
            relink(self, cast(Record, contact or company), by=by)

    def _check_complete(self) -> None:
        if missing := self.missing_to_convert():
            raise RuleBroken(
                _("Before it becomes a client, enter: %(fields)s.") % {"fields": ", ".join(map(str, missing))}
            )

    def _found_or_made_company(self, by: Actor) -> Company | None:
        if not self._lead.company_name:
            return None
        return self.find_company(by) or Company.objects.add(by=by, **self.company_values())

    def _make_contact(self, by: Actor, company: Company | None) -> Contact:
        lead = self._lead
        values = {name: getattr(lead, name) for name in OF_CONTACT}
        contact: Contact = Contact.objects.add(
            by=by, company=company, tags=list(lead.tags.all()), **values, **({} if company else self._belonging())
        )
        return contact

    def _belonging(self) -> dict[str, Any]:
        return {"owner": self.owner, "co_owner": self.co_owner, "department": self.department, "private": self.private}

    def _of_domain(self, companies: list[Company]) -> list[Company]:
        """Those that a mail domain of the lead speaks for; a public provider speaks for nobody."""
        lead = self._lead
        domains = {domain(email) for email in (*addresses_in(lead.company_email), *lead.emails)} | {lead.site}
        public = PublicDomain.objects.offered().filter(name__in=domains).values_list("name", flat=True)
        keys = Key.many(What.DOMAIN, domains - set(public))
        return list(Company.objects.known_by(keys).filter(pk__in=[company.pk for company in companies])) if keys else []


def _seen(model: type[Known], by: Actor) -> Any:
    """A person finds what they may see; the house finds everything."""
    return model.objects.visible_to(by.person) if isinstance(by.person, User) else model.objects.live()
