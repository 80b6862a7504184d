import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from readiness import environment, settings

ROOT = Path(__file__).resolve().parent.parent


def manage(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_secret_key_is_made_once_and_is_for_the_owner_alone(tmp_path):
    path = tmp_path / "secret_key"
    first = environment.kept_secret(path)
    assert environment.kept_secret(path) == first
    assert len(first) >= environment.SECRET_KEY_LENGTH
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_the_process_that_comes_second_reads_the_first_one_s_key(tmp_path, monkeypatch):
    path = tmp_path / "secret_key"
    link = Path.hardlink_to

    def late(self, target):
        path.write_text("the first one's key", encoding="ascii")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", late)
    assert environment.kept_secret(path) == "the first one's key"
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_a_short_secret_key_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_SECRET_KEY", "s" * 49)
    with pytest.raises(ImproperlyConfigured, match="49 characters; 50 are needed"):
        environment.secret_key(tmp_path / "secret_key")


def test_a_secret_key_from_the_environment_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("READINESS_SECRET_KEY", "s" * 50)
    assert environment.secret_key(tmp_path / "secret_key") == "s" * 50
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["", "yes", "True", "1", "on"])
def test_a_flag_is_yes_or_no_and_nothing_else(monkeypatch, value):
    monkeypatch.setenv("READINESS_DEBUG", value)
    if value == "yes":
        assert environment.env_flag("READINESS_DEBUG") is True
    else:
        with pytest.raises(ImproperlyConfigured, match=r"READINESS_DEBUG is .*; allowed: no, yes"):
            environment.env_flag("READINESS_DEBUG")


def test_names_are_split_at_commas(monkeypatch):
    monkeypatch.setenv("READINESS_HOSTS", "a.example, b.example")
    assert environment.env_names("READINESS_HOSTS", default=[]) == ["a.example", "b.example"]


@pytest.mark.parametrize("value", ["", "a.example,,b.example", ","])
def test_an_empty_name_is_refused(monkeypatch, value):
    monkeypatch.setenv("READINESS_HOSTS", value)
    with pytest.raises(ImproperlyConfigured, match="READINESS_HOSTS needs names"):
        environment.env_names("READINESS_HOSTS", default=["localhost"])


def test_production_passes_the_deployment_check_without_a_warning():
    checked = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        READINESS_ENV="production",
        READINESS_BASE_URL="https://readiness.example",
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"READINESS_ENV": "prod"}, "READINESS_ENV is 'prod'; allowed: development, production."),
        ({"READINESS_ENV": "production"}, "READINESS_BASE_URL is ''; it needs the form"),
        (
            {"READINESS_ENV": "production", "READINESS_BASE_URL": "http://readiness.example"},
            "READINESS_BASE_URL is 'http://readiness.example'; it needs the form https://",
        ),
        ({"READINESS_TRUSTED_PROXIES": "all"}, "READINESS_TRUSTED_PROXIES is 'all'; allowed: 0 to"),
        ({"READINESS_MAIL_URL": "mail.example"}, "READINESS_MAIL_URL needs the form smtps://"),
        (
            {"READINESS_OIDC_URL": "https://login.example"},
            "READINESS_OIDC_CLIENT_ID, READINESS_OIDC_CLIENT_SECRET, READINESS_OIDC_NAME must be",
        ),
        (
            {"READINESS_ENV": "production", "READINESS_DEBUG": "yes"},
            "READINESS_DEBUG is yes; it shows secrets, so not in production.",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_and_names_itself(variables, message):
    refused = manage("check", **variables)
    assert refused.returncode != 0
    assert message in refused.stderr


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("https://readiness.example", "https://readiness.example"),
        ("https://readiness.example/", "https://readiness.example"),
        ("https://readiness.example:8443", "https://readiness.example:8443"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_a_base_url_is_scheme_and_host(monkeypatch, value, origin):
    monkeypatch.setenv("READINESS_BASE_URL", value)
    assert environment.base_url(None) == origin


@pytest.mark.parametrize(
    "value",
    [
        "readiness.example",
        "https://",
        "https://readiness.example/path",
        "https://readiness.example?x=1",
        "https://user@readiness.example",
        "https://readiness.example:port",
        "javascript://readiness.example",
        "https://readiness.example\n.evil.example",
    ],
)
def test_anything_else_is_no_base_url(monkeypatch, value):
    monkeypatch.setenv("READINESS_BASE_URL", value)
    with pytest.raises(ImproperlyConfigured, match="READINESS_BASE_URL is"):
        environment.base_url("http://127.0.0.1:8000")


def test_a_mail_server_is_read_from_its_address():
    found = environment.mail_server("smtp+starttls://me%40acme:p%2Fw@mail.example:2525")
    assert found == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 2525,
        "EMAIL_HOST_USER": "me@acme",
        "EMAIL_HOST_PASSWORD": "p/w",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
        "EMAIL_TIMEOUT": 20,
    }
    assert environment.mail_server("smtps://mail.example")["EMAIL_PORT"] == 465


PRODUCTION = {"READINESS_ENV": "production", "READINESS_BASE_URL": "https://readiness.example"}
ASKED = """
import json
from django.conf import settings
names = (
    "ALLOWED_HOSTS SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_DOMAIN CSRF_COOKIE_DOMAIN "
    "SESSION_COOKIE_PATH CSRF_COOKIE_PATH SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE "
    "SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY SECURE_HSTS_SECONDS SECURE_SSL_REDIRECT "
    "SENDS_MAIL EMAIL_BACKEND SECURE_PROXY_SSL_HEADER"
)
print(json.dumps({name: getattr(settings, name) for name in names.split()}))
"""


def asked(**variables):
    told = manage("shell", "--no-imports", "-c", ASKED, **variables)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_production_keeps_cookies_to_this_host_and_everything_to_https():
    assert asked(**PRODUCTION) == {
        "ALLOWED_HOSTS": ["readiness.example"],
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_PATH": "/",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_SSL_REDIRECT": True,
        "SENDS_MAIL": False,
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_a_proxy_and_a_mail_server_are_believed_when_they_are_set():
    found = asked(
        **PRODUCTION, READINESS_TRUSTED_PROXIES="1", READINESS_MAIL_URL="smtps://mail.example"
    )
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["SENDS_MAIL"] is True
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"


def test_the_database_is_for_the_owner_alone():
    assert stat.S_IMODE(settings.DATABASE.stat().st_mode) == 0o600
