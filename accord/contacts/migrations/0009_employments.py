import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accord.kit.fields


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0008_name_titles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Employment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("changed_at", models.DateTimeField(editable=False, verbose_name="changed")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="deleted")),
                (
                    "position",
                    models.CharField(
                        blank=True,
                        max_length=100,
                        validators=[accord.kit.fields.plain_line],
                        verbose_name="position",
                    ),
                ),
                (
                    "division",
                    models.CharField(
                        blank=True,
                        max_length=100,
                        validators=[accord.kit.fields.plain_line],
                        verbose_name="department at the company",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to="contacts.company",
                        verbose_name="company",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to="contacts.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
            ],
            options={
                "verbose_name": "further employment",
                "verbose_name_plural": "further employments",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("contact", "company"),
                        name="employment_once",
                        violation_error_message="They work together already.",
                    )
                ],
            },
        ),
    ]
