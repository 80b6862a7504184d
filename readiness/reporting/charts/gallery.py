"""Every chart of the report, drawn once, by code: the PDF, the web and files show the same picture.

A picture holds paths and words only: no ids, no style attributes, no style sheet. It may stand in
any page, any number of times, under a content security policy that allows nothing inline.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from readiness.core.release import Release
from readiness.reporting.charts.answers import answers_chart, answers_parts
from readiness.reporting.charts.gaps import gap_chart, gap_parts
from readiness.reporting.charts.matrix import matrix_chart
from readiness.reporting.charts.owners import ownership_chart
from readiness.reporting.charts.points import points_chart
from readiness.reporting.charts.radar import radar_chart
from readiness.reporting.charts.ranges import ranges_chart
from readiness.reporting.charts.roadmap import roadmap_chart, roadmap_parts
from readiness.reporting.story.answers import AnswersPage
from readiness.reporting.story.domains import DomainsPage
from readiness.reporting.story.effort_benefit import EffortPage
from readiness.reporting.story.roadmap import Roadmap
from readiness.reporting.story.types import GapChart, GapsPage, QuestionPage, Row
from readiness.reporting.story.whole import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture with its finding; ``head`` and ``rows`` are the figures that it prints.

    ``code`` is unique. What does not fit one page is drawn in several pictures: ``of`` is the code
    of the first of them, on the first itself as well.
    """

    code: str
    of: str
    title: str
    alt: str
    svg: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


Gallery = Mapping[str, Chart]


def drawn(*, story: Story, release: Release) -> dict[str, Chart]:
    """Every chart by its code, in the order of the report."""
    charts = [
        *(chart for page in story.questions for chart in _of_question(page)),
        *_of_domains(story.domains),
        *_of_answers(story.answers),
        *_of_gaps(story),
        *_of_departments(story, release),
        *_of_effort(story.effort),
        *_of_roadmap(story.roadmap),
    ]
    return {chart.code: chart for chart in charts}


def at(gallery: Gallery, code: str) -> list[Chart]:
    """A chart with those that go on with it; nothing where there is none."""
    return [chart for chart in gallery.values() if chart.of == code]


def to_json(gallery: Gallery) -> str:
    """The charts as text to be stored, the same for the same charts."""
    return json.dumps([dataclasses.asdict(chart) for chart in gallery.values()], ensure_ascii=False)


def from_json(text: str) -> dict[str, Chart]:
    """What ``to_json`` was made of."""
    found = {}
    for entry in json.loads(text):
        rows = tuple(tuple(row) for row in entry["rows"])
        chart = Chart(**entry | {"head": tuple(entry["head"]), "rows": rows})
        found[chart.code] = chart
    return found


def _said(title: str, details: str) -> str:
    """What a reader who does not see the picture is told: the finding, then the figures."""
    return f"{title}. {details}" if details else f"{title}."


def _numbered(code: str, charts: Iterable[Chart]) -> Iterator[Chart]:
    for place, chart in enumerate(charts, start=1):
        yield replace(chart, code=code if place == 1 else f"{code}~{place}", of=code)


def _of_question(page: QuestionPage) -> Iterator[Chart]:
    bars, why = page.bars, page.why
    if bars is not None and bars.rows:
        alt = _said(bars.title, bars.alt)
        yield Chart(
            code=bars.code,
            of=bars.code,
            title=bars.title,
            alt=alt,
            svg=ownership_chart(replace(bars, alt=alt)),
            head=("", bars.today_label, bars.should_label),
            rows=tuple((row.label, row.today_text, row.should_text) for row in bars.rows),
        )
    if why is not None and why.candidates:
        code, alt = f"points-{page.heading.code}", _said(why.title, why.alt)
        yield Chart(
            code=code,
            of=code,
            title=why.title,
            alt=alt,
            svg=points_chart(replace(why, alt=alt)),
            head=("", *(column.title for column in why.criteria), "−", "="),
            rows=tuple(
                (
                    found.department,
                    *(piece.text for piece in found.pieces),
                    found.penalty.text if found.penalty else "",
                    found.total_text,
                )
                for found in why.candidates
            ),
        )


def _of_domains(page: DomainsPage | None) -> Iterator[Chart]:
    if page is None or page.radar is None:
        return
    radar, title = page.radar, page.heading.title
    alt = _said(title, radar.alt)
    yield Chart(
        code="domains",
        of="domains",
        title=title,
        alt=alt,
        svg=radar_chart(replace(radar, alt=alt)),
        head=("", radar.today_label, radar.target_label),
        rows=tuple((p.label, p.today_text, p.target_text) for p in radar.points),
    )


def _of_answers(page: AnswersPage | None) -> Iterator[Chart]:
    if page is None:
        return
    title, parts = page.heading.title, []
    for chart in page.charts:
        for part in answers_parts(chart):
            alt = _said(title, part.alt)
            rows = tuple(
                (
                    row.label,
                    *(cell.text for cell in row.counts),
                    row.dont_know.text,
                    row.agreement.text,
                )
                for row in part.rows
            )
            parts.append(
                Chart(
                    code="answers",
                    of="answers",
                    title=title,
                    alt=alt,
                    svg=answers_chart(replace(part, alt=alt)),
                    head=("", *chart.names, chart.dont_know, chart.agreement),
                    rows=rows,
                )
            )
    yield from _numbered("answers", parts)


def _of_gaps(story: Story) -> Iterator[Chart]:
    if story.gaps is not None and story.gaps.points:
        yield from _gaps("gaps", story.gaps.heading.title, story.gaps)
    if story.results is not None:
        for place, chart in enumerate(story.results.charts, start=1):
            yield from _gaps(f"results-{place}", story.results.heading.title, chart)
    if story.since is not None and story.since.chart is not None:
        yield from _gaps("since", story.since.heading.title, story.since.chart)


def _gaps(code: str, title: str, page: GapsPage | GapChart) -> Iterator[Chart]:
    alt = _said(title, page.chart_alt)
    charts = (
        Chart(
            code=code,
            of=code,
            title=title,
            alt=alt,
            svg=gap_chart(replace(part, chart_alt=alt)),
            head=("", page.today_label, page.target_label, page.gap_label),
            rows=tuple((p.label, p.today_text, p.target_text, p.gap_text) for p in part.points),
        )
        for part in gap_parts(page)
    )
    yield from _numbered(code, charts)


def _of_departments(story: Story, release: Release) -> Iterator[Chart]:
    svg = ranges_chart(story, release)
    if not svg or story.departments is None:
        return
    table, title = story.departments.table, story.departments.heading.title
    yield Chart(
        code="departments",
        of="departments",
        title=title,
        alt=f"{title}.",
        svg=svg,
        head=tuple(column.title for column in table.columns),
        rows=tuple(_texts(row) for row in table.rows),
    )


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.cells)


def _of_effort(page: EffortPage | None) -> Iterator[Chart]:
    if page is None:
        return
    title, alt = page.heading.title, _said(page.heading.title, page.alt)
    names = dict(page.fields)
    yield Chart(
        code="effort",
        of="effort",
        title=title,
        alt=alt,
        svg=matrix_chart(replace(page, alt=alt)),
        head=("", "", page.effort_label, page.benefit_label, ""),
        rows=tuple(
            (str(s.number), s.label, s.hours_text, s.benefit_text, names[s.field])
            for s in page.steps
        ),
    )


def _of_roadmap(roadmap: Roadmap | None) -> Iterator[Chart]:
    if roadmap is None:
        return
    alt = _said(roadmap.title, roadmap.alt)
    charts = (
        Chart(
            code="roadmap",
            of="roadmap",
            title=roadmap.title,
            alt=alt,
            svg=roadmap_chart(replace(part, alt=alt)),
            head=("", "", roadmap.owner_label, roadmap.weeks_label),
            rows=tuple(
                (lane.title, step.label, step.owner, step.weeks_text)
                for lane in part.lanes
                for step in lane.steps
            ),
        )
        for part in roadmap_parts(roadmap)
    )
    yield from _numbered("roadmap", charts)
