from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_date_format"),
        ("contacts", "0007_own_order"),
        ("deals", "0009_running_ranges"),
        ("payments", "0004_through_representation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=[
                    "date_sort",
                    "currency",
                    "amount",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "deleted_at",
                    "id",
                ],
                name="payment_day_figures",
            ),
        ),
    ]
