"""Failed sign-ins are counted in the cache, which lies in a table of its own."""

from django.conf import settings
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_cache_table(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    table = schema_editor.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_job")]

    operations = [
        migrations.DeleteModel(name="SignInFailure"),
        migrations.RunPython(make_cache_table, drop_cache_table),
    ]
