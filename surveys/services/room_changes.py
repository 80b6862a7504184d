"""Every change of a room: under its lock, and told to all screens in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from surveys.models import Stage, Workshop


class RoomEnded(Exception):  # noqa: N818 - reads as what happened
    """The workshop is over; its record changes no more."""


@contextmanager
def changing(workshop: Workshop, *, step: bool) -> Iterator[Workshop]:
    """The workshop as it is now, locked; what is set on it inside is saved at the end.

    ``step``: what the screens show changes, not only a number on them. Raises RoomEnded.
    """
    with transaction.atomic():
        locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
        if locked.stage == Stage.ENDED:
            raise RoomEnded
        yield locked
        locked.rev += 1
        locked.step += step
        locked.save()
