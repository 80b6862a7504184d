"""`manage.py check_model FILE [FILE...]`: everything that is wrong with activity model files."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.services.model_files import Checked, check


class Command(BaseCommand):
    help = "Check activity model files and report every problem with its line, path and remedy."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "names", nargs="+", metavar="FILE", help="a YAML file, or the id of a shipped model"
        )

    def handle(self, *, names: list[str], **_options: Any) -> None:  # noqa: ANN401 - Django's options
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
