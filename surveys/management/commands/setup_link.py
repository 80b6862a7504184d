"""``manage.py setup_link``: the link that makes the first account."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from surveys.services import set_up
from surveys.services.addresses import absolute


class Command(BaseCommand):
    """Print a link that works once, for a day, as long as there is no account."""

    help = "Print a one-time link that makes the first consultant and the first organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        """For scripts that start the server."""
        parser.add_argument(
            "--if-new", action="store_true", help="say nothing where there are accounts already"
        )

    def handle(self, *, if_new: bool, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's signature
        """Make and print it."""
        try:
            token = set_up.make_link()
        except set_up.AlreadySetUp:
            if if_new:
                return
            raise CommandError(
                "There are accounts already, so there is no set-up link. Ask a consultant to "
                "invite you, or set a password with: manage.py changepassword E-MAIL"
            ) from None
        self.stdout.write("There is no account yet. Make the first one here, within a day:")
        self.stdout.write(absolute(reverse("account:set-up", args=[token])))
