"""`manage.py check_model FILE [FILE...]`: everything that is wrong with activity model files.

`manage.py check_model --schema [FILE]` gives the format as a JSON Schema, which editors use;
`manage.py check_model --texts de FILE` gives what a translator fills in.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.services.model_files import Checked, check, schema_of_models, sheet_for_translators

TERMINAL = "-"


class Command(BaseCommand):
    help = "Check activity model files and report every problem with its line, path and remedy."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "names", nargs="*", metavar="FILE", help="a YAML file, or the id of a shipped model"
        )
        parser.add_argument(
            "--schema",
            nargs="?",
            const=TERMINAL,
            metavar="FILE",
            help="give the JSON Schema of model files for an editor, on screen or in a .json file",
        )
        parser.add_argument(
            "--texts",
            metavar="LANGUAGE",
            help="print the texts of a model under their addresses, to be translated: --texts de",
        )

    def handle(self, *, names: list[str], **options: Any) -> None:  # noqa: ANN401 - Django's options
        if options["schema"] is not None:
            self.give_schema(options["schema"])
        elif not names:
            raise CommandError("Name a model file to check, or ask for the --schema.")
        if options["texts"] is None:
            self.check_files(names)
        else:
            for name in names:
                self.give_texts(name, options["texts"])

    def give_schema(self, name: str) -> None:
        """Print the schema, or write it to a file that cannot be mistaken for a model."""
        if name == TERMINAL:
            self.stdout.write(schema_of_models(), ending="")
            return
        if not name.endswith(".json"):
            raise CommandError(f"{name} would be overwritten: name a file that ends in .json.")
        try:
            Path(name).write_text(schema_of_models(), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{name} cannot be written: {error.strerror}.") from None

    def give_texts(self, name: str, language: str) -> None:
        """Print the sheet of one model, which may have gaps but must be a document."""
        sheet, problems = sheet_for_translators(name, language)
        if problems:
            raise CommandError(
                "\n".join(report_lines(name, Checked(model=None, problems=problems)))
            )
        self.stdout.write(self.printable(sheet), ending="")

    def check_files(self, names: list[str]) -> None:
        refused = 0
        for name in names:
            checked = check(name)
            refused += bool(checked.problems)
            for line in report_lines(name, checked):
                self.stdout.write(self.printable(line))
        if refused:
            raise CommandError(f"{refused} of {len(names)} cannot be used.", returncode=1)

    def printable(self, line: str) -> str:
        """The line without characters that the terminal cannot show."""
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        return line.encode(encoding, "backslashreplace").decode(encoding)


def report_lines(name: str, checked: Checked) -> list[str]:
    """One line for each problem, or one that says which model it is."""
    model = checked.model
    if model is None:
        return [
            f"{name}:{problem.line}: {problem.place}: {problem.sentence}"
            for problem in checked.problems
        ]
    counts = f"{len(model.domains)} domains, {len(model.activities)} activities"
    identity = f"{model.model.id} {model.model.version}"
    items = f"{len(model.items)} items, SHA-256 {model.sha256}"
    return [f"{name}: OK, {identity}: {counts}, {items}"]
