"""Names of companies that stood among the stop phrases move to their own directory."""

from typing import Any

from django.db import migrations

SAME = ("version", "created_at", "created_by", "changed_at", "changed_by", "name", "department", "position", "active")


def move(apps: Any, schema_editor: Any) -> None:
    phrases = apps.get_model("dictionaries", "StopPhrase").objects.filter(where="company", deleted_at=None)
    banned = apps.get_model("dictionaries", "BannedName").objects
    for phrase in phrases:
        banned.create(last_seen_on=phrase.last_seen_on, **{name: getattr(phrase, name) for name in SAME})
    phrases.delete()


def back(apps: Any, schema_editor: Any) -> None:
    names = apps.get_model("dictionaries", "BannedName").objects.filter(deleted_at=None)
    phrases = apps.get_model("dictionaries", "StopPhrase").objects
    for name in names:
        values = {field: getattr(name, field) for field in SAME}
        phrases.create(where="company", last_seen_on=name.last_seen_on, **values)


class Migration(migrations.Migration):
    dependencies = [("dictionaries", "0003_banned_names")]

    operations = [migrations.RunPython(move, back)]
