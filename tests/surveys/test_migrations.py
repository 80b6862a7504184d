"""Rows that were there before a migration are as they should be after it, on both databases."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from surveys.models import Member, Organisation, Release, ReportFile
from tests.databases import default_database, postgresql, sqlite


@pytest.fixture(params=["sqlite", "postgresql"])
def _empty_database(request, tmp_path, django_db_blocker):
    if request.param == "sqlite":
        configuration = sqlite(tmp_path)
    else:
        server = request.getfixturevalue("postgresql_folder")
        configuration = postgresql(server, request.node.originalname)
    with django_db_blocker.unblock(), default_database(configuration):
        yield


@pytest.mark.usefixtures("_empty_database")
def test_every_member_of_before_gets_a_code_of_its_own():
    before = ("surveys", "0002_unchangeable")
    call_command("migrate", *before, verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(before).apps
    of = old.get_model("surveys", "Organisation").objects.create(name="Acme")
    users = old.get_model("surveys", "User").objects
    for name in "abc":
        user = users.create(email=f"{name}@example.com")
        old.get_model("surveys", "Member").objects.create(
            organisation=of, user=user, role="executive"
        )
    call_command("migrate", "surveys", "0003_members", verbosity=0)
    codes = set(Member.objects.values_list("code", flat=True))
    assert len(codes) == 3
    assert {len(code) for code in codes} == {12}


@pytest.mark.usefixtures("_empty_database")
def test_every_account_of_before_has_a_verified_address():
    before = ("surveys", "0002_unchangeable")
    call_command("migrate", *before, verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(before).apps
    for name in "ab":
        old.get_model("surveys", "User").objects.create(email=f"{name}@example.com")
    call_command("migrate", "surveys", "0005_accounts", verbosity=0)
    addresses = EmailAddress.objects.order_by("email")
    assert list(addresses.values_list("email", "user__email", "primary", "verified")) == [
        ("a@example.com", "a@example.com", True, True),
        ("b@example.com", "b@example.com", True, True),
    ]


@pytest.mark.usefixtures("_empty_database")
def test_a_report_of_before_stays_and_others_may_stand_beside_it():
    before = ("surveys", "0009_workshop")
    call_command("migrate", *before, verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(before).apps
    of = old.get_model("surveys", "Organisation").objects.create(name="Acme")
    version = old.get_model("surveys", "ModelVersion").objects.create(
        model_id="m", version="1.0.0", sha256="a" * 64, text="x"
    )
    made = old.get_model("surveys", "Assessment").objects.create(
        organisation=of, model_version=version, title="Before"
    )
    release = old.get_model("surveys", "Release").objects.create(
        assessment=made, number=1, text="{}", sha256="a", made_on="2026-03-10"
    )
    old.get_model("surveys", "ReportFile").objects.create(
        release=release, kind="summary", content=b"x", sha256="a", size=1
    )
    call_command("migrate", "surveys", "0010_reports", verbosity=0)
    file, of = ReportFile.objects.get(), Organisation.objects.get()
    assert (file.kind, file.subject, file.mark, file.made_from) == ("summary", "", "", "")
    assert (bytes(file.content), file.made_at) == (b"x", None)
    assert (of.accent, of.paper) == ("", "A4")
    assert file.release.text == "{}"
    for subject in ("it", "sales"):
        file.pk, file.kind, file.subject = None, "brief", subject
        file.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.update(text="changed")
    assert ReportFile.objects.count() == 3
