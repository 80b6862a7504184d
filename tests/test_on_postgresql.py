"""The server that `make test` starts for itself is gone afterwards, however the tests end."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests import databases, on_postgresql

ROOT = Path(__file__).resolve().parent.parent
needs_postgresql = pytest.mark.skipif(
    databases.postgresql_programs() is None, reason=databases.HOW_TO_INSTALL
)
ASK = """
import os, sys
from django.db import connection
import django; django.setup()
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user")
    print(os.environ["DATABASE_URL"], *cursor.fetchone(), flush=True)
"""


def run(script):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.on_postgresql", "-c", ASK + script],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "readiness.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )


def folder_of(process):
    url, user = process.stdout.readline().split()
    assert user == "readiness"
    return Path(unquote(urlsplit(url).hostname))


def is_served(folder):
    """Whether any process has the folder's data open."""
    said = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return str(folder) in said.stdout


@needs_postgresql
def test_the_server_is_gone_and_the_exit_code_is_handed_on():
    with run("sys.exit(3)") as process:
        folder = folder_of(process)
        assert process.wait(timeout=60) == 3
    assert (folder.exists(), is_served(folder)) == (False, False)


@needs_postgresql
def test_the_server_is_gone_after_an_interruption():
    with run("import time; time.sleep(60)") as process:
        folder = folder_of(process)
        assert is_served(folder)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert (folder.exists(), is_served(folder)) == (False, False)


@pytest.mark.parametrize(("where", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_without_postgresql_it_says_so_and_fails_in_ci_alone(where, code, monkeypatch, capsys):
    monkeypatch.setattr(databases, "postgresql_programs", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    for name, value in where.items():
        monkeypatch.setenv(name, value)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert on_postgresql.main(["-c", "0"]) == code
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "NOT run on PostgreSQL" in capsys.readouterr().err
    assert databases.HOW_TO_INSTALL in on_postgresql.NOT_RUN
