"""Keeping exchange rates has become a right of its own: who kept directories keeps it, and accountants gain it."""

from django.db import migrations


def give(apps, schema_editor):
    roles, people = apps.get_model("access", "Role"), apps.get_model("accounts", "User")
    gaining = set()
    for role in roles.objects.all():
        if "rates" not in role.specials and (
            "directories" in role.specials or (role.shipped and role.code == "accountant")
        ):
            roles.objects.filter(pk=role.pk).update(specials=[*role.specials, "rates"])
            gaining.add(role.pk)
    held = apps.get_model("access", "Membership").objects.filter(role__in=gaining, deleted_at=None)
    holders = people.objects.filter(pk__in=held.values("person"))
    if roles.objects.filter(pk__in=gaining, for_everybody=True).exists():
        holders = people.objects.all()
    for person in holders:
        specials = sorted({*person.compiled.get("specials", []), "rates"})
        people.objects.filter(pk=person.pk).update(compiled={**person.compiled, "specials": specials})


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("accounts", "0002_alter_session_seen_at_alter_session_started_at"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
