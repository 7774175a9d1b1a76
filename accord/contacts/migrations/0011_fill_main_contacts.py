"""The company names its main contact; until now each contact said so of itself. Those of the trash wait for theirs."""

from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    company, contact = apps.get_model("contacts", "Company"), apps.get_model("contacts", "Contact")
    marked = contact.objects.filter(main=True)
    here = marked.filter(company=OuterRef("pk")).order_by(F("deleted_at").desc(nulls_first=True), "pk")
    with_main = company.objects.filter(pk__in=marked.values("company"), main_contact=None)
    with_main.update(main_contact=Subquery(here.values("pk")[:1]))
    marked.exclude(pk__in=company.objects.exclude(main_contact=None).values("main_contact")).update(main=False)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0010_main_contact")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
