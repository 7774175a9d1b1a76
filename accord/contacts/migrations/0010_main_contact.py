import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0009_employments")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="main_contact",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="main_at",
                to="contacts.contact",
                verbose_name="main contact",
            ),
        ),
        migrations.RemoveConstraint(model_name="contact", name="contact_main_once"),
        migrations.AlterField(
            model_name="contact",
            name="main",
            field=models.BooleanField(default=False, editable=False, verbose_name="main contact"),
        ),
    ]
