"""What is not known or not shown, from the Release's warnings."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.reporting.story.reading import Reading
from readiness.reporting.story.types import Section
from readiness.reporting.story.wording import listed, paragraph, whole


def missing_facts(reading: Reading) -> tuple[Section, ...]:
    """One section, or none where nothing is missing."""
    subjects: dict[str, list[str]] = {}
    # Of one person's answers neither a share nor protection can be expected.
    idle = {"invited_unknown", "no_confidentiality"} if reading.alone else set()
    if not reading.protected:
        idle |= {"nothing_released"}
    for warning in reading.release.warnings:
        if warning.code in idle:
            continue
        subjects.setdefault(warning.code, []).append(warning.subject or "")
    found = [_sentence(reading, code, keys) for code, keys in subjects.items()]
    points = tuple(paragraph(text) for text in (*found, _not_part(reading)) if text)
    if not points:
        return ()
    return (Section(code="method-missing", title=_("What is missing"), points=points),)


def _sentence(reading: Reading, code: str, keys: list[str]) -> str | None:
    """A sentence for each kind of warning; duties and hours of owners are said on their pages."""
    sentences = {
        "nothing_released": _("No department reached %(floor)s answers."),
        "not_shown": _("Too few answers to show: %(names)s.")
        if reading.protected
        else _("Nobody has answered in %(names)s."),
        "no_type": _("Type not stated, so mandate fit is not known: %(names)s."),
        "invited_unknown": _("How many were invited is not stated, so there is no share."),
        "no_confidentiality": _("Small groups are not protected."),
        "hours_not_stated": _("Hours a week not stated by the head: %(names)s."),
        "authority_not_stated": _("Authority not stated by the head: %(names)s."),
    }
    template = sentences.get(code)
    if template is None:
        return None
    return template % {
        "names": listed(reading.name(key) for key in keys if key),
        "floor": whole(reading.release.floor),
    }


def _not_part(reading: Reading) -> str | None:
    """Departments that say an activity is not part of their work, by activity."""
    found: dict[str, list[str]] = {}
    for warning in reading.release.warnings:
        if warning.code == "not_part" and warning.subject and warning.other:
            activity = reading.model.activity_of.get(warning.subject)
            if activity is not None:
                names = found.setdefault(activity.title, [])
                names.append(reading.name(warning.other))
    if not found:
        return None
    said = [
        f"{reading.mid(title)} ({listed(dict.fromkeys(names))})" for title, names in found.items()
    ]
    return _(
        "Most say that it is not part of their work, so they are left out: %(activities)s."
    ) % {"activities": listed(said)}
