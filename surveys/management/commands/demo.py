"""``manage.py demo``: the sample reports in ``out/``, and the samples in the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from surveys.services import demo
from surveys.services.addresses import absolute
from surveys.services.sample_reports import make_reports


class Command(BaseCommand):
    """Make the sample reports and load the samples; say where they are and how to look at them."""

    help = "Make the sample reports in out/ and load both samples into the database."

    def handle(self, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's signature
        """Make what is missing or out of date."""
        out = Path(settings.SAMPLE_DIR)
        for path, written in make_reports(out):
            self.stdout.write(f"    {'made' if written else 'up to date'}: {path}")
        loaded = demo.load(documents=out, now=timezone.now())
        self.stdout.write(f"    {'loaded' if loaded.made else 'up to date'}: both samples")
        if loaded.token:
            link = absolute(reverse("respondent:link", args=[loaded.token]))
            self.stdout.write(f"    respondent: {link}")
        else:
            self.stdout.write("    respondent: the open sample takes no more answers")
        for each in loaded.sign_ins:
            self.stdout.write(f"    {each.role}: {each.email}, password {each.password}")
        if loaded.workshop:
            self.stdout.write(f"    workshop, for the consultant: {loaded.workshop}")
        self.stdout.write(f"    sign in at {absolute(reverse('account_login'))}")
