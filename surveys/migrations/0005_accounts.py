"""Accounts are kept by allauth, and failed sign-ins are counted in the cache, a table of its own.

Whoever made the accounts of before vouched for their addresses. Without a verified address allauth
takes the password away when its owner signs in by a provider.
"""

from django.conf import settings
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def make_cache_table(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    table = schema_editor.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    schema_editor.execute(f"DROP TABLE {table}")


def verify_addresses(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    addresses = apps.get_model("account", "EmailAddress").objects.using(alias)
    for user in apps.get_model("surveys", "User").objects.using(alias).all():
        rest = {"primary": True, "verified": True}
        addresses.get_or_create(user_id=user.pk, email=user.email, defaults=rest)


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0004_job"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.DeleteModel(name="SignInFailure"),
        migrations.RunPython(make_cache_table, drop_cache_table),
        migrations.RunPython(verify_addresses, migrations.RunPython.noop),
    ]
