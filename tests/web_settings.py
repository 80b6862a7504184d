"""Production's settings on a database of the tests, for server processes that the tests start."""

import json
import os

from readiness import settings

globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})

DATABASES = {"default": json.loads(os.environ["READINESS_TEST_DATABASE"])}
ROOT_URLCONF = os.environ["READINESS_TEST_URLS"]
# Nothing is collected; files are served as they lie in static/.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
