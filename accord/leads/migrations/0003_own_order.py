from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_portraits"),
        ("contacts", "0007_own_order"),
        ("dictionaries", "0004_move_banned_names"),
        ("files", "0001_initial"),
        ("leads", "0002_fold_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["owner", "sort_key", "id"], name="lead_own"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["owner", "received_at", "id"], name="lead_own_received"),
        ),
    ]
