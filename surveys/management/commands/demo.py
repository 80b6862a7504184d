"""``manage.py demo``: the sample organisations' reports, in ``out/``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from surveys.services.sample_reports import make_reports


class Command(BaseCommand):
    """Make the sample reports and say where they are."""

    help = "Make the sample reports in out/."

    def handle(self, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's signature
        """Make what is missing or out of date."""
        for path, written in make_reports(Path(settings.SAMPLE_DIR)):
            self.stdout.write(f"    {'made' if written else 'up to date'}: {path}")
