"""A consultant's edits of a report: sentences said otherwise, notes, sections left out.

They belong to one release, and pass on to the next where the sentence is still said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation

from readiness.reporting import edits as editing
from readiness.reporting.edits import Edit, Edits
from surveys import queries
from surveys.models import Assessment, Release, ReportEdit, ReportSection, State, User
from surveys.services import audit
from surveys.services.assessments import today_at
from surveys.services.model_versions import in_words
from surveys.services.stored_release import read_release

if TYPE_CHECKING:
    from readiness.reporting.glyphs import Missing
    from readiness.reporting.story.whole import Story


class Over(Exception):  # noqa: N818 - reads as what happened
    """An archived assessment's report is not edited any more."""


class Superseded(Exception):  # noqa: N818 - reads as what happened
    """A newer report has been made: that one is edited."""


class UnknownPlace(Exception):  # noqa: N818 - reads as what happened
    """The report has no such sentence or section."""


class NotFitting(Exception):  # noqa: N818 - reads as what happened
    """The text may not stand there; the message says in plain words why."""


class ChangedMeanwhile(Exception):  # noqa: N818 - reads as what happened
    """Somebody else has changed it since it was read; ``now`` is how it stands, ``seen`` its mark.

    ``now`` of a section is its note; ``left_out`` whether it is left out.
    """

    def __init__(self, now: str, seen: str, *, left_out: bool = False) -> None:
        self.now, self.seen, self.left_out = now, seen, left_out
        super().__init__(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceLine:
    """``seen`` changes with the text, so that a later edit is noticed. ``number`` is for ids."""

    number: int
    place: str
    original: str
    text: str
    longest: int
    seen: str
    by: str = ""
    on: date | None = None

    @property
    def edited(self) -> bool:
        """Whether it says something other than the Release."""
        return self.text != self.original


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLine:
    code: str
    name: str
    title: str
    note: str
    left_out: bool
    stays: bool
    seen: str
    sentences: tuple[SentenceLine, ...]

    @property
    def edited(self) -> int:
        """How many of its sentences are worded otherwise."""
        return sum(each.edited for each in self.sentences)


def edits_of(release: Release) -> Edits:
    """Two SQL."""
    rows = ReportEdit.objects.filter(release=release)
    sections = list(ReportSection.objects.filter(release=release))
    return Edits(
        sentences={row.place: Edit(original=row.original, text=row.text) for row in rows},
        notes={row.section: row.note for row in sections if row.note},
        left_out=frozenset(row.section for row in sections if row.left_out),
    )


def story_of(release: Release, assessment: Assessment) -> Story:
    """What its report says in the organisation's language, as the Release has it."""
    from readiness.reporting.story.build import build_story  # noqa: PLC0415 - slow import

    language = assessment.organisation.language
    with translation.override(language):
        return build_story(release=read_release(release.text), model=in_words(assessment, language))


def sections(release: Release, assessment: Assessment) -> tuple[SectionLine, ...]:
    """Every section of the report with its sentences, as they stand. Three SQL."""
    story = story_of(release, assessment)
    rows = ReportEdit.objects.filter(release=release).select_related("edited_by")
    edits = {row.place: row for row in rows}
    chosen = {row.section: row for row in ReportSection.objects.filter(release=release)}
    lines: dict[str, list[SentenceLine]] = {}
    said: dict[str, str] = {}
    for number, place in enumerate(editing.places(story), start=1):
        line = _sentence(number, place, edits.get(place.place))
        lines.setdefault(place.section, []).append(line)
        said[line.place] = line.text
    return tuple(
        SectionLine(
            code=each.code,
            name=each.eyebrow,
            title=said.get(f"{each.code}/heading/title", each.title),
            note=row.note if (row := chosen.get(each.code)) else "",
            left_out=bool(row and row.left_out),
            stays=each.code in editing.STAYS,
            seen=_section_mark(row),
            sentences=tuple(lines.get(each.code, ())),
        )
        for each in editing.headings(story)
    )


def boxes(release: Release, assessment: Assessment) -> tuple[Missing, ...]:
    """Characters that the documents cannot print, and show as a box."""
    from readiness.reporting.glyphs import warnings  # noqa: PLC0415 - slow import

    model = in_words(assessment, assessment.organisation.language)
    return warnings(release=read_release(release.text), model=model, edits=edits_of(release))


def save(
    *,
    release: Release,
    assessment: Assessment,
    place: str,
    text: str | None,
    seen: str,
    user: User | None,
    now: datetime,
) -> bool:
    """Word a sentence otherwise; whether that changed anything. Nothing typed leaves it as it is.

    None, or the words it had, take the edit back. Raises Over, Superseded, UnknownPlace,
    NotFitting or ChangedMeanwhile.
    """
    original = _original(release, assessment, place)
    text = editing.tidied(original if text is None else text)
    if not text:
        return False
    with _open(release, assessment):
        edit = ReportEdit.objects.filter(release=release, place=place).first()
        there = edit.text if edit and edit.original == original else original
        if text == there:
            return False
        if seen != mark_of(there):
            raise ChangedMeanwhile(there, mark_of(there))
        if text == editing.tidied(original):
            ReportEdit.objects.filter(release=release, place=place).delete()
            audit.note(
                "report edit taken back", assessment=assessment, user=user, now=now, details=place
            )
            return True
        if problem := editing.problem(original, text):
            raise NotFitting(problem)
        fields = {"original": original, "text": text, "edited_by": user}
        ReportEdit.objects.update_or_create(
            release=release,
            place=place,
            defaults=fields | {"edited_on": today_at(assessment, now)},
        )
        audit.note("report edit", assessment=assessment, user=user, now=now, details=place)
    return True


def keep_section(
    *,
    release: Release,
    assessment: Assessment,
    section: str,
    note: str,
    left_out: bool,
    seen: str,
    user: User | None,
    now: datetime,
) -> bool:
    """A section's note, and whether it is left out; whether that changed anything.

    Raises Over, Superseded, UnknownPlace or ChangedMeanwhile.
    """
    note = editing.tidied(note)
    codes = {each.code for each in editing.headings(story_of(release, assessment))}
    if section not in codes or (left_out and section in editing.STAYS):
        raise UnknownPlace
    with _open(release, assessment):
        row = ReportSection.objects.filter(release=release, section=section).first()
        there = (row.note, row.left_out) if row else ("", False)
        if there == (note, left_out):
            return False
        if seen != _section_mark(row):
            raise ChangedMeanwhile(there[0], _section_mark(row), left_out=there[1])
        ReportSection.objects.update_or_create(
            release=release, section=section, defaults={"note": note, "left_out": left_out}
        )
        audit.note("report section", assessment=assessment, user=user, now=now, details=section)
    return True


def carry_over(*, before: Release, after: Release, assessment: Assessment) -> None:
    """What was edited in the report before, where the one after still says the same."""
    rows = list(ReportEdit.objects.filter(release=before))
    chosen = list(ReportSection.objects.filter(release=before))
    if rows:
        said = {each.place: each for each in editing.places(story_of(after, assessment))}
        kept = [(row, place) for row in rows if (place := _same(row, said))]
        ReportEdit.objects.bulk_create(
            ReportEdit(
                release=after,
                place=place,
                original=row.original,
                text=row.text,
                edited_by_id=row.edited_by_id,
                edited_on=row.edited_on,
            )
            for place, row in {place: row for row, place in kept}.items()
        )
    ReportSection.objects.bulk_create(
        ReportSection(release=after, section=row.section, note=row.note, left_out=row.left_out)
        for row in chosen
    )


def mark_of(text: str) -> str:
    """Changes whenever the text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _same(row: ReportEdit, said: dict[str, editing.Place]) -> str | None:
    """Where the sentence is now: in its place, or where else in its section alone it is said."""
    there = said.get(row.place)
    if there is not None and there.text == row.original:
        return row.place
    section = row.place.partition("/")[0]
    others = [
        each.place
        for each in said.values()
        if each.section == section and each.text == row.original
    ]
    return others[0] if len(others) == 1 else None


def _sentence(number: int, place: editing.Place, row: ReportEdit | None) -> SentenceLine:
    if row is None or row.original != place.text:
        text, by, on = place.text, "", None
    else:
        text, by, on = row.text, str(row.edited_by or ""), row.edited_on
    return SentenceLine(
        number=number,
        place=place.place,
        original=place.text,
        text=text,
        longest=editing.longest(place.text),
        seen=mark_of(text),
        by=by,
        on=on,
    )


def _section_mark(row: ReportSection | None) -> str:
    return mark_of(f"{int(row.left_out)} {row.note}" if row else "0 ")


def _original(release: Release, assessment: Assessment, place: str) -> str:
    for each in editing.places(story_of(release, assessment)):
        if each.place == place:
            return each.text
    raise UnknownPlace


@contextmanager
def _open(release: Release, assessment: Assessment) -> Iterator[None]:
    """In a transaction that nobody else edits in, while the release may be edited.

    Raises Over or Superseded.
    """
    with transaction.atomic():
        rows = queries.assessments(assessment.organisation).select_for_update(of=("self",))
        locked = rows.get(pk=assessment.pk)
        if locked.state == State.ARCHIVED:
            raise Over
        newest = queries.releases(locked).values_list("pk", flat=True).first()
        if newest != release.pk:
            raise Superseded
        yield
