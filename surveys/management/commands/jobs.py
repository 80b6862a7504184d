"""``manage.py jobs``: what waits, runs, failed and why, of every organisation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from surveys import queries
from surveys.services import job_pages, jobs


class Command(BaseCommand):
    """Show the newest jobs, or cancel one or try it again."""

    help = "Show what waits, runs and has failed in the background, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to show or do."""
        parser.add_argument("--all", action="store_true", help="show what is over, too")
        parser.add_argument("--retry", metavar="CODE", help="try this one again")
        parser.add_argument("--cancel", metavar="CODE", help="stop this one")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Do what is asked, then show how everything stands."""
        now = timezone.now()
        for name, do in (("retry", jobs.retry), ("cancel", jobs.cancel)):
            if code := options[name]:
                job = queries.jobs().filter(code=code).first()
                if job is None:
                    raise CommandError(f"There is no job {code}. See: manage.py jobs --all")
                try:
                    do(job=job, user=None, now=now)
                except jobs.NotPossible:
                    raise CommandError(f"Job {code} is {job.state}: no {name} now.") from None
        lines = job_pages.every_line(now=now, unfinished=not options["all"])
        for line in lines:
            self.stdout.write(
                f"{line.code}  {line.word:<9}  {line.created_at:%Y-%m-%d %H:%M}  "
                f"tries {line.tries}  {line.name} {line.about}"
            )
            self.stdout.write(f"    {line.sentence}")
            if line.error and line.error != line.sentence:
                self.stdout.write(f"    last error: {line.error}")
        if not lines:
            self.stdout.write("Nothing waits, runs or has failed.")
