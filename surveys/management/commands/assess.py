"""``manage.py assess``: answer files in; JSON, reports and tables out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.services.file_assessment import (
    AssessmentRefused,
    RoundFiles,
    assess_files,
    write_outputs,
)
from surveys.services.model_files import UnknownModel

BEFORE = {
    "before_departments": "--before-departments",
    "before_model": "--before-model",
    "before_period": "--before-period",
}
FILES = {
    "xlsx": "write every table as a workbook",
    "csv": "write every table as CSV, in a ZIP",
    "docx": "write the organisation report as a document to edit",
    "png": "write the organisation report as pictures of its pages, in a ZIP",
}


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
            "--decisions",
            type=Path,
            help="CSV of a workshop's decisions: activity,level,accountable,responsible,consulted,"
            "informed,reason,decided_on (and dissent,status,status_on,status_by)",
        )
        parser.add_argument(
            "--evidence",
            type=Path,
            help="CSV of interviews and documents: activity,kind,level,by,reason,seen_on",
        )
        parser.add_argument(
            "--floor", type=int, help="minimum group size, 5 to 10 (1: answers need no protection)"
        )
        parser.add_argument(
            "--exact", action="store_true", help="leave figures unrounded (floor 1 only)"
        )
        parser.add_argument("--profile", help="assess only this selection of the model's items")
        parser.add_argument("--organisation", help="its name, for the report")
        parser.add_argument("--language", default="en", help="of the documents, such as de")
        parser.add_argument("--period", help="when the answers were given, for the report")
        parser.add_argument(
            "--before",
            type=Path,
            metavar="ANSWERS",
            help="answers of an earlier round; the JSON then says what changed",
        )
        parser.add_argument(
            "--before-departments", type=Path, help="its departments (default: those of this round)"
        )
        parser.add_argument("--before-model", help="its model (default: that of this round)")
        parser.add_argument("--before-period", help="when its answers were given")
        parser.add_argument(
            "--json", metavar="OUT", help="write every figure as JSON (- for standard output)"
        )
        parser.add_argument("--pdf", type=Path, metavar="OUT", help="write the organisation report")
        parser.add_argument(
            "--summary", type=Path, metavar="OUT", help="write the one-page summary"
        )
        for name, what in FILES.items():
            parser.add_argument(f"--{name}", type=Path, metavar="OUT", help=what)

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Assess and write what was asked for."""
        try:
            release, _model = assess_files(
                _files(options),
                before=_files_before(options),
                floor=options["floor"],
                exact=options["exact"],
                organisation=options["organisation"],
                profile=options["profile"],
            )
            to_stdout = options["json"] == "-"
            json = Path(options["json"]) if options["json"] and not to_stdout else None
            others = {name: options.get(name) for name in ("pdf", "summary", *FILES)}
            write_outputs(
                release=release,
                model_name=options["model"],
                outputs={"json": json} | others,
                language=options["language"],
            )
            if to_stdout:
                self.stdout.write(release.to_json(), ending="")
        except (AssessmentRefused, UnknownModel) as error:
            raise CommandError(str(error)) from None
        for lead in release.questions:
            self.stderr.write(f"{lead.code}: {lead.verdict} {lead.lead or '-'}")


def _files(options: dict[str, Any]) -> RoundFiles:
    return RoundFiles(
        model_name=options["model"],
        answers=options["answers"],
        departments=options["departments"],
        period=options["period"],
        decisions=options["decisions"],
        evidence=options["evidence"],
    )


def _files_before(options: dict[str, Any]) -> RoundFiles | None:
    """The earlier round to compare with, if one is named; what it does not name is as now."""
    if options["before"] is None:
        for name, option in BEFORE.items():
            if options[name] is not None:
                raise CommandError(f"{option}: name the answers of the earlier round: --before")
        return None
    return RoundFiles(
        model_name=options["before_model"] or options["model"],
        answers=options["before"],
        departments=options["before_departments"] or options["departments"],
        period=options["before_period"],
    )
