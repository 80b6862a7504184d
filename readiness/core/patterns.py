"""Ownership patterns: what staff's answers to "who makes sure of it today?" look like.

Exactly one pattern matches: the first of the list, tried in order. All shares are means over
departments of the share among those with a view, so that each department counts equally
(docs/scoring.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.draws import (
    Array,
    Draws,
    Mask,
    Names,
    Places,
    at_least,
    below,
    mean_of,
)
from readiness.core.scoring import counts_in_means, mean_shares, view_shares

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.parts import Activity

SCATTERED, COMPETENT, WEAK = "scattered_", "scattered_competent", "scattered_weak"
UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What an activity's pattern is read from, each array with a row a draw.

    ``today`` and ``should`` map an option (department key or special code) to its mean share; empty
    when nothing is released. ``defaults`` are the departments tasks fall to. ``claims`` is a
    department's share among its own staff, ``others`` among other groups. ``dont_know`` is the mean
    over involved groups, ``everywhere`` over all.
    """

    rows: int
    groups: tuple[str, ...]
    departments: tuple[str, ...]
    defaults: tuple[str, ...]
    today: Mapping[str, Array]
    should: Mapping[str, Array]
    claims: Mapping[str, Array]
    others: Mapping[str, Array]
    involved: tuple[str, ...]
    all_involved: bool
    answered_involved: int
    dont_know: Array
    everywhere: Array

    def share(self, option: str) -> Array:
        """The share of ``option`` today, 0 where nothing is released."""
        return self.today.get(option, np.zeros(self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """The two departments most named today: share, and place in ``Votes.departments``."""

    first: Array
    second: Array
    top: Places
    runner_up: Places


def votes_on(
    *,
    activity: Activity,
    draws: Draws,
    observed: Draws,
    released: ReleasedTally,
    model: ActivityModel,
) -> Votes:
    """Gather an activity's votes from ``draws``; ``observed`` says who is involved."""
    keys = tuple(department.key for department in released.scope.departments)
    default = model.rules.ownership.default
    by_group = view_shares(draws=draws, question=activity.today)
    involved, every = involved_groups(
        activity=activity, observed=observed, released=released, model=model
    )
    dont_know = _dont_know(released, draws, activity.today)
    answered = [group for group in involved if group in dont_know]
    return Votes(
        rows=draws.rows,
        groups=tuple(by_group),
        departments=keys,
        defaults=tuple(
            d.key for d in released.scope.departments if default and d.type == default.type
        ),
        today=_mean_by_option(draws, released, activity.today),
        should=_mean_by_option(draws, released, model.domain_of[activity.code].should),
        claims=_claims(draws, released, by_group, keys),
        others=_others(draws, released, activity.today, keys),
        involved=involved,
        all_involved=every,
        answered_involved=len(answered),
        dont_know=_mean_or_zero(draws.rows, [dont_know[group] for group in answered]),
        everywhere=_mean_or_zero(draws.rows, [*dont_know.values()]),
    )


def involved_groups(
    *, activity: Activity, observed: Draws, released: ReleasedTally, model: ActivityModel
) -> tuple[tuple[str, ...], bool]:
    """Groups whose work touches the activity, and whether all are used for want of two."""
    rule, default = model.rules.ownership.involved, model.rules.owner_score.mandate_fit_default
    by_group = view_shares(draws=observed, question=activity.today)
    found = []
    for released_group in released.groups:
        group = released_group.group
        fits = any(activity.fit(d.type, default) >= rule.mandate_fit for d in group.departments)
        own = by_group.get(group.key)
        claims = own is not None and any(
            bool(at_least(own[0, observed.options.index(key)], rule.own_claim))
            for key in group.keys
        )
        if fits or claims:
            found.append(group.key)
    if len(found) < rule.departments:
        return tuple(released_group.group.key for released_group in released.groups), True
    return tuple(found), False


def classify(
    *, votes: Votes, activity: Activity, model: ActivityModel, competent: Callable[[], Mask]
) -> Names:
    """The pattern of each draw.

    ``competent`` says whether able people sit in several departments; it is asked where work is
    scattered.
    """
    tests = pattern_tests(votes=votes, activity=activity, model=model)
    names = np.array([*(name for name, _test in tests), UNSETTLED, COMPETENT, WEAK])
    places = np.select([test for _name, test in tests], range(len(tests)), len(tests))
    scattered = np.char.startswith(names, SCATTERED)[places]
    if scattered.any():
        able = np.where(competent(), len(names) - 2, len(names) - 1)
        places = np.where(scattered, able, places)
    return np.asarray(names[places])


def pattern_tests(
    *, votes: Votes, activity: Activity, model: ActivityModel
) -> list[tuple[str, Mask]]:
    """Every pattern's own test in the order in which they are tried."""
    rules, rank = model.rules.patterns, ranked(votes)
    few = np.full(votes.rows, len(votes.groups) < rules.insufficient.departments)
    enough = votes.answered_involved >= rules.invisible.departments
    return [
        ("invisible", at_least(votes.dont_know, rules.invisible.dont_know) & enough),
        ("insufficient", few),
        ("orphaned", at_least(votes.share("nobody"), rules.orphaned.nobody)),
        ("outsourced", at_least(votes.share("agency"), rules.outsourced.agency)),
        ("defaulted_to_it", _defaulted(votes, activity, model)),
        ("disowned", _disowned(votes, rank, model)),
        ("federated", at_least(votes.share("each"), rules.federated.each)),
        ("scattered_several", _several(votes, rank, model)),
        ("contested", _contested(votes, rank, model)),
        ("scattered_spread", _spread(votes, rank, model)),
        (
            "clear",
            at_least(rank.first, rules.clear.top) & at_least(rules.clear.second_max, rank.second),
        ),
        ("leaning", at_least(rank.first, rules.leaning.top)),
    ]


def near_misses(
    *, votes: Votes, activity: Activity, model: ActivityModel
) -> list[tuple[str, float, float]]:
    """Tests before the one that matched which failed by little, by one share alone.

    Each with the observed share and the share it needed; all other parts of the test hold.
    """
    rules, near = model.rules.patterns, model.rules.ownership.near_miss
    rank, several = ranked(votes), rules.scattered_several
    today, _should = default_shares(votes)
    top, weak = rank.first, bool(below(rank.first, several.and_top_below)[0])
    known = np.array([votes.answered_involved >= rules.invisible.departments])
    always = np.array([True])
    shares = {
        "invisible": (votes.dont_know, rules.invisible.dont_know, known),
        "orphaned": (votes.share("nobody"), rules.orphaned.nobody, always),
        "outsourced": (votes.share("agency"), rules.outsourced.agency, always),
        "defaulted_to_it": (today, rules.defaulted_to_it.today, _unwanted(votes, activity, model)),
        "disowned": (top, rules.disowned.top, _not_claimed(votes, rank, model)),
        "federated": (votes.share("each"), rules.federated.each, always),
        "scattered_several": (
            votes.share("several"),
            several.or_several if weak else several.several,
            always,
        ),
        "clear": (top, rules.clear.top, at_least(rules.clear.second_max, rank.second)),
        "leaning": (top, rules.leaning.top, always),
    }
    found = []
    for name, test in pattern_tests(votes=votes, activity=activity, model=model):
        if test[0]:
            break
        if name in shares:
            share, needed, rest = shares[name]
            if rest[0] and at_least(share, needed - near)[0]:
                found.append((name, float(share[0]), needed))
    return found


def ranked(votes: Votes) -> Ranked:
    """The two departments most named today; a tie goes to the first key."""
    table = np.stack([votes.share(key) for key in votes.departments]).round(9)
    order = np.argsort(-table, axis=0, kind="stable")
    runner_up = order[1] if len(order) > 1 else order[0]
    first = np.take_along_axis(table, order[:1], axis=0)[0]
    second = (
        np.take_along_axis(table, order[1:2], axis=0)[0] if len(order) > 1 else np.zeros(votes.rows)
    )
    return Ranked(first=first, second=second, top=order[0], runner_up=runner_up)


def claimants(*, votes: Votes, model: ActivityModel) -> Mask:
    """Departments that claim the activity and are named elsewhere too: (departments, draws)."""
    rule = model.rules.patterns.contested.claim
    others = model.rules.ownership.claim_counts_from_others
    return np.stack(
        [
            at_least(votes.claims[key], rule) & at_least(votes.others[key], others)
            for key in votes.departments
        ]
    )


def is_competent(
    *, activity: Activity, draws: Draws, released: ReleasedTally, model: ActivityModel
) -> Mask:
    """Whether enough departments reach the capability level that makes scattered work able.

    A department's capability level is the level reached on all of its valid answers to the
    ``capability_from`` items taken together.
    """
    able = able_groups(activity=activity, draws=draws, released=released, model=model)
    number = np.sum([*able.values()], axis=0) if able else np.zeros(draws.rows)
    return np.asarray(number >= model.rules.patterns.competent.departments)


def able_groups(
    *, activity: Activity, draws: Draws, released: ReleasedTally, model: ActivityModel
) -> dict[str, Mask]:
    """By group whether it reaches the level, where its capability is known."""
    rule, found = model.rules.patterns.competent, {}
    numbers = model.scales[model.items[activity.capability_from[0]].scale].numbers
    first = sum(number < rule.level for number in numbers)
    for released_group in released.groups:
        counts = _capability_counts(released_group.group.key, activity, draws, released, model)
        if counts is not None:
            total = counts.sum(axis=1)
            high = counts[:, first:].sum(axis=1)
            with np.errstate(invalid="ignore", divide="ignore"):
                share = np.where(total > 0, high / total, 0.0)
            found[released_group.group.key] = at_least(share, model.rules.level.share)
    return found


def _capability_counts(
    group: str, activity: Activity, draws: Draws, released: ReleasedTally, model: ActivityModel
) -> Array | None:
    found = [
        draws.items[group, code]
        for code in activity.capability_from
        if (group, code) in draws.items
        and counts_in_means(
            cell=released.items[group, code], not_part_share=model.rules.not_part_share
        )
    ]
    return sum(found[1:], start=found[0]) if found else None


def _mean_by_option(draws: Draws, released: ReleasedTally, question: str) -> dict[str, Array]:
    mean = mean_shares(draws=draws, released=released, question=question)
    return {} if mean is None else {option: mean[:, i] for i, option in enumerate(draws.options)}


def _mean_or_zero(rows: int, arrays: list[Array]) -> Array:
    mean = mean_of(arrays)
    return np.zeros(rows) if mean is None else np.nan_to_num(mean)


def _dont_know(released: ReleasedTally, draws: Draws, question: str) -> dict[str, Array]:
    """By group the share of don't know among all who answered, also where views are too few."""
    found: dict[str, Array] = {}
    for group, cell in released.vote_cells(question).items():
        counts = draws.votes.get((group, question))
        if counts is None:
            found[group] = np.full(draws.rows, cell.dk / (cell.dk + cell.views))
        else:
            found[group] = counts[:, -1] / counts.sum(axis=1)
    return found


def _claims(
    draws: Draws, released: ReleasedTally, by_group: Mapping[str, Array], keys: tuple[str, ...]
) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for key in keys:
        group = released.group_of(key)
        shares = by_group.get(group.group.key) if group else None
        column = draws.options.index(key)
        found[key] = np.full(draws.rows, np.nan) if shares is None else shares[:, column].copy()
    return found


def _others(
    draws: Draws, released: ReleasedTally, question: str, keys: tuple[str, ...]
) -> dict[str, Array]:
    """By department key, the mean share that groups other than its own give it; 0 without any."""
    by_group = view_shares(draws=draws, question=question)
    if not by_group:
        return {key: np.zeros(draws.rows) for key in keys}
    totals, numbers = draws.totals(question)
    found: dict[str, Array] = {}
    for key in keys:
        own, column = released.group_of(key), draws.options.index(key)
        number, total = numbers[:, 0], totals[:, column]
        shares = by_group.get(own.group.key) if own is not None else None
        if shares is not None:
            missing = np.isnan(shares[:, column])
            number = number - ~missing
            total = total - np.where(missing, 0.0, shares[:, column])
        found[key] = np.divide(total, number, out=np.zeros(draws.rows), where=number > 0)
    return found


def _defaulted(votes: Votes, activity: Activity, model: ActivityModel) -> Mask:
    """Landed in the default department, and few want it there."""
    today, _should = default_shares(votes)
    landed = at_least(today, model.rules.patterns.defaulted_to_it.today)
    return landed & _unwanted(votes, activity, model)


def _unwanted(votes: Votes, activity: Activity, model: ActivityModel) -> Mask:
    """A task that can fall to the default department, wanted there by few; False if not known."""
    default = model.rules.ownership.default
    if default is None or not activity.default_risk or not votes.should:
        return np.zeros(votes.rows, dtype=bool)
    _today, should = default_shares(votes)
    return below(should, default.should_below)


def default_shares(votes: Votes) -> tuple[Array, Array]:
    """Today's and the wanted share of the departments that tasks fall to by default."""
    zero = np.zeros(votes.rows)
    today = np.sum([zero, *(votes.share(key) for key in votes.defaults)], axis=0)
    should = np.sum([zero, *(votes.should.get(key, zero) for key in votes.defaults)], axis=0)
    return today, should


def _disowned(votes: Votes, rank: Ranked, model: ActivityModel) -> Mask:
    return at_least(rank.first, model.rules.patterns.disowned.top) & _not_claimed(
        votes, rank, model
    )


def _not_claimed(votes: Votes, rank: Ranked, model: ActivityModel) -> Mask:
    """Whether few of its own staff name the department that most name."""
    claims = np.stack([votes.claims[key] for key in votes.departments])
    own = np.take_along_axis(claims, rank.top[None, :], axis=0)[0]
    return below(own, model.rules.patterns.disowned.own_claim_below)


def _several(votes: Votes, rank: Ranked, model: ActivityModel) -> Mask:
    rule, several = model.rules.patterns.scattered_several, votes.share("several")
    weaker = at_least(several, rule.or_several) & below(rank.first, rule.and_top_below)
    return at_least(several, rule.several) | weaker


def _contested(votes: Votes, rank: Ranked, model: ActivityModel) -> Mask:
    rule = model.rules.patterns.contested
    close = (
        below(rank.first, rule.top_below)
        & at_least(rank.second, rule.second)
        & below(rank.first - rank.second, rule.margin_below)
    )
    claimed = claimants(votes=votes, model=model).sum(axis=0) >= rule.claimants
    return np.asarray(claimed | close)


def _spread(votes: Votes, rank: Ranked, model: ActivityModel) -> Mask:
    rule = model.rules.patterns.scattered_spread
    shares = np.stack([votes.share(key) for key in votes.departments])
    squares, named = (shares**2).sum(axis=0), shares.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        owners = np.where(squares > 0, named**2 / squares, 0.0)
    return (
        at_least(owners, rule.effective_owners)
        & below(rank.first, rule.top_below)
        & at_least(named, rule.named)
    )
