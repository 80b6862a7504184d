"""``manage.py assess``: answer files in; JSON, the report and the summary out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.services.file_assessment import AssessmentRefused, assess_files, write_outputs
from surveys.services.model_files import UnknownModel


class Command(BaseCommand):
    """Assess an answer file against an activity model."""

    help = "Assess an answer file against an activity model, without a database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Name what goes in and what comes out."""
        parser.add_argument("model", help="a model file, or the id of a shipped model")
        parser.add_argument(
            "answers",
            type=Path,
            help="CSV: respondent,department,question,value (or department,question,value,n)",
        )
        parser.add_argument(
            "--departments",
            type=Path,
            help="CSV: key,name,type,invited,group,head,hours,authority,headcount,na",
        )
        parser.add_argument(
            "--floor", type=int, help="minimum group size, 5 to 10 (1: answers need no protection)"
        )
        parser.add_argument(
            "--exact", action="store_true", help="leave figures unrounded (floor 1 only)"
        )
        parser.add_argument("--profile", help="assess only this selection of the model's items")
        parser.add_argument("--organisation", help="its name, for the report")
        parser.add_argument("--period", help="when the answers were given, for the report")
        parser.add_argument(
            "--json", metavar="OUT", help="write every figure as JSON (- for standard output)"
        )
        parser.add_argument("--pdf", type=Path, metavar="OUT", help="write the organisation report")
        parser.add_argument(
            "--summary", type=Path, metavar="OUT", help="write the one-page summary"
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Assess and write what was asked for."""
        try:
            release, model = assess_files(
                model_name=options["model"],
                answers=options["answers"],
                departments=options["departments"],
                floor=options["floor"],
                exact=options["exact"],
                organisation=options["organisation"],
                period=options["period"],
                profile=options["profile"],
            )
            to_stdout = options["json"] == "-"
            write_outputs(
                release=release,
                model=model,
                json=Path(options["json"]) if options["json"] and not to_stdout else None,
                pdf=options["pdf"],
                summary=options["summary"],
            )
            if to_stdout:
                self.stdout.write(release.to_json(), ending="")
        except (AssessmentRefused, UnknownModel) as error:
            raise CommandError(str(error)) from None
        for lead in release.questions:
            self.stderr.write(f"{lead.code}: {lead.verdict} {lead.lead or '-'}")
