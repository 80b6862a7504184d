"""The organisation's row, held while what belongs to it is changed."""

from __future__ import annotations

from surveys.models import Organisation


def locked(pk: int) -> Organisation:
    """Nobody else holds it until the transaction ends.

    All but its key: what refers to it may be stored meanwhile. Who sends a link has its invitation
    locked and needs the organisation last, who moves people the other way round; they would wait
    for each other.
    """
    return Organisation.objects.select_for_update(no_key=True).get(pk=pk)
