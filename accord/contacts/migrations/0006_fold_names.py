"""Names are looked up in Latin letters, those of companies in one piece; Sp. z o.o. is a legal form."""

from typing import Any

from django.db import migrations

from accord.contacts.refolding import refold
from accord.kit.company_names import company_fold, company_key
from accord.kit.names import person_fold

BATCH = 500


def fold_names(apps: Any, schema_editor: Any) -> None:
    identity = apps.get_model("contacts", "Identity")
    refold(identity, apps.get_model("contacts", "Company").objects, "company", _names_of_company)
    refold(identity, apps.get_model("contacts", "Contact").objects, "contact", _names_of_person)
    _shorten_keys(identity)


def _names_of_company(company: Any) -> list[str]:
    return [company_fold(name) for name in (company.name, company.short_name, *company.other_names.split(","))]


def _names_of_person(person: Any) -> list[str]:
    return [person_fold(person.first_name, person.last_name)]


def _shorten_keys(identity: Any) -> None:
    """The exclusive keys of companies lose the legal forms that are known now; who had the shorter one first keeps it."""
    last = 0
    while rows := list(identity.objects.filter(what="company", pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        for row in rows:
            country, _colon, name = row.key.partition(":")
            if (key := f"{country}:{company_key(name)}") != row.key:
                same = identity.objects.filter(kind=row.kind, what="company", key=key, scope=row.scope, exclusive=True)
                row.key, row.exclusive = key, row.exclusive and not same.exists()
                row.save(update_fields=["key", "exclusive"])


class Migration(migrations.Migration):
    dependencies = [("contacts", "0005_pictures")]

    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True)]
