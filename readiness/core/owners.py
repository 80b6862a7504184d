"""Ownership as it is printed: pattern, verdict, candidates and leads, from votes and rankings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.candidates import CandidateDesk
from readiness.core.draws import SLACK, Array
from readiness.core.firmness import Nudge, confidence, is_firm, together
from readiness.core.ownership import (
    Ranking,
    question_ranking,
)
from readiness.core.patterns import (
    Votes,
    able_groups,
    claimants,
    near_misses,
    ranked,
)
from readiness.core.release import (
    LeadException,
    LeadScore,
    NearMiss,
    Ownership,
    QuestionResult,
    Stability,
)

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.parts import ExecutiveQuestion
    from readiness.core.rounding import Rounder
    from readiness.core.studies import Side, Study

PROPOSED = "proposed"
MUCH = 0.05
"""Views kept back that could raise a share by so much are said beside it."""
NO_RANKING = Ranking(order=(), scores={}, margin=None, stability=0.0, winners={})


@dataclass(frozen=True, kw_only=True)
class OwnerDesk:
    """Says of studied activities who should own them."""

    model: ActivityModel
    released: ReleasedTally
    observed: Side
    repeated: Side
    rounder: Rounder

    # One activity

    def ownership(self, study: Study) -> Ownership:
        """What is printed of an activity's ownership."""
        votes, strength = study.votes, self.strength(study)
        verdict, first, second = self.verdict(study)
        # The margin and what would change it are those of the first by score.
        ranking = study.ranking if verdict not in {"by_role", "not_scored"} else NO_RANKING
        return Ownership(
            pattern=study.pattern,
            strength=strength,
            alternative=study.alternative if strength == "not_settled" else None,
            finding=study.pattern in self.model.rules.ownership.findings
            and strength != "not_settled",
            near_miss=self._near_miss(study),
            views=self._views(study.activity.today),
            groups=len(votes.groups),
            dk=self.rounder.percent(float(votes.everywhere[0]))
            if self._answered(study.activity.today)
            else None,
            dk_involved=self.rounder.percent(float(votes.dont_know[0]))
            if votes.answered_involved
            else None,
            shares=self._shares(votes.today),
            should=self._shares(votes.should),
            shares_bound=self._bound(study.activity.today),
            should_bound=self._bound(self.model.domain_of[study.activity.code].should),
            top=self._top(votes, 0),
            second=self._top(votes, 1),
            claimants=self.claimants(votes),
            involved=votes.involved,
            all_involved=votes.all_involved,
            refused=self._refused(study),
            verdict=verdict,
            recommended=first,
            runner_up=second,
            margin=self.rounder.score(ranking.margin),
            criteria=self._candidates.printed(study),
            stability=Stability(
                pattern=self.rounder.percent(study.pattern_share),
                owner=self.rounder.percent(ranking.stability) if ranking.order else None,
            ),
            winners=dict(ranking.winners),
            depends_on_weights=ranking.depends_on_weights,
            confidence=self._confidence(study, verdict, first),
            conditions=study.candidate(first).conditions if first else (),
            status=PROPOSED,
            able=self._able(study),
            changes=self._candidates.changes([study], ranking.scores, ranking.margin),
        )

    @cached_property
    def _candidates(self) -> CandidateDesk:
        return CandidateDesk(
            model=self.model,
            released=self.released,
            scores=self.observed.scores,
            rounder=self.rounder,
        )

    def _able(self, study: Study) -> tuple[str, ...]:
        """The groups that are able, where work is scattered; that is what competent rests on."""
        if not study.pattern.startswith("scattered"):
            return ()
        able = able_groups(
            activity=study.activity,
            draws=self.observed.draws,
            released=self.released,
            model=self.model,
        )
        return tuple(group for group, reached in able.items() if reached[0])

    def strength(self, study: Study) -> str:
        """Whether the pattern is printed plainly, as probable, or as not settled."""
        rule = self.model.rules.ownership.stability
        if study.pattern_share >= rule.plain - SLACK:
            return "plain"
        return "probably" if study.pattern_share >= rule.probably - SLACK else "not_settled"

    def verdict(self, study: Study) -> tuple[str, str | None, str | None]:
        """The verdict with the recommended department and the runner-up."""
        if study.activity.owner_by_role is not None:
            by_role = [
                d.key
                for d in self.released.scope.departments
                if d.type == study.activity.owner_by_role
            ]
            if by_role:
                return "by_role", by_role[0], None
        outsider = self._unscored_winner(study)
        if outsider is not None:
            return "not_scored", outsider, study.ranking.first
        return self.margin_word(study.ranking), study.ranking.first, study.ranking.second

    def margin_word(self, ranking: Ranking) -> str:
        """Recommended, likely or two candidates, by the margin; none without a candidate."""
        rule = self.model.rules.owner_score.margin
        if ranking.first is None:
            return "none"
        if ranking.margin is None or ranking.margin >= rule.recommended - SLACK:
            return "recommended"
        return "likely" if ranking.margin >= rule.likely - SLACK else "two_candidates"

    def claimants(self, votes: Votes) -> tuple[str, ...]:
        """Departments that claim the activity and are named elsewhere."""
        claiming = claimants(votes=votes, model=self.model)
        return tuple(key for key, row in zip(votes.departments, claiming, strict=True) if row[0])

    def _unscored_winner(self, study: Study) -> str | None:
        """A department that could not be scored, yet others name it often enough."""
        least = self.model.rules.owner_score.not_scored_wins_from
        named = [
            (float(study.votes.others[c.department.key][0]), c.department.key)
            for c in study.observed
            if c.why_not_scored is not None
            and study.votes.others[c.department.key][0] >= least - SLACK
        ]
        return min(named, key=lambda entry: (-entry[0], entry[1]))[1] if named else None

    def _confidence(self, study: Study, verdict: str, first: str | None) -> str | None:
        if first is None or verdict in {"none", "by_role"}:
            return None
        if verdict == "not_scored":
            return "low"
        winner = study.candidate(first)
        return confidence(
            ranking=study.ranking,
            n=winner.n,
            missing=bool(winner.missing),
            joined=self._joined(first),
            firm=lambda: self._is_firm(first, [study]),
            model=self.model,
        )

    def _is_firm(self, first: str, studies: Iterable[Study]) -> bool:
        """Whether no one answer can put another department before ``first``."""
        parts, let_in = [], False
        for study in studies:
            nudge = Nudge(
                model=self.model,
                released=self.released,
                draws=self.observed.draws,
                activity=study.activity,
                votes=study.votes,
            )
            parts.append((float(study.activity.weight), nudge.ranges(study.observed)))
            let_in = let_in or nudge.lets_in(study.observed)
        return not let_in and is_firm(first=first, ranges=together(parts))

    def _joined(self, key: str) -> bool:
        group = self.released.group_of(key)
        return group is not None and len(group.group.departments) > 1

    def _near_miss(self, study: Study) -> NearMiss | None:
        """The first earlier pattern that was missed by little."""
        found = near_misses(votes=study.votes, activity=study.activity, model=self.model)
        if not found:
            return None
        name, share, needed = found[0]
        return NearMiss(
            name=name, share=self.rounder.percent(share), needed=self.rounder.percent(needed)
        )

    def _refused(self, study: Study) -> float | int | None:
        """Share of the answer that requests are refused, where it is high enough to report."""
        rule = self.model.rules.patterns.defaulted_to_it.refused
        if rule is None or study.pattern != "defaulted_to_it" or rule.item not in self.model.items:
            return None
        place = self.model.scales[self.model.items[rule.item].scale].numbers.index(rule.level)
        cells = [*self.released.item_cells(rule.item).values()]
        shares = [cell.levels[place] / cell.valid for cell in cells if cell.levels is not None]
        alone = len(shares) == 1 and self.released.scope.confidential
        if not shares or alone or np.mean(shares) < rule.share - SLACK:
            return None
        return self.rounder.percent(float(np.mean(shares)))

    def _views(self, question: str) -> int:
        return sum(
            cell.views
            for cell in self.released.vote_cells(question).values()
            if cell.votes is not None
        )

    def _bound(self, question: str) -> str | None:
        """Whether shares are the least that hold: views kept back could raise one by much."""
        cells = [c for c in self.released.vote_cells(question).values() if c.votes is not None]
        kept_back = sum(cell.kept_back / cell.views for cell in cells) / max(len(cells), 1)
        return "or_above" if kept_back >= MUCH - SLACK else None

    def _answered(self, question: str) -> bool:
        return bool(self.released.vote_cells(question))

    def _shares(self, shares: Mapping[str, Array]) -> dict[str, float | int | None]:
        return {option: self.rounder.percent(float(share[0])) for option, share in shares.items()}

    def _top(self, votes: Votes, place: int) -> str | None:
        """The department most named, or the second; None when nobody names it."""
        rank = ranked(votes)
        index, share = ((rank.top, rank.first), (rank.runner_up, rank.second))[place]
        return votes.departments[int(index[0])] if share[0] > 0 else None

    # One executive question

    def question(self, question: ExecutiveQuestion, studies: Mapping[str, Study]) -> QuestionResult:
        """One answer to an executive question, over its domain's activities."""
        domain = next(domain for domain in self.model.domains if domain.code == question.domain)
        found = {
            a.code: studies[a.code]
            for a in domain.activities
            if a.code in studies and a.owner_by_role is None
        }
        result = question_ranking(
            activities=[study.activity for study in found.values()],
            observed={code: study.observed for code, study in found.items()},
            repeated={code: study.repeated for code, study in found.items()},
            weights=self.model.rules.owner_score.weights,
        )
        lead = result.first
        leading = [study.candidate(lead) for study in found.values()] if lead else []
        sizes = [c.n for c in leading if c.n is not None]
        return QuestionResult(
            code=question.code,
            domain=question.domain,
            verdict=self.margin_word(result),
            lead=lead,
            runner_up=result.second,
            margin=self.rounder.score(result.margin),
            scores=tuple(
                LeadScore(department=k, score=self.rounder.score(result.scores[k]))
                for k in result.order
            ),
            not_scored=tuple(
                d.key for d in self.released.scope.departments if d.key not in result.order
            ),
            exceptions=self._exceptions(lead, found),
            stability=self.rounder.percent(result.stability) if result.order else None,
            winners=dict(result.winners),
            depends_on_weights=result.depends_on_weights,
            confidence=confidence(
                ranking=result,
                n=min(sizes, default=None),
                missing=any(c.missing for c in leading),
                joined=self._joined(lead),
                firm=lambda: self._is_firm(lead, found.values()),
                model=self.model,
            )
            if lead
            else None,
            conditions=leading[0].conditions if leading else (),
            changes=self._candidates.changes([*found.values()], result.scores, result.margin),
        )

    def _exceptions(
        self, lead: str | None, studies: Mapping[str, Study]
    ) -> tuple[LeadException, ...]:
        """Activities in which another department is ahead of the lead by a clear margin."""
        least, found = self.model.rules.owner_score.margin.recommended, []
        for code, study in studies.items():
            best = study.ranking.first
            if lead is None or best is None or best == lead or lead not in study.ranking.scores:
                continue
            ahead = study.ranking.scores[best] - study.ranking.scores[lead]
            if ahead >= least - SLACK:
                found.append(
                    LeadException(activity=code, department=best, margin=self.rounder.score(ahead))
                )
        return tuple(found)
