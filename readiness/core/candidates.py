"""The candidates of an activity as they are printed, and what would put another first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.criteria import CriteriaDesk
from readiness.core.disclosure import is_small
from readiness.core.draws import SLACK, Array
from readiness.core.release import CandidateResult
from readiness.core.scoring import Scores, tells_of_few
from readiness.core.what_would_change import Contest, effective_weights

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.grounds import Change
    from readiness.core.ownership import Candidate
    from readiness.core.rounding import Rounder
    from readiness.core.studies import Study


@dataclass(frozen=True, kw_only=True)
class CandidateDesk:
    """Prints candidates, those of each activity once."""

    model: ActivityModel
    released: ReleasedTally
    scores: Scores
    rounder: Rounder
    _printed: dict[str, tuple[CandidateResult, ...]] = field(default_factory=dict)

    def printed(self, study: Study) -> tuple[CandidateResult, ...]:
        """Scored candidates best first, then the others by key."""
        code = study.activity.code
        if code not in self._printed:
            found = self._listed(study)
            self._printed[code] = tuple(self._candidate(study, each) for each in found)
        return self._printed[code]

    def changes(
        self, studies: Sequence[Study], scores: Mapping[str, float], margin: float | None
    ) -> tuple[Change, ...]:
        """What would put another first over the activities of ``studies``; scores best first."""
        if margin is None:
            return ()
        contests = [self._contest(study) for study in studies]
        return self._criteria.changes(contests, scores, margin)

    @cached_property
    def _criteria(self) -> CriteriaDesk:
        return CriteriaDesk(
            model=self.model, released=self.released, scores=self.scores, rounder=self.rounder
        )

    def _contest(self, study: Study) -> Contest:
        fell = study.activity.default_risk and study.pattern == "defaulted_to_it"
        return self._criteria.contest(
            study.activity, self.printed(study), defaults=study.votes.defaults if fell else ()
        )

    def _listed(self, study: Study) -> list[Candidate]:
        rest = [c for c in study.observed if c.department.key not in study.ranking.order]
        return [study.candidate(key) for key in study.ranking.order] + rest

    def _candidate(self, study: Study, candidate: Candidate) -> CandidateResult:
        key, round_ = candidate.department.key, self.rounder
        scored = candidate.why_not_scored is None
        weights = self.model.rules.owner_score.weights.by_name
        terms = {
            name: None if term is None or np.isnan(term[0]) else float(term[0])
            for name, term in candidate.terms.items()
        }
        points = candidate.contributions(weights) if scored else dict.fromkeys(terms)
        claim, claim_share = self._claim(study, candidate)
        today, should = self._share(study.votes.today, key), self._share(study.votes.should, key)
        shares = effective_weights(candidate.missing, self.model) if scored else {}
        return CandidateResult(
            department=key,
            score=round_.score(study.ranking.scores.get(key)),
            why_not_scored=candidate.why_not_scored,
            criteria={name: round_.figure(value) for name, value in terms.items()},
            points={name: round_.score(value) for name, value in points.items()},
            penalty=round_.score(float(candidate.penalty[0])) if scored else None,
            today=today,
            should=should,
            claim=claim,
            claim_share=claim_share,
            conditions=candidate.conditions,
            missing=candidate.missing if scored else (),
            weights={name: round_.figure(share) for name, share in shares.items()},
            inputs=self._criteria.inputs(
                study.activity, candidate.department, {"today": today, "should": should}
            ),
        )

    def _claim(self, study: Study, candidate: Candidate) -> tuple[str | None, float | int | None]:
        """Whether at least half of its own staff name it.

        The share only from enough views, and not where it would tell of a single other group.
        """
        share = float(study.votes.claims[candidate.department.key][0])
        group = self.released.group_of(candidate.department.key)
        if np.isnan(share) or group is None:
            return None, None
        cells = self.released.vote_cells(study.activity.today)
        sizes = [cell.views for cell in cells.values() if cell.votes is not None]
        few = tells_of_few(sizes=sizes, released=self.released, model=self.model)
        views = cells[group.group.key].views
        enough = not few and not is_small(views, scope=self.released.scope, model=self.model)
        rule = self.model.rules.patterns.contested.claim
        return "yes" if share >= rule - SLACK else "no", self.rounder.percent(
            share
        ) if enough else None

    def _share(self, shares: Mapping[str, Array], key: str) -> float | int | None:
        return self.rounder.percent(float(shares[key][0])) if key in shares else None
