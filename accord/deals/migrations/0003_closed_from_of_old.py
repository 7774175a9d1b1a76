"""Deals closed before the column existed: the stage they were closed from is read once from their history."""

from django.db import migrations

CLOSED = ("won", "lost", "archived")


def read_from_history(apps, schema_editor):
    Deal = apps.get_model("deals", "Deal")
    Stage = apps.get_model("deals", "Stage")
    Event = apps.get_model("history", "Event")
    known = set(Stage.objects.values_list("pk", flat=True))
    closings = Event.objects.filter(kind="deal", verb__in=CLOSED, before__has_key="stage").order_by("id")
    found = {}
    for record_id, before in closings.values_list("record_id", "before").iterator(2000):
        if before["stage"] and before["stage"]["id"] in known:
            found[record_id] = before["stage"]["id"]
    pks = list(found)
    for start in range(0, len(pks), 500):
        part = pks[start : start + 500]
        closed = Deal.objects.filter(pk__in=part, closed_on__isnull=False, closed_from=None)
        deals = list(closed.only("pk"))
        for deal in deals:
            deal.closed_from_id = found[deal.pk]
        Deal.objects.bulk_update(deals, ["closed_from"])


class Migration(migrations.Migration):
    dependencies = [("deals", "0002_closed_from"), ("history", "0001_initial")]

    operations = [migrations.RunPython(read_from_history, migrations.RunPython.noop)]
