"""Rows that were there before a migration are as they should be after it, on both databases."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from surveys.models import Member
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
