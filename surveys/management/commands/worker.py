"""``manage.py worker``: does what is done in the background, reports above all."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveys.services import job_worker, report_process


class Command(BaseCommand):
    """Work until told to stop. Several may run at once, also on other computers."""

    help = "Make reports and do other work in the background, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to stay, and what a report may take."""
        parser.add_argument(
            "--until-empty", action="store_true", help="do what is due now, then end"
        )

        parser.add_argument(
            "--report-memory",
            type=int,
            default=1024,
            metavar="MB",
            help="what one report may take (default: 1024)",
        )
        parser.add_argument(
            "--report-seconds",
            type=int,
            default=300,
            metavar="S",
            help="work of the processor one report may take (default: 300)",
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Work."""
        # Each look into the queue is one line of its own otherwise.
        logging.getLogger("django_tasks").setLevel(logging.WARNING)
        report_process.set_limits(
            megabytes=options["report_memory"], seconds=options["report_seconds"]
        )
        job_worker.work(until_empty=options["until_empty"])
