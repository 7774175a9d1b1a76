from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_alter_session_seen_at_alter_session_started_at"),
        ("contacts", "0005_pictures"),
        ("dictionaries", "0004_move_banned_names"),
        ("inquiries", "0003_reasons_of_matches"),
        ("leads", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("spam_suspected", False), ("status", "pending")),
                fields=[
                    "received_on",
                    "id",
                    "created_at",
                    "owner",
                    "co_owner",
                    "department",
                    "private",
                    "status",
                    "spam_suspected",
                    "deleted_at",
                ],
                name="inquiry_waiting",
            ),
        ),
    ]
