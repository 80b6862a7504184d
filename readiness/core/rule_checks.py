"""Validation of meaning: the parameters under ``rules``."""

from __future__ import annotations

from itertools import pairwise

from readiness.core.activity_checks import check_department_item
from readiness.core.checking import Checking, Steps
from readiness.core.form_checks import check_forms, check_indices
from readiness.core.ownership_rules import PATTERN_CODES

# The promise to respondents (docs/scoring.md): a model may protect more, never less.
FLOOR = (5, 10)
BANDS_FROM = 10
END_MARGIN = (0.05, 0.25)

SHARES = """
    release.few_answers_below level.near_miss visibility.caution visibility.not_visible
    agreement.weak agreement.moderate agreement.strong agreement.very_strong
    agreement.one_view_small agreement.one_view ownership.involved.mandate_fit
    ownership.involved.own_claim ownership.claim_counts_from_others
    ownership.lead_department_share ownership.near_miss ownership.stability.plain
    ownership.stability.probably ownership.default.should_below patterns.disowned.own_claim_below
    patterns.scattered_several.and_top_below patterns.contested.top_below
    patterns.contested.margin_below patterns.scattered_spread.top_below
    patterns.scattered_spread.named patterns.clear.second_max owner_score.mandate_fit_default
    owner_score.penalty_waived.should owner_score.not_scored_wins_from
    owner_score.confidence.stability owner_score.confidence.low_stability
    raci.max_share_accountable raci.claim_needs_letter forms.gate.coverage
    forms.gate.patterns_share forms.gate.invisible_below forms.gate.stability forms.near.share
"""
# Tests for "at least": with 0 they would always hold.
TRIGGERS = """
    level.share not_part_share achievement.partly achievement.largely achievement.fully
    patterns.invisible.dont_know patterns.orphaned.nobody patterns.outsourced.agency
    patterns.defaulted_to_it.today patterns.disowned.top patterns.federated.each
    patterns.scattered_several.several patterns.scattered_several.or_several
    patterns.contested.claim patterns.contested.second patterns.clear.top patterns.leaning.top
"""
POINTS = """
    owner_score.default_penalty owner_score.margin.recommended owner_score.margin.likely
    owner_score.confidence.margin owner_score.confidence.low_margin raci.max_consulted
    forms.near.score
"""
SPREADS = "agreement.null_variance agreement.ad_max between_departments.perception_gap"
COUNTS = """
    ownership.involved.departments patterns.invisible.departments patterns.insufficient.departments
    patterns.contested.claimants patterns.scattered_spread.effective_owners
    patterns.competent.departments owner_score.confidence.n owner_score.hours_within_weeks
    forms.gate.departments
"""
# Low end, high end, and the parameters that lie between them.
RANGES: tuple[tuple[float, float, str], ...] = (
    (0, 1, SHARES),
    (0.01, 1, TRIGGERS),
    (0, 100, POINTS),
    (0.01, 100, SPREADS),
    (1, 1000, COUNTS),
    (2, 1000, "between_departments.departments"),
    (1, 10_000, "ownership.stability.repeats"),
    (0, 2**32 - 1, "ownership.stability.seed"),
)

# Within a line, no parameter may be below the one before it.
RISING = (
    "release.floor release.floor_max",
    "visibility.caution visibility.not_visible",
    "agreement.weak agreement.moderate agreement.strong agreement.very_strong",
    "achievement.partly achievement.largely achievement.fully",
    "ownership.stability.probably ownership.stability.plain",
    "owner_score.margin.likely owner_score.margin.recommended",
    "owner_score.confidence.low_margin owner_score.confidence.margin",
    "owner_score.confidence.low_stability owner_score.confidence.stability",
)


def check_rules(checking: Checking) -> None:
    """Check every parameter under ``rules``."""
    _check_release(checking)
    _check_ranges(checking)
    _check_rising(checking)
    _check_pattern_lists(checking)
    _check_priority_factor(checking)
    _check_refused(checking)
    _check_weights(checking)
    _check_types(checking)
    _check_levels(checking)
    _check_raci(checking)
    item = checking.model.rules.owner_score.dialogue_item
    if item is not None:
        check_department_item(checking, ("rules", "owner_score", "dialogue_item"), item)
    check_indices(checking)
    if checking.model.rules.forms is not None:
        check_forms(checking, checking.model.rules.forms)
    checking.within(("rules", "rounding", "decimals"), checking.model.rules.rounding.decimals, 0, 2)


def _check_release(checking: Checking) -> None:
    release, steps = checking.model.rules.release, ("rules", "release")
    low, high = FLOOR
    if release.floor < low:
        what = f"a floor of {release.floor} would show groups smaller than promised"
        checking.refuse((*steps, "floor"), what, f"Give {low} to {high}")
    else:
        checking.within((*steps, "floor"), release.floor, low, high)
    if release.floor_max > high:
        what = f"floor_max {release.floor_max} is above {high}"
        checking.refuse((*steps, "floor_max"), what, f"Give at most {high}")
    if release.bands_from < BANDS_FROM:
        what = f"bands from {release.bands_from} answers could give single answers away"
        checking.refuse((*steps, "bands_from"), what, f"Give {BANDS_FROM} or more")
    checking.within((*steps, "end_margin"), release.end_margin, *END_MARGIN)


def _steps(name: str) -> Steps:
    return ("rules", *name.split("."))


def _value(checking: Checking, name: str) -> float | None:
    """The parameter; None where the model leaves it, or what it belongs to, open."""
    found: object = checking.model.rules
    for part in name.split("."):
        found = getattr(found, part) if found is not None else None
    return None if found is None else float(str(found))


def _check_ranges(checking: Checking) -> None:
    for low, high, names in RANGES:
        for name in names.split():
            value = _value(checking, name)
            if value is not None:
                checking.within(_steps(name), value, low, high)


def _check_rising(checking: Checking) -> None:
    for names in RISING:
        for before, name in pairwise(names.split()):
            low, high = _value(checking, before), _value(checking, name)
            if low is not None and high is not None and high < low:
                what = f"{high:g} is below {before.split('.')[-1]}, which is {low:g}"
                checking.refuse(_steps(name), what, "Let them rise in this order")


def _check_pattern_lists(checking: Checking) -> None:
    ownership, counted = checking.model.rules.ownership, dict[str, str]()
    for key in ("findings", "owned", "unowned", "not_counted"):
        steps, codes = ("rules", "ownership", key), getattr(ownership, key)
        checking.all_known(steps, codes, PATTERN_CODES, "pattern")
        if key == "findings":
            continue
        for i, code in enumerate(codes):
            if counted.setdefault(code, key) != key:
                what = f"{code} stands under {counted[code]} already"
                checking.refuse((*steps, i), what, "A pattern counts in one way: keep one of them")


def _check_priority_factor(checking: Checking) -> None:
    factors, steps = checking.model.rules.priority_factor, ("rules", "priority_factor")
    for code, factor in factors.items():
        if checking.known((*steps, code), code, PATTERN_CODES, "pattern"):
            checking.within((*steps, code), factor, 0.01, 10)
    missing = [code for code in PATTERN_CODES if code not in factors]
    if missing:
        what = f"no factor for {', '.join(missing)}"
        checking.refuse(steps, what, "Give one for every pattern; 1.0 changes nothing")


def _check_refused(checking: Checking) -> None:
    """The item whose low answers say that requests are refused."""
    refused = checking.model.rules.patterns.defaulted_to_it.refused
    steps = ("rules", "patterns", "defaulted_to_it", "refused")
    if refused is None:
        return
    checking.within((*steps, "share"), refused.share, 0.01, 1)
    if checking.known((*steps, "item"), refused.item, checking.items, "item"):
        scale = checking.items[refused.item].scale
        _check_level(checking, (*steps, "level"), refused.level, scale)


def _check_level(checking: Checking, steps: Steps, level: float, name: str) -> None:
    scale = checking.scale(name)
    if scale is None or scale.span[0] <= level <= scale.span[1]:
        return
    low, high = scale.span
    what = f"{level:g} is not on the scale {name}"
    checking.refuse(steps, what, f"Give {low:g} to {high:g}")


def _check_weights(checking: Checking) -> None:
    score = checking.model.rules.owner_score
    for key, group in (("weights", score.weights), ("perceived_mix", score.perceived_mix)):
        steps = ("rules", "owner_score", key)
        weights = {name: getattr(group, name) for name in group.__dataclass_fields__}
        for name, weight in weights.items():
            if weight < 0:
                what = f"the weight {weight:g} is negative"
                checking.refuse((*steps, name), what, "Give 0 or more")
        if not any(weights.values()):
            what = f"all of {', '.join(weights)} are 0"
            checking.refuse(steps, what, "Give at least one of them a weight")


def _check_types(checking: Checking) -> None:
    rules, types, kind = checking.model.rules, checking.model.department_types, "department type"
    default = rules.ownership.default
    if default is not None:
        checking.known(_steps("ownership.default.type"), default.type, types, kind)
    not_scored = rules.owner_score.not_scored_types
    checking.all_known(_steps("owner_score.not_scored_types"), not_scored, types, kind)


def _check_levels(checking: Checking) -> None:
    """Parameters that are levels or scores of some scale."""
    facts = checking.model.department_facts
    if not checking.model.asks_for_owners or facts is None:
        return
    practice = next((item.scale for item in checking.items.values()), "")
    for name, scale in (
        ("owner_score.eligible.room", facts.hours_scale),
        ("owner_score.eligible.authority", facts.authority_scale),
        ("raci.max_share_if_room_below", facts.hours_scale),
        ("owner_score.penalty_waived.capability", practice),
        ("patterns.competent.level", practice),
    ):
        value = _value(checking, name)
        if value is not None:
            _check_level(checking, _steps(name), value, scale)


def _check_raci(checking: Checking) -> None:
    raci, activities = checking.model.rules.raci, checking.activities
    if raci.default_type_at_least is not None:
        steps = ("rules", "raci", "default_type_at_least", "in")
        checking.all_known(steps, raci.default_type_at_least.activities, activities, "activity")
    for i, link in enumerate(raci.links):
        place = ("rules", "raci", "links", i)
        for key, codes in (("accountable_for", link.accountable_for), ("in", link.activities)):
            checking.all_known((*place, key), codes, activities, "activity")
