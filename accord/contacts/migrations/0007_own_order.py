from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_portraits"),
        ("contacts", "0006_fold_names"),
        ("dictionaries", "0004_move_banned_names"),
        ("files", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["owner", "sort_key", "id"], name="company_own"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["owner", "sort_key", "id"], name="contact_own"),
        ),
    ]
