"""All settings, in one file.

What an operator may change comes from the environment:

READINESS_ENV              development (default) or production
READINESS_DEBUG            yes or no (default); Django's debug pages, in development only
READINESS_BASE_URL         where this site is, such as https://readiness.example; every link that is
                           mailed, printed or shown begins with it; needed in production
READINESS_HOSTS            more names this site answers to, with commas between
READINESS_TRUSTED_PROXIES  how many proxies stand in front, 0 by default; so many hops of
                           X-Forwarded-For are believed, and X-Forwarded-Proto if there is one
READINESS_SECRET_KEY       at least 50 characters; without it a random key is kept in var/
READINESS_MAIL_URL         smtps://USER:PASSWORD@HOST:PORT, smtp+starttls://… or smtp://…;
                           without it development prints mails and production sends none
READINESS_MAIL_FROM        the sender, such as "Readiness <readiness@readiness.example>"
READINESS_MAIL_BOUNCES     where undeliverable mails come back, such as bounces@readiness.example;
                           without it they go to the sender
READINESS_MAIL_PER_MINUTE  how many mails a minute leave at most; without it as many as can
READINESS_OIDC_URL, _CLIENT_ID, _CLIENT_SECRET, _NAME
                           sign-in by an OpenID Connect provider; all four or none
DATABASE_URL               postgresql://USER:PASSWORD@HOST:PORT/NAME; without it SQLite in var/

A value that cannot be read stops the start with its name and what is allowed. docs/operating.md
says more about each.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from readiness.environment import (
    base_url,
    env_all_or_none,
    env_choice,
    env_count,
    env_flag,
    env_mailbox,
    env_names,
    env_number,
    mail_server,
    origin,
    postgresql,
    secret_key,
    sqlite,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
# `manage.py demo` puts the sample's reports here; the start page links them.
SAMPLE_DIR = BASE_DIR / "out"

PRODUCTION = env_choice("READINESS_ENV", ("development", "production")) == "production"
DEBUG = env_flag("READINESS_DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("READINESS_DEBUG is yes; it shows secrets, so not in production.")

# Keys and answers lie here: nobody else on the machine may look in.
VAR_DIR.mkdir(mode=0o700, exist_ok=True)
SECRET_KEY = secret_key(VAR_DIR / "secret_key")

# All that is mailed, printed or shown as a link begins with this, whatever a request calls us.
BASE_URL = base_url(None if PRODUCTION else "http://127.0.0.1:8000")
BASE_HOST = urlsplit(BASE_URL).hostname or ""
ALLOWED_HOSTS = [
    f"[{BASE_HOST}]" if ":" in BASE_HOST else BASE_HOST,
    *env_names(
        "READINESS_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
    ),
]
TRUSTED_PROXIES = env_count("READINESS_TRUSTED_PROXIES")

INSTALLED_APPS = [
    "surveys",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "surveys.middleware.answer_health",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    # Before whatever shows a page, or it would be in the language of the request before.
    "django.middleware.locale.LocaleMiddleware",
    "surveys.views.room_polls.answer_polls",
    "surveys.middleware.refuse_odd_input",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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

# The queue lies in the same database: what is rolled back is never queued.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "surveys.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:home"
SESSION_COOKIE_AGE = 12 * 60 * 60

MAIL_URL = os.environ.get("READINESS_MAIL_URL")
SENDS_MAIL = bool(MAIL_URL) or not PRODUCTION
EMAIL_BACKEND = f"django.core.mail.backends.{'dummy' if PRODUCTION else 'console'}.EmailBackend"
if MAIL_URL:
    globals().update(mail_server(MAIL_URL))
DEFAULT_FROM_EMAIL = os.environ.get("READINESS_MAIL_FROM") or f"Readiness <no-reply@{BASE_HOST}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_BOUNCES = env_mailbox("READINESS_MAIL_BOUNCES")
MAIL_PER_MINUTE = env_number("READINESS_MAIL_PER_MINUTE")

# Accounts. Nobody signs up: an account comes from an invitation, the set-up link or the sample.
ACCOUNT_ADAPTER = "surveys.services.account_adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "surveys.forms.sign_in.SignInForm",
    "request_login_code": "surveys.forms.sign_in.CodeByMailForm",
    "confirm_login_code": "surveys.forms.sign_in.MailedCodeForm",
    "reset_password": "surveys.forms.sign_in.ForgottenPasswordForm",
    "confirm_password_reset_code": "surveys.forms.sign_in.MailedResetCodeForm",
    "reset_password_from_key": "surveys.forms.sign_in.NewPasswordForm",
    "change_password": "surveys.forms.sign_in.ChangePasswordForm",
    "set_password": "surveys.forms.sign_in.FirstPasswordForm",
    "reauthenticate": "surveys.forms.sign_in.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # who makes an account vouches for its address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # allauth would take it from the request's host
ACCOUNT_LOGIN_BY_CODE_ENABLED = SENDS_MAIL
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # no link is mailed that somebody else may open
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # SESSION_COOKIE_AGE decides
ACCOUNT_RATE_LIMITS = {"login_failed": "50/15m/ip,10/15m/key"}
MFA_ADAPTER = "surveys.services.account_adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "surveys.forms.sign_in.SecondFactorForm",
    "reauthenticate": "surveys.forms.sign_in.SecondFactorAgainForm",
    "activate_totp": "surveys.forms.sign_in.ActivateAppForm",
    "add_webauthn": "surveys.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "surveys.forms.sign_in.NamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Readiness"
MFA_TOTP_TOLERANCE = 1  # half a minute of clock error
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ADAPTER = "surveys.services.account_adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
OIDC = env_all_or_none("READINESS_OIDC_", ("URL", "CLIENT_ID", "CLIENT_SECRET", "NAME"))
if OIDC:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "oidc",
            "name": OIDC[3],
            "client_id": OIDC[1],
            "secret": OIDC[2],
            "settings": {"server_url": OIDC[0]},
        }
    ]

# What is counted to slow down guessing must be the same for all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "readiness_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # or a flood would push the counts out
    },
    # What each process may draw or count again by itself.
    "here": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# By their own names, as the choice of language shows them. How to add one: docs/translating.md
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["readiness.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
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

# Whatever is logged, and by whom: a link or a code that lets somebody in is not.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "hide_secrets": {"()": "surveys.log_filters.HideSecrets"},
        "leave_out_health": {"()": "surveys.log_filters.LeaveOutHealth"},
    },
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
            "filters": ["hide_secrets"],
            "formatter": "line",
        },
        "access": {
            "class": "logging.StreamHandler",
            "filters": ["leave_out_health", "hide_secrets"],
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
        # Browsers also look at where a form is sent on to: the provider's sign-in page.
        "form-action": [SELF, *([origin(OIDC[0])] if OIDC else [])],
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
LANGUAGE_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    # The prefix makes browsers refuse the cookie from any other host, also one below our domain.
    SESSION_COOKIE_NAME = "__Host-session"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    CSRF_COOKIE_NAME = "__Host-csrf"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The largest files are activity models and rosters, 2 MB each. What is over is a page that says so.
LARGEST_REQUEST = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_REQUEST  # small enough to leave nothing on the disk
# Other names under the operator's domain are not ours to bind to HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
