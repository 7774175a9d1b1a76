from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_date_format"),
        ("contacts", "0011_fill_main_contacts"),
        ("dictionaries", "0005_look_and_defence_of_forms"),
        ("files", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="company",
            index=models.Index(condition=models.Q(("parent__isnull", False)), fields=["parent"], name="company_parent"),
        ),
    ]
