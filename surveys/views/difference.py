"""The difference between two models in the words of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from surveys.services.model_pages import Difference

if TYPE_CHECKING:
    from django.utils.functional import Promise

KINDS: dict[str, Promise] = {
    "added": _("Added"),
    "removed": _("Removed"),
    "moved": _("Moved elsewhere"),
    "reworded": _("Reworded"),
    "rescaled": _("Other answers or numbers"),
    "asked": _("Asked of other people"),
    "reweighted": _("Other weights"),
    "retargeted": _("Other targets or levels"),
    "rules": _("Other rules"),
}
SORTS: dict[str, Promise] = {
    "model": _("Model"),
    "domain": _("Domain"),
    "activity": _("Activity"),
    "item": _("Item"),
    "question": _("Question about the person"),
    "executive": _("Executive question"),
    "scale": _("Scale"),
    "audience": _("Audience"),
    "profile": _("Selection of items"),
    "language": _("Translation"),
}
REASONS: dict[str, Promise] = {
    "added": _("new"),
    "removed": _("not asked any more"),
    "reworded": _("other words"),
    "rescaled": _("other answers"),
    "asked": _("other people are asked"),
    "contents": _("made of other parts"),
    "reweighted": _("other weights"),
    "rules": _("other rules"),
}


def in_words(difference: Difference) -> dict[str, Any]:
    """What console/models/difference.html shows."""
    return {
        "old": difference.old,
        "new": difference.new,
        "comparable": difference.comparable,
        "overall": difference.overall,
        "groups": [
            {
                "title": KINDS[kind],
                "whole": kind in {"added", "removed"},
                "changes": [(SORTS[change.sort], change) for change in changes],
            }
            for kind, changes in difference.groups
        ],
        "items": [
            (item, [REASONS[reason] for reason in item.verdict.reasons])
            for item in difference.items
        ],
    }
