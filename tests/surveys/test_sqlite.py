"""What SQLite is told at every connection, in a file as in production."""

import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from surveys.models import Organisation
from tests.databases import default_database, sqlite
from tests.together import together


@pytest.fixture
def file(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), default_database(sqlite(tmp_path)):
        yield tmp_path / "readiness.sqlite3"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: an acknowledged write is on disk
        ("busy_timeout", 20_000),
        ("journal_size_limit", 2**26),
        ("secure_delete", 1),
        ("foreign_keys", 1),
    ],
)
def test_it_keeps_what_it_acknowledged_and_overwrites_what_is_deleted(pragma, value, file):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)
    assert file.exists()


def test_a_transaction_takes_the_write_lock_when_it_begins(file):
    """Or one that reads first and then writes would fail at once instead of waiting its turn."""
    assert file.parent.is_dir()
    with transaction.atomic():
        elsewhere = subprocess.run(
            [sys.executable, "-c", WRITE, str(file)], capture_output=True, text=True, check=False
        )
    assert elsewhere.stderr.splitlines()[-1:] == ["sqlite3.OperationalError: database is locked"]


WRITE = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"


def test_many_who_read_and_then_write_at_once_all_succeed(file):
    assert file.parent.is_dir()
    call_command("migrate", "surveys", verbosity=0)
    made = Organisation.objects.create(name="0")

    def count():
        for _ in range(20):
            with transaction.atomic():
                row = Organisation.objects.get(pk=made.pk)
                row.name = str(int(row.name) + 1)
                row.save()

    assert together(*[count] * 8) == [None] * 8
    made.refresh_from_db()
    assert made.name == "160"
