"""Links set by hand become changeable: they have a history, and every change of them can be taken back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accord.kit.fields

PERSON = {
    "db_index": False,
    "editable": False,
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(name="link", options={"verbose_name": "link", "verbose_name_plural": "links"}),
        migrations.RemoveConstraint(model_name="link", name="link_once"),
        migrations.RemoveIndex(model_name="link", name="records_lin_to_kind_b079ea_idx"),
        migrations.RenameField(model_name="link", old_name="kind", new_name="first_kind"),
        migrations.RenameField(model_name="link", old_name="record_id", new_name="first_id"),
        migrations.RenameField(model_name="link", old_name="to_kind", new_name="second_kind"),
        migrations.RenameField(model_name="link", old_name="to_id", new_name="second_id"),
        migrations.AlterField(
            "link", "first_kind", models.CharField(editable=False, max_length=40, verbose_name="type")
        ),
        migrations.AlterField("link", "first_id", models.BigIntegerField(editable=False, verbose_name="ID")),
        migrations.AlterField(
            "link", "second_kind", models.CharField(editable=False, max_length=40, verbose_name="other type")
        ),
        migrations.AlterField("link", "second_id", models.BigIntegerField(editable=False, verbose_name="other ID")),
        migrations.AlterField(
            "link",
            "note",
            models.CharField(
                blank=True, max_length=200, validators=[accord.kit.fields.plain_line], verbose_name="note"
            ),
        ),
        migrations.AddField(
            "link", "version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")
        ),
        migrations.AddField(
            "link",
            "created_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
            preserve_default=False,
        ),
        migrations.AddField("link", "created_by", models.ForeignKey(verbose_name="created by", **PERSON)),
        migrations.AddField(
            "link",
            "changed_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed"),
            preserve_default=False,
        ),
        migrations.AddField("link", "changed_by", models.ForeignKey(verbose_name="changed by", **PERSON)),
        migrations.AddField(
            "link", "deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="deleted")
        ),
        migrations.AddIndex("link", models.Index(fields=["first_kind", "first_id"], name="link_first")),
        migrations.AddIndex("link", models.Index(fields=["second_kind", "second_id"], name="link_second")),
        migrations.AddConstraint(
            "link",
            models.UniqueConstraint(
                condition=models.Q(("deleted_at", None)),
                fields=("first_kind", "first_id", "second_kind", "second_id"),
                name="link_once",
                violation_error_message="These two are linked already.",
            ),
        ),
    ]
