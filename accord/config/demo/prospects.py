"""Whom Nordlift may sell to one day: leads from fairs, the web site and the telephone, in every status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.dictionaries.models import DisqualificationReason
from accord.leads.models import Lead, Status

if TYPE_CHECKING:
    from accord.config.demo.story import Story

# owner, subject, first name, last name, company, country, city, budget, kind of request, status, days ago
LEADS = (
    ("", "Jib crane for a shipyard hall", "Katrín", "Jónsdóttir", "Slippurinn Akureyri", "IS", "Akureyri", None,
     "deal", "new", 1),
    ("anna", "Second-hand mobile crane wanted", "Piet", "Verbruggen", "Verbruggen Stevedoring", "BE", "Antwerp", 310000,
     "deal", "new", 3),
    ("anna", "Course for crane drivers", "Milda", "Petrauskienė", "Klaipėdos kroviniai", "LT", "Klaipėda", None,
     "education", "nurturing", 24),
    ("anna", "Retrofit of four portal cranes", "Rasmus", "Tamm", "Tallinna Sadamatehnika", "EE", "Tallinn", 840000,
     "deal", "interest", 31),
    ("anna", "Partner for the Baltics", "Ilze", "Kalniņa", "Rīgas Celtņi", "LV", "Riga", None, "partnership", "paused",
     66),
    ("anna", "Toy cranes for a fair", "Otto", "Wenzel", "Spielwaren Wenzel", "DE", "Nuremberg", None, "deal",
     "disqualified", 40),
)  # fmt: skip


def tell(story: Story) -> None:
    """Each came on its day and was worked on later; nobody has taken the newest one."""
    reasons: Any = DisqualificationReason.objects
    reason = reasons.live().get(name="Not a target client")
    for owner, subject, first, last, company, country, city, budget, purpose, status, age in LEADS:
        by = story.by(owner, age) if owner else story.house(age)
        lead = Lead.objects.add(
            by=by,
            subject=subject,
            first_name=first,
            last_name=last,
            email=f"{last.split()[0].lower()}@{company.split()[0].lower()}.example".encode("ascii", "ignore").decode(),
            company_name=company,
            country=country,
            city=city,
            amount=budget,
            currency="EUR" if budget else "",
            purpose=purpose,
            department=story.people["anna"].department,
        )
        if status != Status.NEW:
            lead.enter(Status(status), by=story.by(owner, age / 2), reason=reason)
