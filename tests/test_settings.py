import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from readiness import settings

ROOT = Path(__file__).resolve().parent.parent


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_secret_key_is_made_once_and_is_for_the_owner_alone(tmp_path):
    path = tmp_path / "secret_key"
    first = settings.kept_secret(path)
    assert settings.kept_secret(path) == first
    assert len(first) >= settings.SECRET_KEY_LENGTH
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_the_process_that_comes_second_reads_the_first_one_s_key(tmp_path, monkeypatch):
    path = tmp_path / "secret_key"
    link = Path.hardlink_to

    def late(self, target):
        path.write_text("the first one's key", encoding="ascii")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", late)
    assert settings.kept_secret(path) == "the first one's key"
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_a_short_secret_key_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_SECRET_KEY", "s" * 49)
    with pytest.raises(ImproperlyConfigured, match="49 characters; 50 are needed"):
        settings.secret_key(tmp_path / "secret_key")


def test_a_secret_key_from_the_environment_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_SECRET_KEY", "s" * 50)
    assert settings.secret_key(tmp_path / "secret_key") == "s" * 50
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["", "yes", "True", "1", "on"])
def test_a_flag_is_yes_or_no_and_nothing_else(monkeypatch, value):
    monkeypatch.setenv("READINESS_DEBUG", value)
    if value == "yes":
        assert settings.env_flag("READINESS_DEBUG") is True
    else:
        with pytest.raises(ImproperlyConfigured, match=r"READINESS_DEBUG is .*; allowed: no, yes"):
            settings.env_flag("READINESS_DEBUG")


def test_names_are_split_at_commas(monkeypatch):
    monkeypatch.setenv("READINESS_HOSTS", "a.example, b.example")
    assert settings.env_names("READINESS_HOSTS", default=None) == ["a.example", "b.example"]


@pytest.mark.parametrize("value", ["", "a.example,,b.example", ","])
def test_an_empty_name_is_refused(monkeypatch, value):
    monkeypatch.setenv("READINESS_HOSTS", value)
    with pytest.raises(ImproperlyConfigured, match="READINESS_HOSTS needs names"):
        settings.env_names("READINESS_HOSTS", default=["localhost"])


def test_production_passes_the_deployment_check_without_a_warning():
    checked = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        READINESS_ENV="production",
        READINESS_HOSTS="readiness.example",
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"READINESS_ENV": "prod"}, "READINESS_ENV is 'prod'; allowed: development, production."),
        ({"READINESS_ENV": "production"}, "READINESS_HOSTS needs names"),
        (
            {"READINESS_ENV": "production", "READINESS_DEBUG": "yes"},
            "READINESS_DEBUG is yes; it shows secrets, so not in production.",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_and_names_itself(environment, message):
    refused = manage("check", **environment)
    assert refused.returncode != 0
    assert message in refused.stderr


def test_the_database_is_for_the_owner_alone():
    assert stat.S_IMODE(settings.DATABASE.stat().st_mode) == 0o600


@pytest.mark.django_db
@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("journal_size_limit", 2**26)])
def test_an_acknowledged_write_is_on_disk(pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)
