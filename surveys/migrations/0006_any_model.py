"""Model versions belong to whoever uploaded them, and codes may be as long as models allow.

SQLite rebuilds a table to change it and forgets its trigger on the way: it is made anew at the end.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE, MESSAGE = "surveys_modelversion", "a model version never changes"


def refuse_changes(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_unchangeable")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_unchangeable BEFORE UPDATE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0005_accounts"),
    ]

    operations = [
        # Backwards SQLite forgets it again.
        migrations.RunPython(migrations.RunPython.noop, refuse_changes),
        migrations.RemoveConstraint(
            model_name="modelversion",
            name="model_version_names_one_model",
        ),
        migrations.AddField(
            model_name="assessment",
            name="profile",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="modelversion",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="model_versions",
                to="surveys.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="question",
            field=models.CharField(max_length=71),
        ),
        migrations.AlterField(
            model_name="answer",
            name="value",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="answercount",
            name="question",
            field=models.CharField(max_length=71),
        ),
        migrations.AlterField(
            model_name="answercount",
            name="value",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="model_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="assessments",
                to="surveys.modelversion",
            ),
        ),
        migrations.AlterField(
            model_name="closedactivity",
            name="activity",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="comment",
            name="activity",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="commentdraft",
            name="activity",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="decision",
            name="activity",
            field=models.CharField(max_length=64),
        ),
        migrations.AlterField(
            model_name="modelversion",
            name="sha256",
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="notapplicable",
            name="activity",
            field=models.CharField(max_length=64),
        ),
        migrations.AddConstraint(
            model_name="modelversion",
            constraint=models.UniqueConstraint(
                fields=("organisation", "model_id", "version"),
                name="model_version_once_in_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="modelversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", True)),
                fields=("model_id", "version"),
                name="model_version_shipped_once",
            ),
        ),
        migrations.RunPython(refuse_changes, migrations.RunPython.noop),
    ]
