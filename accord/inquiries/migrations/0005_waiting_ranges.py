from django.db import migrations, models

WAITS = models.Q(("deleted_at", None), ("spam_suspected", False), ("status", "pending"))
HELD = ["status", "spam_suspected", "deleted_at"]


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0004_waiting")]

    operations = [
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=WAITS,
                fields=["department", "received_on", "id", "created_at", "owner", "co_owner", "private", *HELD],
                name="inquiry_waiting_home",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=WAITS,
                fields=["owner", "received_on", "id", "created_at", "co_owner", *HELD],
                name="inquiry_waiting_owner",
            ),
        ),
    ]
