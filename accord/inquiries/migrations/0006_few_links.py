from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_date_format"),
        ("contacts", "0007_own_order"),
        ("dictionaries", "0005_look_and_defence_of_forms"),
        ("inquiries", "0005_waiting_ranges"),
        ("leads", "0003_own_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(condition=models.Q(("lead__isnull", False)), fields=["lead"], name="inquiry_lead"),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=models.Q(("duplicate_of__isnull", False)),
                fields=["duplicate_of"],
                name="inquiry_duplicate_of",
            ),
        ),
    ]
