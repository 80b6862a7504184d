"""What a file says of itself first: whose results it holds, by which model, and who may read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.look import Look
from readiness.reporting.story.cover import build_cover, confidentiality
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.retold import retold
from readiness.reporting.story.types import Fact
from readiness.reporting.story.whole import Story


def mark_words(mark: str) -> str:
    """What is said of a document that is not the last word; empty for the others."""
    return {"draft": _("Draft: not published yet"), "sample": _("Sample: made-up answers")}.get(
        mark, ""
    )


def title_of(story: Story, look: Look) -> str:
    """The title of a document, with its mark in front."""
    words = mark_words(look.mark)
    return f"{words} · {story.title}" if words else story.title


def about(*, release: Release, model: ActivityModel, look: Look) -> tuple[Fact, ...]:
    """Organisation, model with its fingerprint, answers, confidentiality and mark."""
    reading = Reading(release=retold(release, model), model=model)
    cover = build_cover(reading)
    facts = (
        Fact(label=_("Status"), text=mark_words(look.mark)),
        Fact(label=_("Organisation"), text=cover.name),
        Fact(label=_("Period"), text=cover.period or ""),
        *cover.facts,
        Fact(label=_("Fingerprint of the model (SHA-256)"), text=release.model.sha256),
        Fact(label=_("Confidentiality"), text=confidentiality(reading).text),
    )
    return tuple(fact for fact in facts if fact.text)
