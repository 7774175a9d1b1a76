"""The names of leads are looked up in Latin letters."""

from typing import Any

from django.db import migrations

from accord.contacts.refolding import refold
from accord.kit.names import person_fold


def fold_names(apps: Any, schema_editor: Any) -> None:
    refold(apps.get_model("contacts", "Identity"), apps.get_model("leads", "Lead").objects, "lead", _names)


def _names(lead: Any) -> list[str]:
    return [person_fold(lead.first_name, lead.last_name)]


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial"), ("contacts", "0006_fold_names")]

    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True)]
