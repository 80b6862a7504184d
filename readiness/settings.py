"""All settings, in one file.

What an operator may change comes from the environment:

READINESS_ENV          development (default) or production
READINESS_DEBUG        yes or no (default); Django's debug pages, in development only
READINESS_HOSTS        names this site answers to, with commas between; needed in production
READINESS_SECRET_KEY   at least 50 characters; without it a random key is kept in var/
READINESS_HTTPS_PROXY  yes or no (default); believe the X-Forwarded-Proto of a proxy in front
DATABASE_URL           postgresql://USER:PASSWORD@HOST:PORT/NAME; without it SQLite in var/

A value that cannot be read stops the start with its name and what is allowed.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
# `manage.py demo` puts the sample's reports here; the start page links them.
SAMPLE_DIR = BASE_DIR / "out"

SECRET_KEY_LENGTH = 50


def env_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first where nothing is set."""
    value = os.environ.get(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: {', '.join(choices)}.")
    return value


def env_flag(name: str) -> bool:
    return env_choice(name, ("no", "yes")) == "yes"


def env_names(name: str, *, default: list[str] | None) -> list[str]:
    """Names with commas between; without a default at least one must be set."""
    value = os.environ.get(name)
    if value is None and default is not None:
        return default
    names = [part.strip() for part in (value or "").split(",")]
    if not all(names):
        raise ImproperlyConfigured(f"{name} needs names with commas between; it is {value!r}.")
    return names


def kept_secret(path: Path) -> str:
    """The key kept in this file, made at random at the first start and readable by us alone."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with open(draft, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(SECRET_KEY_LENGTH))
        try:
            # Linking fails if another process was first: both then read the same key.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def secret_key(path: Path) -> str:
    key = os.environ.get("READINESS_SECRET_KEY") or kept_secret(path)
    if len(key) < SECRET_KEY_LENGTH:
        raise ImproperlyConfigured(
            f"The secret key has {len(key)} characters; {SECRET_KEY_LENGTH} are needed. "
            f"Set READINESS_SECRET_KEY, or remove {path} to have a new one made."
        )
    return key


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite in one file, which nobody else on the machine may read.

    IMMEDIATE: a writer waits its turn (20 s) instead of failing after its first read.
    FULL: an acknowledged answer survives a power cut.
    secure_delete: what is deleted is overwritten.
    """
    if not path.exists():
        path.touch(mode=0o600)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA journal_size_limit=67108864; PRAGMA secure_delete=ON;"
            ),
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """A PostgreSQL database by its address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.hostname or not name:
        raise ImproperlyConfigured(
            "DATABASE_URL needs the form postgresql://USER:PASSWORD@HOST:PORT/NAME."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname),
        "PORT": port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


PRODUCTION = env_choice("READINESS_ENV", ("development", "production")) == "production"
DEBUG = env_flag("READINESS_DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("READINESS_DEBUG is yes; it shows secrets, so not in production.")

# Keys and answers lie here: nobody else on the machine may look in.
VAR_DIR.mkdir(mode=0o700, exist_ok=True)
SECRET_KEY = secret_key(VAR_DIR / "secret_key")

ALLOWED_HOSTS = env_names(
    "READINESS_HOSTS", default=None if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)

INSTALLED_APPS = [
    "surveys",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "surveys.middleware.refuse_odd_input",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "readiness.urls"
WSGI_APPLICATION = "readiness.wsgi.application"
ASGI_APPLICATION = "readiness.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASE = VAR_DIR / "readiness.sqlite3"
DATABASE_URL = os.environ.get("DATABASE_URL")
DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else sqlite(DATABASE)}

AUTH_USER_MODEL = "surveys.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account:sign-in"
LOGIN_REDIRECT_URL = "account:home"
SESSION_COOKIE_AGE = 12 * 60 * 60

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Production serves what `manage.py collectstatic` collected, under names that change with the
# content; development serves static/ as it is, so that there is nothing to collect.
WHITENOISE_USE_FINDERS = not PRODUCTION
if PRODUCTION:
    STATIC_ROOT = VAR_DIR / "static"
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

# Whatever is logged, and by whom: the token of a personal link is not.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_links": {"()": "surveys.log_filters.HideLinks"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "access": {
            "()": "django.utils.log.ServerFormatter",
            "format": "[{server_time}] {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["hide_links"],
            "formatter": "line",
        },
        "access": {
            "class": "logging.StreamHandler",
            "filters": ["hide_links"],
            "formatter": "access",
        },
    },
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["access"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# A personal link must never travel to another site.
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"

CSRF_FAILURE_VIEW = "surveys.views.refusals.csrf_failure"

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
if env_flag("READINESS_HTTPS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Other names under the operator's domain are not ours to bind to HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
