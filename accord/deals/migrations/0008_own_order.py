from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_portraits"),
        ("contacts", "0007_own_order"),
        ("deals", "0007_quality"),
        ("dictionaries", "0004_move_banned_names"),
        ("inquiries", "0004_waiting"),
        ("leads", "0002_fold_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=[
                    "owner",
                    "state",
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
                fields=["next_step_on", "id"],
                name="deal_steps_due",
            ),
        ),
    ]
