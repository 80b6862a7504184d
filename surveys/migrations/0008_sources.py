import django.db.models.deletion
import surveys.models.codes
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def empty_for_none(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    decisions = apps.get_model("surveys", "Decision").objects.using(schema_editor.connection.alias)
    decisions.filter(level=None).update(level="")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0007_staff")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="level",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.RunPython(empty_for_none, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="decision",
            name="level",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="decision",
            name="status_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="status_by",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="assessment",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="surveys.assessment",
            ),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=surveys.models.codes.public_code, max_length=12, unique=True
                    ),
                ),
                ("activity", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("interview", "Interview"), ("document", "Document")],
                        max_length=16,
                    ),
                ),
                ("level", models.CharField(max_length=64)),
                ("by", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=1000)),
                ("seen_on", models.DateField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="surveys.assessment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["interview", "document"])),
                        name="evidence_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("by", ""), _negated=True),
                            models.Q(("level", ""), _negated=True),
                        ),
                        name="evidence_says_who_what_and_why",
                    ),
                ],
            },
        ),
    ]
