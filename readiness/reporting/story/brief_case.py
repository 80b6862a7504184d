"""One proposed owner in a Release: what it was proposed for, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from readiness.core.release import ActivityResult, OwnerLoad, QuestionResult, Release
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.sources import agreed


def owner_keys(release: Release) -> tuple[str, ...]:
    """Every department that is proposed for something, or was agreed on, in that order."""
    keys = [load.department for load in release.owners]
    for result in release.activities:
        decision = result.sources.decision if result.sources else None
        if decision is not None:
            declined = decision.status == "declined"
            keys.append((decision.instead if declined else decision.accountable) or "")
    known_keys = {department.key for department in release.departments}
    return tuple(dict.fromkeys(key for key in keys if key in known_keys))


@dataclass(frozen=True, kw_only=True)
class Case:
    """One proposed owner in a Release."""

    reading: Reading
    key: str

    @property
    def name(self) -> str:
        return self.reading.name(self.key)

    @cached_property
    def load(self) -> OwnerLoad | None:
        """What it would carry by the survey's proposals."""
        return self.reading.loads.get(self.key)

    @cached_property
    def results(self) -> tuple[ActivityResult, ...]:
        """What it is to answer for: agreed first, then proposed, each in order of priority."""
        found = []
        for result in self.reading.release.activities:
            decision = agreed(result)
            if (decision.accountable if decision else self._proposed(result)) == self.key:
                found.append(result)
        return tuple(sorted(found, key=lambda r: (agreed(r) is None, r.rank is None, r.rank or 0)))

    def _proposed(self, result: ActivityResult) -> str | None:
        """Who is next after a head declined; else whom the survey's figures propose."""
        decision = result.sources.decision if result.sources else None
        if decision is not None and decision.status == "declined":
            return decision.instead
        return known(result.raci).accountable

    @cached_property
    def given_away(self) -> tuple[ActivityResult, ...]:
        """Proposed by the survey, agreed or declined otherwise."""
        codes = self.load.activities if self.load else ()
        mine = {result.code for result in self.results}
        return tuple(self.reading.results[code] for code in codes if code not in mine)

    @cached_property
    def questions(self) -> tuple[QuestionResult, ...]:
        """The executive questions for which it is the first or the second candidate."""
        close = "two_candidates"
        return tuple(
            q
            for q in self.reading.release.questions
            if q.lead == self.key or (q.verdict == close and q.runner_up == self.key)
        )
