"""What an executive sees of a result beyond its summary: a question, an activity, what changed.

All of it follows from the stored text of a release and the language, never from who looks. Putting
it into words and drawing it takes up to a second, so each process keeps what it has made.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.utils.translation import get_language

from readiness.reporting.edits import edited
from surveys import queries
from surveys.models import Assessment, Release
from surveys.services.model_versions import in_words, model_of
from surveys.services.report_edits import edits_of
from surveys.services.stored_release import read_release

if TYPE_CHECKING:
    from readiness.reporting.charts.gallery import Chart
    from readiness.reporting.story.activity import ActivityPage
    from readiness.reporting.story.types import Finding, QuestionPage, Row, Section, Table
    from readiness.reporting.story.whole import Story

KEPT = 24 * 60 * 60
"""Seconds; what nobody looks at any more is not kept for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A finding of the summary, and the code of the page that says more, or empty."""

    finding: Finding
    question: str
    activity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """Every area with its figures; rows in ``activities`` have a page of their own.

    ``link``: the key of the column that holds the name.
    """

    table: Table
    activities: frozenset[str]
    link: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """A release in the language of now."""

    assessment: Assessment
    release: Release

    @cached_property
    def story(self) -> Story:
        """The report's sentences as its consultant words them, without its annex."""
        return edited(self._story, edits_of(self.release))

    @cached_property
    def _story(self) -> Story:
        """As the release has them."""
        found: Story | None = caches["here"].get(self._key("story"))
        return found or self._made()[0]

    def question(self, code: str) -> QuestionPage | None:
        """The page of an executive question; None where the result has no such question."""
        pages = {page.heading.code: page for page in self.story.questions}
        return pages.get(f"question-{code}")

    def activity(self, code: str) -> ActivityPage | None:
        """The page of an activity; None where the result has no such activity."""
        if code not in model_of(self.assessment).activities:
            return None
        found: ActivityPage | None = caches["here"].get(self._key("activity", code))
        found = found or self._made()[1].get(code)
        return self._as_edited(found) if found else None

    def _as_edited(self, page: ActivityPage) -> ActivityPage:
        """What its question's page says of it, too; that page may have been left out."""
        question = self.question(page.question)
        if question is None:
            return replace(page, question="")
        lines = {line.code: line for line in question.activities}
        step = question.step if question.step and question.step.code == page.heading.code else None
        return replace(
            page, pattern=lines.get(page.heading.code, page.pattern), step=step or page.step
        )

    def charts(self, code: str) -> list[Chart]:
        """A chart of the report by its code, and those that go on with it."""
        found: list[Chart] | None = caches["here"].get(self._key("charts", code))
        return self._gallery.get(code, []) if found is None else found

    def owners_chart(self, page: QuestionPage | ActivityPage) -> list[Chart]:
        """Who is named today and who is wanted; the report draws it for some activities only."""
        bars = page.bars
        if bars is None or not bars.rows:
            return []
        found = self.charts(bars.code)
        if not found:
            from readiness.reporting.charts.gallery import Chart  # noqa: PLC0415 - slow import
            from readiness.reporting.charts.owners import ownership_chart  # noqa: PLC0415 - slow import

            svg = ownership_chart(bars)
            found = [Chart(code=bars.code, of=bars.code, title=bars.title, alt=bars.alt, svg=svg)]
            caches["here"].set(self._key("charts", bars.code), found, KEPT)
        return found

    @cached_property
    def _gallery(self) -> dict[str, list[Chart]]:
        """Every chart of the report by its code, as the worker drew it or else drawn here."""
        found: dict[str, list[Chart]] | None = caches["here"].get(self._key("gallery"))
        if found is None:
            from readiness.reporting.charts.gallery import drawn, from_json  # noqa: PLC0415 - slow import

            stored = self._stored_charts()
            gallery = (
                from_json(stored.decode())
                if stored is not None
                else drawn(story=self._story, release=read_release(self.release.text))
            )
            found = {}
            for chart in gallery.values():
                found.setdefault(chart.of, []).append(chart)
            caches["here"].set(self._key("gallery"), found, KEPT)
        return found

    def _stored_charts(self) -> bytes | None:
        """Those drawn with the release, which speak the organisation's language alone."""
        if get_language() != self.assessment.organisation.language:
            return None
        return queries.stored_charts(self.release)

    def _made(self) -> tuple[Story, dict[str, ActivityPage]]:
        from readiness.reporting.story.activity import build_activities  # noqa: PLC0415 - slow import
        from readiness.reporting.story.build import build_story  # noqa: PLC0415 - slow import

        release, model = read_release(self.release.text), in_words(self.assessment)
        story = build_story(release=release, model=model)
        activities = build_activities(release=release, model=model, story=story)
        # The annex is the largest part, and its rows stand on the activities' pages.
        story = replace(story, annex=None)
        kept: dict[str, object] = {self._key("story"): story}
        kept |= {self._key("activity", code): page for code, page in activities.items()}
        caches["here"].set_many(kept, KEPT)
        return story, activities

    def _key(self, *parts: str) -> str:
        """A code may be anything that a model calls an activity; a key may not."""
        name = hashlib.sha256("/".join(parts).encode()).hexdigest()
        return f"drill.{self._text}.{get_language()}.{name}"

    @cached_property
    def _text(self) -> str:
        """What the text is, rather than what its row says it is."""
        return hashlib.sha256(self.release.text.encode()).hexdigest()


def findings(story: Story) -> list[FindingLine]:
    """The findings of the summary with the pages behind them."""
    questions = {page.heading.code.removeprefix("question-") for page in story.questions}
    codes = {working.code for working in story.workings}
    return [
        FindingLine(
            finding=finding,
            question=finding.code if finding.code in questions else "",
            activity=finding.code if finding.code in codes - questions else "",
        )
        for finding in story.summary.findings
    ]


def edits_section(story: Story) -> Section | None:
    """What the consultant edited, where anything was."""
    return next((s for s in story.method.sections if s.code == "method-edits"), None)


def areas(story: Story) -> Areas | None:
    """The activities in the order of their priority, or the tree where there is none."""
    if story.gaps is not None:
        table = story.gaps.table
        return Areas(table=table, activities=_keys(table.rows), link="activity")
    if story.results is not None:
        table = story.results.table
        inner = [row for row in table.rows if row.mark == "activity"]
        return Areas(table=table, activities=_keys(inner), link="area")
    return None


def _keys(rows: list[Row] | tuple[Row, ...]) -> frozenset[str]:
    return frozenset(row.key for row in rows)


def standing_charts(result: Result) -> list[Chart]:
    """Today and target of every area."""
    story = result.story
    codes = ["gaps"] if story.gaps else []
    if story.results:
        codes += [f"results-{place}" for place in range(1, len(story.results.charts) + 1)]
    return [chart for code in codes for chart in result.charts(code)]
