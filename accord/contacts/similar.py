"""Records like the one being typed: offered while typing, never refused. Exact duplicates are `identity`'s."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import User
from accord.contacts.models import Company, Contact, Employment, Key, Person, What
from accord.contacts.models.company import site_domain
from accord.contacts.models.known import Known, addresses_in
from accord.dictionaries.models import PublicDomain
from accord.kit.company_names import company_fold
from accord.kit.emails import domain
from accord.kit.names import person_fold
from accord.kit.numbers import as_id
from accord.kit.phones import phone_keys
from accord.kit.text import person_name, sort_key
from accord.preferences import switches
from accord.records.declare import Hint

MOST = 5


def companies(values: dict[str, Any], person: User) -> Sequence[Any]:
    """By name, alternative name, mail, phone, site or number; by the beginning of the name where nothing else tells."""
    keys = _keys_of_company(values)
    rows = Company.objects.visible_to(person)
    found = list(rows.known_by(keys).order_by("sort_key", "id")[:MOST]) if keys else []
    begins = sort_key(_text(values, "name"))
    if len(found) < MOST and len(begins) >= 3:
        seen = [company.pk for company in found]
        found += (
            rows.filter(sort_key__startswith=begins)
            .exclude(pk__in=seen)
            .order_by("sort_key", "id")[: MOST - len(found)]
        )
    return [*_others(found, values), *_elsewhere(Company, keys, person, values)]


def contacts(values: dict[str, Any], person: User) -> Sequence[Any]:
    return people(Contact, values, person)


def people(model: type[Person], values: dict[str, Any], person: User) -> Sequence[Any]:
    """By mail or phone whoever it belongs to, and by the whole name."""
    mails = ", ".join(filter(None, (_text(values, name) for name in ("email", "second_email"))))
    phones = "\n".join(_text(values, name) for name in ("phone", "mobile", "other_phone"))
    keys = {
        *Key.many(What.EMAIL, addresses_in(mails)),
        *Key.many(What.PHONE, phone_keys(phones, _text(values, "country"))),
        *Key.many(What.NAME, _whole_name(values)),
    }
    if not keys:
        return []
    rows = model.objects.visible_to(person).known_by(keys).select_related("company")
    found = _others(list(rows.order_by("sort_key", "id")[:MOST]), values)
    return [*found, *_elsewhere(model, keys, person, values)]


def _whole_name(values: dict[str, Any]) -> list[str]:
    """First and last name, also where both were typed into the first field."""
    first, last = _text(values, "first_name"), _text(values, "last_name")
    if first and not last:
        name = person_name(first)
        first, last = name.first, name.last
    return [person_fold(first, last)]


def _elsewhere(model: type[Known], keys: set[Key], person: User, values: dict[str, Any]) -> list[Hint]:
    """That there is one in another department, without naming it, where a switch allows to say so."""
    if not keys or not switches.is_on("hint_other_departments"):
        return []
    hidden = model.objects.live().known_by(keys).exclude(pk__in=model.objects.visible_to(person).values("pk"))
    if not hidden.exclude(pk=_own(values)).exists():
        return []
    return [Hint(None, _("One like it exists in another department. Ask there before you make a second one."))]


def _keys_of_company(values: dict[str, Any]) -> set[Key]:
    emails = addresses_in(_text(values, "email"))
    public = set(PublicDomain.objects.offered().filter(name__in=map(domain, emails)).values_list("name", flat=True))
    sites = {site_domain(_text(values, "website")), *map(domain, emails)} - public
    name = company_fold(_text(values, "name"))
    return {
        *Key.many(What.NAME, [name] if len(name) >= 2 else []),
        *Key.many(What.EMAIL, emails),
        *Key.many(What.PHONE, phone_keys(_text(values, "phone"), _text(values, "country"))),
        *Key.many(What.DOMAIN, sites),
        *Key.many(What.NUMBER, ["".join(c for c in _text(values, "tax_number") if c.isalnum()).upper()]),
    }


def _text(values: dict[str, Any], name: str) -> str:
    return str(values.get(name) or "").strip()


def _others(found: list[Any], values: dict[str, Any]) -> list[Any]:
    """The record in hand is not like itself."""
    return [record for record in found if record.pk != _own(values)]


def _own(values: dict[str, Any]) -> int:
    return as_id(str(values.get("id") or values.get("pk") or "")) or 0


def has_contacts(person: User) -> Q:
    own = Exists(Contact.objects.live().filter(company=OuterRef("pk")))
    return Q(own) | Q(Exists(Employment.objects.live().filter(company=OuterRef("pk"))))


def has_no_contacts(person: User) -> Q:
    return ~has_contacts(person)
