"""One's own rows are counted, up to ten thousand of them, in the index by which they are listed."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_date_format"),
        ("contacts", "0012_few_links"),
        ("dictionaries", "0006_name_titles"),
        ("files", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="company",
            name="company_own",
        ),
        migrations.RemoveIndex(
            model_name="contact",
            name="contact_own",
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(
                fields=["owner", "sort_key", "id", "relation", "co_owner", "department", "private", "deleted_at"],
                name="company_own",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["owner", "sort_key", "id", "co_owner", "department", "private", "deleted_at"],
                name="contact_own",
            ),
        ),
    ]
