"""What a workshop reads of the survey about an activity's owner, after it has voted."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.reporting.story import words
from readiness.reporting.story.proposals import condition_sentences
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.why import ahead_on, behind_on
from readiness.reporting.story.wording import score


def owner_in_words(reading: Reading, code: str) -> tuple[str, str, tuple[str, ...]]:
    """The proposed owner's name, the verdict, and the reasons in sentences.

    The name is empty where nobody can be proposed.
    """
    owner = known(reading.results[code].ownership)
    key = owner.recommended
    name = reading.plain_name(key) if key else ""
    sentences = [*_points(reading, code), *condition_sentences(reading, key, owner.conditions)]
    if owner.verdict == "by_role":
        sentences = [_("It owns this by role, so it is not scored.")]
    return name, words.verdict(owner.verdict), tuple(text for text in sentences if text)


def _points(reading: Reading, code: str) -> list[str]:
    """Who comes first by the points of the five criteria, and on which it is ahead or behind."""
    owner = known(reading.results[code].ownership)
    scored = [found for found in owner.criteria if found.score is not None][:2]
    if not scored:
        return [_("No department has enough answers to be scored.")]
    first, rest = scored[0], scored[1:]
    values = {"first": reading.name(first.department), "points": score(first.score)}
    if not rest:
        return [_("%(first)s scores %(points)s; no other department could be scored.") % values]
    second = rest[0]
    values |= {"second": reading.name(second.department), "others": score(second.score)}
    return [
        _("%(first)s scores %(points)s points, %(second)s %(others)s.") % values,
        ahead_on(reading, first, second),
        behind_on(reading, first, second),
    ]
