"""Reads settings from the environment, or stops the start with the name of what is wrong."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECRET_KEY_LENGTH = 50
LARGEST_NUMBER = 1_000_000
MAILBOX = re.compile(r"[A-Za-z0-9._-]{1,20}")
"""An address holds 64 letters before its @, and ours adds a plus and 33."""


def env_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first where nothing is set."""
    value = os.environ.get(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: {', '.join(choices)}.")
    return value


def env_flag(name: str) -> bool:
    return env_choice(name, ("no", "yes")) == "yes"


def env_count(name: str) -> int:
    """A whole number from 0 to 9; 0 where nothing is set."""
    value = os.environ.get(name, "0")
    if len(value) != 1 or value not in "0123456789":
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: 0 to 9.")
    return int(value)


def env_number(name: str) -> int:
    """A whole number from 1 up; 0 where nothing is set."""
    value = os.environ.get(name, "")
    if not value:
        return 0
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= LARGEST_NUMBER):
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: 1 to {LARGEST_NUMBER}.")
    return int(value)


def env_mailbox(name: str) -> str:
    """An address that something may be added to, after a plus; empty where none is set."""
    value = os.environ.get(name, "")
    local, at, domain = value.rpartition("@")
    if value and not (local.isascii() and MAILBOX.fullmatch(local) and at and "." in domain):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it needs the form bounces@readiness.example."
        )
    return value


def env_all_or_none(prefix: str, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """The values of settings that make sense together alone."""
    values = tuple(os.environ.get(f"{prefix}{name}", "") for name in names)
    if any(values) and not all(values):
        missing = [
            f"{prefix}{name}" for name, value in zip(names, values, strict=True) if not value
        ]
        raise ImproperlyConfigured(f"{', '.join(missing)} must be set too, or none of {prefix}….")
    return values if all(values) else None


def base_url(default: str | None) -> str:
    """Scheme and host of this site, without a slash at the end; HTTPS in production."""
    value = os.environ.get("READINESS_BASE_URL") or default or ""
    schemes = {"http", "https"} if default else {"https"}
    if not is_origin(value, schemes):
        raise ImproperlyConfigured(
            f"READINESS_BASE_URL is {value!r}; it needs the form https://readiness.example, "
            "without a path."
        )
    return value.rstrip("/")


def is_origin(value: str, schemes: set[str]) -> bool:
    """Whether this is scheme, host and perhaps port, and nothing else."""
    try:
        parts = urlsplit(value)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return False
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return (
        bool(host)
        and parts.scheme in schemes
        and value.rstrip("/").lower() == (f"{parts.scheme}://{shown}{port}")
    )


def origin(url: str) -> str:
    """Scheme and host of a provider's address."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(f"READINESS_OIDC_URL is {url!r}; it needs an address.")
    return f"{parts.scheme}://{parts.netloc}"


def env_names(name: str, *, default: list[str]) -> list[str]:
    """Names with commas between."""
    value = os.environ.get(name)
    if value is None:
        return default
    names = [part.strip() for part in value.split(",")]
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
    A connection is kept for a minute, because opening one takes as long as saving an answer.
    """
    if not path.exists():
        path.touch(mode=0o600)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
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


MAIL_SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def mail_server(url: str) -> dict[str, Any]:
    """Django's mail settings for a server by its address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(
            "READINESS_MAIL_URL needs the form smtps://USER:PASSWORD@HOST:PORT "
            f"({', '.join(MAIL_SCHEMES)})."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or MAIL_SCHEMES[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
