from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_date_format"),
        ("contacts", "0007_own_order"),
        ("deals", "0008_own_order"),
        ("dictionaries", "0005_look_and_defence_of_forms"),
        ("inquiries", "0005_waiting_ranges"),
        ("leads", "0003_own_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="deal",
            name="deal_own_figures",
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("state__in", ("open", "conditionally_won"))),
                fields=[
                    "stage",
                    "currency",
                    "amount",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "state",
                    "deleted_at",
                    "id",
                ],
                name="deal_running_figures",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=[
                    "owner",
                    "state",
                    "stage",
                    "currency",
                    "amount",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                    "id",
                ],
                name="deal_own_figures",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("state__in", ("open", "conditionally_won"))),
                fields=["owner", "next_step_on", "id"],
                name="deal_own_steps_due",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at", None), ("state__in", ("open", "conditionally_won")), ("co_owner__isnull", False)
                ),
                fields=["co_owner", "next_step_on", "id"],
                name="deal_co_own_steps_due",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(condition=models.Q(("lead__isnull", False)), fields=["lead"], name="deal_lead"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(condition=models.Q(("partner__isnull", False)), fields=["partner"], name="deal_partner"),
        ),
    ]
