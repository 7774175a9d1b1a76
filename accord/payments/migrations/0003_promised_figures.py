from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_alter_session_seen_at_alter_session_started_at"),
        ("contacts", "0005_pictures"),
        ("deals", "0007_quality"),
        ("payments", "0002_received_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at", None), ("status__in", ("planned", "confirmed", "overdue", "partially_paid"))
                ),
                fields=[
                    "planned_on",
                    "id",
                    "status",
                    "certainty",
                    "currency",
                    "amount",
                    "received",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                ],
                name="payment_promised_figures",
            ),
        ),
    ]
