from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_date_format"),
        ("contacts", "0007_own_order"),
        ("dictionaries", "0005_look_and_defence_of_forms"),
        ("files", "0001_initial"),
        ("leads", "0004_name_titles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("deleted_at", None)),
                fields=["status", "-received_at", "-id"],
                name="lead_board_cards",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(condition=models.Q(("company__isnull", False)), fields=["company"], name="lead_company"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(condition=models.Q(("contact__isnull", False)), fields=["contact"], name="lead_contact"),
        ),
    ]
