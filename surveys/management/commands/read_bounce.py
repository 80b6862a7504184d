"""``manage.py read_bounce < MAIL``: note that a mail came back."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveys.services import outbox_bounces


class Command(BaseCommand):
    """Read one returned mail. What is no bounce of ours changes nothing and is no error."""

    help = "Read a returned mail from the standard input, and note that it came back."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address that it came back to."""
        parser.add_argument(
            "--to", default="", metavar="ADDRESS", help="where it came back to (the envelope's)"
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """A mail server would return a mail once more if this failed: it fails for nothing read."""
        raw = sys.stdin.buffer.read(outbox_bounces.LARGEST + 1)
        try:
            message = outbox_bounces.read(raw, to=options["to"])
        except outbox_bounces.NotABounce as reason:
            self.stdout.write(f"Nothing noted. {reason}")
        else:
            self.stdout.write(f"Noted: mail {message.code} came back.")
