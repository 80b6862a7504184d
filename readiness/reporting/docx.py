"""The organisation report as a document to go on writing in: headings, sentences and tables.

It says what the PDF says, from the same story; in the place of each chart stand its figures. The
annex is left to the workbook. The same Release gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.docx_paper import Paper, Styled
from readiness.reporting.edits import NONE, Edits, edited
from readiness.reporting.look import PLAIN, Look
from readiness.reporting.story import types
from readiness.reporting.story.build import build_story
from readiness.reporting.story.whole import Story
from readiness.reporting.tables import zipped

MADE = datetime(1980, 1, 1, tzinfo=UTC)
# Drawn in the PDF, and in a table of the same page in full.
ONLY_DRAWN = (types.GapChart, types.GapPoint)
NOT_PRINTED = frozenset({"heading", "annex", "workings"})


def document(
    *, release: Release, model: ActivityModel, look: Look = PLAIN, edits: Edits = NONE
) -> bytes:
    """The document as a DOCX file."""
    story = edited(build_story(release=release, model=model), edits)
    paper = Paper.of(story, look)
    for number, page in enumerate(_pages(story)):
        _write_page(paper, page, first=number == 0)
    if original := _originals(story):
        paper.table(original)
    paper.close(MADE)
    written = io.BytesIO()
    paper.document.save(written)
    with zipfile.ZipFile(written) as archive:
        return zipped({name: archive.read(name) for name in sorted(archive.namelist(), key=_first)})


def _originals(story: Story) -> types.Table | None:
    """The sentences that the consultant worded otherwise: the one table of the annex here."""
    tables = story.annex.tables if story.annex else ()
    return next((table for table in tables if table.code == "annex-edits"), None)


def _first(name: str) -> tuple[bool, str]:
    """What a file is stands first in a package of Office."""
    return name != "[Content_Types].xml", name


def _pages(story: Story) -> list[Any]:
    """The pages in the order of the report."""
    found: list[Any] = []
    for entry in dataclasses.fields(story):
        value = getattr(story, entry.name)
        if entry.name not in NOT_PRINTED:
            pages = value if isinstance(value, tuple) else (value,)
            found += [page for page in pages if hasattr(page, "heading")]
    return found


def _write_page(paper: Paper, page: Any, *, first: bool) -> None:  # noqa: ANN401 - any page
    if isinstance(page, types.RaciPage):
        paper.turn(landscape=True)
    paper.heading(page.heading, first=first)
    WRITERS.get(type(page), _write_fields)(paper, page)
    if page.heading.note:
        paper.title(_("Consultant’s note"))
        paper.text(page.heading.note)
    if isinstance(page, types.RaciPage):
        paper.turn(landscape=False)


def _write(paper: Paper, value: Any) -> None:  # noqa: ANN401 - any part of a page
    """A part of a page, whatever it is; text alone is written by whoever knows what it says."""
    if isinstance(value, tuple):
        _write_all(paper, value)
    elif isinstance(value, ONLY_DRAWN) or not dataclasses.is_dataclass(value):
        return
    else:
        WRITERS.get(type(value), _write_fields)(paper, value)


def _write_all(paper: Paper, values: tuple[Any, ...]) -> None:
    if values and all(isinstance(value, types.Fact) for value in values):
        paper.facts([(fact.label, fact.text) for fact in values])
    elif values and all(isinstance(value, types.PatternLine) for value in values):
        _write_patterns(paper, values)
    elif values and all(isinstance(value, types.FormBlock) for value in values):
        _write_forms(paper, values)
    else:
        for value in values:
            _write(paper, value)


def _write_fields(paper: Paper, found: Any) -> None:  # noqa: ANN401 - any part of a page
    """Every part in its order, under the title if there is one."""
    if title := getattr(found, "title", ""):
        paper.title(title)
    for entry in dataclasses.fields(found):
        if entry.name not in NOT_PRINTED:
            _write(paper, getattr(found, entry.name))
    if note := getattr(found, "note", ""):
        paper.small(note)


def _write_cover(paper: Paper, cover: types.Cover) -> None:
    if cover.period:
        paper.text(cover.period)
    paper.facts([(fact.label, fact.text) for fact in cover.facts])
    paper.paragraph(cover.confidentiality)


def _write_summary(paper: Paper, summary: types.Summary) -> None:
    paper.small(summary.basis)
    paper.paragraph(summary.opening)
    for finding in (*summary.findings, *filter(None, [summary.form])):
        paper.paragraph(finding.text)
    if summary.monday:
        paper.title(summary.monday_title)
        for step in summary.monday:
            paper.paragraph(step.text, Styled.NUMBERED)
    paper.paragraph(summary.sure)


def _write_question(paper: Paper, page: types.QuestionPage) -> None:
    paper.text(f"{page.question} {page.verdict_word}", strong=True)
    paper.paragraph(page.answer)
    for entry in dataclasses.fields(page):
        if entry.name not in {"heading", "answer"}:
            _write(paper, getattr(page, entry.name))


def _write_patterns(paper: Paper, lines: tuple[types.PatternLine, ...]) -> None:
    paper.title(_("What staff say, activity by activity"))
    rows = []
    for line in lines:
        said = "\n".join(rich_text(text) for text in (line.sentence, *line.details))
        rows.append([f"{line.activity}\n{line.word}", said])
    heads = [_("Activity"), _("Who makes sure of it")]
    paper.rows(heads, rows, caption=_("What staff say, activity by activity"), widths=(1, 2))


def _write_bars(paper: Paper, bars: types.Bars) -> None:
    if not bars.rows:
        return
    paper.title(bars.title)
    rows = [[bar.label, bar.today_text, bar.should_text] for bar in bars.rows]
    heads = ["", bars.today_label, bars.should_label]
    paper.rows(heads, rows, caption=bars.alt, figures=(1, 2))
    paper.small(bars.note)


def _write_why(paper: Paper, why: types.Why) -> None:
    paper.title(why.title)
    if why.candidates:
        heads = ["", *(criterion.title for criterion in why.criteria), _("Points")]
        rows = []
        for found in why.candidates:
            pieces = [cell.text for cell in found.pieces]
            rows.append([_with_note(found), *pieces, found.total_text])
        paper.rows(heads, rows, caption=why.alt, figures=tuple(range(1, len(heads))))
    paper.small(why.note)
    for sentence in why.sentences:
        paper.paragraph(sentence)


def _with_note(found: types.Points) -> str:
    notes = [found.penalty.text if found.penalty else "", found.note]
    return "\n".join(filter(None, [found.department, *notes]))


def _write_step(paper: Paper, step: types.NextStep) -> None:
    paper.title(_("Next step"))
    paper.text(step.text)
    paper.facts(
        [(_("Activity"), step.activity), (_("Owner"), step.owner), (_("Effort"), step.effort)]
    )
    paper.small(step.condition)


def _write_mail(paper: Paper, mail: types.Mail) -> None:
    paper.title(mail.title, level=3)
    paper.facts([(_("To"), mail.to), (_("Subject"), mail.subject)])
    for text in mail.paragraphs:
        paper.text(text)


def _write_section(paper: Paper, section: types.Section) -> None:
    paper.title(section.title)
    for text in section.paragraphs:
        paper.paragraph(text)
    for point in section.points:
        paper.paragraph(point, Styled.POINT)


def _write_forms(paper: Paper, forms: tuple[types.FormBlock, ...]) -> None:
    for form in forms:
        paper.title(f"{form.title} {form.tally}", level=3)
        if form.table.rows:
            paper.table(form.table, has_caption=False)
        paper.small(form.always)


def _write_rich(paper: Paper, text: types.Rich) -> None:
    paper.paragraph(text)


def _write_table(paper: Paper, table: types.Table) -> None:
    if table.rows:
        paper.table(table)


def rich_text(text: types.Rich) -> str:
    """A paragraph without what points to pages, which this file numbers otherwise."""
    return "".join(part.text for part in text.parts if part.ref is None)


WRITERS: Mapping[type, Callable[[Paper, Any], None]] = {
    types.Cover: _write_cover,
    types.Summary: _write_summary,
    types.QuestionPage: _write_question,
    types.Bars: _write_bars,
    types.Why: _write_why,
    types.NextStep: _write_step,
    types.Mail: _write_mail,
    types.Section: _write_section,
    types.Rich: _write_rich,
    types.Table: _write_table,
}
"""How each part of a page is written; any other is written part by part."""
