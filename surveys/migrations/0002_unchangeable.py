"""What the database itself refuses to do.

It never changes a release or a model version, and PostgreSQL keeps no samples of the columns that
tie a response to an invitation (its statistics would outlive the rows).
"""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = {
    "surveys_release": "a release never changes",
    "surveys_modelversion": "a model version never changes",
}

NOT_SAMPLED = {
    "surveys_answer": ("response_id",),
    "surveys_comment": ("key", "text"),
    "surveys_commentdraft": ("response_id", "text"),
    "surveys_invitation": ("key", "token_hash"),
    "surveys_response": ("key", "invitation_id"),
}


def refuse_samples(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table, columns in NOT_SAMPLED.items():
            for column in columns:
                schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def refuse_changes(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for table, message in TABLES.items():
        if vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER {table}_unchangeable BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        elif vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {table}_unchangeable() RETURNS trigger AS $$ BEGIN "
                f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
                "END $$ LANGUAGE plpgsql"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_unchangeable BEFORE UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_unchangeable()"
            )


def allow_changes(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        if vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_unchangeable ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_unchangeable()")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_unchangeable")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("surveys", "0001_initial")]
    operations: ClassVar = [
        migrations.RunPython(refuse_changes, allow_changes),
        migrations.RunPython(refuse_samples, migrations.RunPython.noop),
    ]
