"""Activities studied one by one: votes, pattern and candidates, as observed and as drawn again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from readiness.core.draws import Array, Draws, Names
from readiness.core.ownership import Candidate, Ranking, candidates, dialogue_of, ranking
from readiness.core.patterns import Votes, classify, is_competent, votes_on
from readiness.core.scoring import Scores, open_activities

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.parts import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One activity looked at: votes and patterns observed and drawn again, candidates, ranking."""

    activity: Activity
    votes: Votes
    pattern: str
    pattern_share: float
    alternative: str | None
    drawn: Names
    observed: list[Candidate]
    repeated: list[Candidate]
    ranking: Ranking

    def candidate(self, key: str) -> Candidate:
        """The candidate with department ``key``."""
        return next(c for c in self.observed if c.department.key == key)


class Given(TypedDict):
    """What every step of an activity's study is about."""

    activity: Activity
    released: ReleasedTally
    model: ActivityModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The observed answers, or those drawn again. ``dialogue``: each group's, by its key."""

    draws: Draws
    scores: Scores
    dialogue: Mapping[str | None, Array | None]


@dataclass(frozen=True, kw_only=True)
class StudyDesk:
    """Studies every open activity."""

    model: ActivityModel
    released: ReleasedTally
    observed: Side
    repeated: Side

    def studies(self) -> dict[str, Study]:
        """Every open activity by code."""
        activities = open_activities(model=self.model, scope=self.released.scope)
        return {activity.code: self._study(activity) for activity in activities}

    def _study(self, activity: Activity) -> Study:
        votes, now, observed = self._side(activity, self.observed)
        _votes, drawn, repeated = self._side(activity, self.repeated)
        pattern = str(now[0])
        return Study(
            activity=activity,
            votes=votes,
            pattern=pattern,
            pattern_share=float(np.mean(drawn == pattern)),
            alternative=_most_common_other(drawn, pattern),
            drawn=drawn,
            observed=observed,
            repeated=repeated,
            ranking=ranking(
                observed=observed, repeated=repeated, weights=self.model.rules.owner_score.weights
            ),
        )

    def _side(self, activity: Activity, side: Side) -> tuple[Votes, Names, list[Candidate]]:
        """Votes on the activity, its pattern in each draw, and its candidates."""
        given: Given = {"activity": activity, "released": self.released, "model": self.model}
        votes = votes_on(draws=side.draws, observed=self.observed.draws, **given)
        patterns = classify(
            votes=votes,
            activity=activity,
            model=self.model,
            competent=partial(is_competent, draws=side.draws, **given),
        )
        found = candidates(
            votes=votes,
            patterns=patterns,
            scores=side.scores,
            draws=side.draws,
            dialogue=side.dialogue,
            **given,
        )
        return votes, patterns, found


def side_of(*, draws: Draws, scores: Scores, released: ReleasedTally, model: ActivityModel) -> Side:
    """What the candidates of every activity are made from."""
    dialogue = dialogue_of(scores=scores, released=released, model=model)
    return Side(draws=draws, scores=scores, dialogue=dialogue)


def _most_common_other(drawn: Names, pattern: str) -> str | None:
    names, numbers = np.unique(drawn[drawn != pattern], return_counts=True)
    return str(names[int(numbers.argmax())]) if len(names) else None
