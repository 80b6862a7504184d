"""Members get a code for addresses, and can be invited by e-mail."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import surveys.models.codes


def give_codes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each row its own: a default would be drawn once for all of them."""
    members = apps.get_model("surveys", "Member").objects.using(schema_editor.connection.alias)
    for member in members.all():
        member.code = surveys.models.codes.public_code()
        member.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_unchangeable")]

    operations = [
        migrations.AddField("member", "code", models.CharField(max_length=12, null=True)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            "member",
            "code",
            models.CharField(default=surveys.models.codes.public_code, max_length=12, unique=True),
        ),
        migrations.CreateModel(
            name="MemberInvitation",
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
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("consultant", "Consultant"),
                            ("coordinator", "Coordinator"),
                            ("executive", "Executive"),
                        ],
                        max_length=16,
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="member_invitations",
                        to="surveys.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "email"),
                        name="member_invited_once_to_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["consultant", "coordinator", "executive"])
                        ),
                        name="member_invitation_role",
                    ),
                ],
            },
        ),
    ]
