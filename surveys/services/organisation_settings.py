"""What an organisation is called, where and when it works, and its logo."""

from __future__ import annotations

import io
import warnings
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import F

from surveys.models import Assessment, Organisation, State, User
from surveys.services import audit

__all__ = ["LARGEST_FILE", "LogoRefused", "keep", "remade"]

LARGEST_FILE = 2 * 1024 * 1024
MOST_PIXELS = 20_000_000
WIDTH, HEIGHT = 400, 160
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class LogoRefused(Exception):  # noqa: N818 - reads as what happened
    """Not a picture that we take. ``reason``: large, pixels or kind."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def keep(  # noqa: PLR0913 - one for each field
    *,
    organisation: Organisation,
    name: str,
    time_zone: str,
    language: str,
    work_days: str,
    work_from: int,
    work_until: int,
    logo: IO[bytes] | None = None,
    remove_logo: bool = False,
    user: User | None,
    now: datetime,
) -> None:
    """Change them all, or none. Raises LogoRefused."""
    made = remade(logo) if logo else None
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        locked.name, locked.time_zone, locked.language = name, time_zone, language
        locked.work_days, locked.work_from, locked.work_until = work_days, work_from, work_until
        if made or remove_logo:
            locked.logo = made
        locked.save()
        # The name stands in what processes remember of a scope.
        running = Assessment.objects.filter(organisation=locked).exclude(state=State.ARCHIVED)
        running.update(scope_revision=F("scope_revision") + 1)
        audit.note_in(locked, "organisation settings", user=user, now=now)


def remade(file: IO[bytes]) -> bytes:
    """A PNG of at most 400 × 160 with nothing of the file in it but what is seen.

    Raises LogoRefused.
    """
    from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - slow import

    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise LogoRefused("large")
    # WeasyPrint has every picture read that breaks off; ours must be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(content), formats=FORMATS)
            if found.width * found.height > MOST_PIXELS:
                raise LogoRefused("pixels")
            upright = ImageOps.exif_transpose(found).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LogoRefused("pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise LogoRefused("kind") from None
    upright.thumbnail((WIDTH, HEIGHT))
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, format="PNG", optimize=True)
    return out.getvalue()
