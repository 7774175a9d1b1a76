"""One's own rows are counted, up to ten thousand of them, in the index by which they are listed."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_date_format"),
        ("contacts", "0013_own_order_covers"),
        ("dictionaries", "0006_name_titles"),
        ("files", "0001_initial"),
        ("leads", "0005_few_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_own",
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                fields=["owner", "sort_key", "id", "co_owner", "department", "private", "deleted_at"],
                name="lead_own",
            ),
        ),
    ]
