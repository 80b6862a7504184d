"""What an organisation is called, where and when it works, and its logo."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import IO, TYPE_CHECKING

from django.db import transaction

from readiness.reporting.look import contrast_problem
from surveys.models import Assessment, Brand, Logo, Organisation, Paper, User
from surveys.services import audit, organisations
from surveys.services.groups import touch_all

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["LARGEST_FILE", "AccentRefused", "LogoRefused", "keep", "remade"]

LARGEST_FILE = 2 * 1024 * 1024
MOST_PIXELS = 20_000_000
WIDTH, HEIGHT = 400, 160
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
ORIENTATION = 0x0112
TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What puts a picture upright, by the number in its EXIF."""
_ONE_AT_A_TIME = Lock()


class LogoRefused(Exception):  # noqa: N818 - reads as what happened
    """Not a picture that we take. ``reason``: large, pixels or kind; ``field``: logo or brand."""

    def __init__(self, reason: str, *, field: str = "logo") -> None:
        self.reason, self.field = reason, field
        super().__init__(reason)


class AccentRefused(Exception):  # noqa: N818 - reads as what happened
    """A colour that cannot be read; the message says in plain words why."""


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
    brand: IO[bytes] | None = None,
    remove_brand: bool = False,
    accent: str = "",
    paper: str = Paper.A4,
    user: User | None,
    now: datetime,
) -> None:
    """Change them all, or none. Raises LogoRefused, also for the brand, or AccentRefused."""
    if problem := contrast_problem(accent):
        raise AccentRefused(problem)
    made = remade(logo) if logo else None
    try:
        branded = remade(brand) if brand else None
    except LogoRefused as error:
        raise LogoRefused(error.reason, field="brand") from None
    with transaction.atomic():
        locked = organisations.locked(organisation.pk)
        locked.name, locked.time_zone, locked.language = name, time_zone, language
        locked.work_days, locked.work_from, locked.work_until = work_days, work_from, work_until
        locked.accent, locked.paper = accent, paper
        locked.save()
        _keep_picture(Logo, locked, made, remove=remove_logo)
        _keep_picture(Brand, locked, branded, remove=remove_brand)
        # The name stands in what processes remember of a scope.
        touch_all(Assessment.objects.filter(organisation=locked))
        audit.note_in(locked, "organisation settings", user=user, now=now)


def _keep_picture(
    kind: type[Logo | Brand], organisation: Organisation, made: bytes | None, *, remove: bool
) -> None:
    if made:
        kind.objects.update_or_create(organisation=organisation, defaults={"content": made})
    elif remove:
        kind.objects.filter(organisation=organisation).delete()


def remade(file: IO[bytes]) -> bytes:
    """A PNG of at most 400 × 160 with nothing of the file in it but what is seen.

    Raises LogoRefused.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - slow import

    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise LogoRefused("large")
    try:
        with _strictly():
            found = Image.open(io.BytesIO(content), formats=FORMATS)
            if found.width * found.height > MOST_PIXELS:
                raise LogoRefused("pixels")
            upright = _upright(found).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LogoRefused("pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error):
        raise LogoRefused("kind") from None
    upright.thumbnail((WIDTH, HEIGHT))
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _upright(picture: Image) -> Image:
    """As its EXIF says it was held.

    Pillow's own way writes the EXIF anew, which fails in many ways where it is damaged.
    """
    from PIL.Image import Transpose  # noqa: PLC0415 - slow import

    picture.load()
    turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
    return picture.transpose(Transpose[turn]) if turn else picture


@contextmanager
def _strictly() -> Iterator[None]:
    """Pictures must be whole, and not huge once unpacked.

    Both are switches of the whole process, and WeasyPrint needs the first the other way round: it
    has every picture read that breaks off. So one at a time, and each is put back.
    """
    from PIL import Image, ImageFile  # noqa: PLC0415 - slow import

    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # EXIF that is not as it should be
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before
