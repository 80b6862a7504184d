"""Validation of meaning: bands of a score and stages of the whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from readiness.core.checking import Checking, Steps

if TYPE_CHECKING:
    from readiness.core.scoring_rules import Band
    from readiness.core.tree import Branch, Tree

Refuse = Callable[[Steps, str, str], None]


def check_bands(checking: Checking, place: Steps, branch: Branch, refuse: Refuse) -> None:
    """Bands rise within the span of the score and name every answer of their scale once."""
    rule = branch.level
    if rule is None or rule.scale is None:
        refuse(place, "bands need the scale that they name", "Add scale: here")
        return
    if branch.span is None:
        refuse(place, f"{branch.code} has no score to put into bands", "Give it a score_rule")
        return
    values = checking.model.scales[rule.scale].values
    named = [band.value for band in rule.bands]
    for i, value in enumerate(named):
        checking.known((*place, "bands", i, "value"), value, values, f"{rule.scale} answer")
    if set(named) <= set(values) and named != [*values]:
        what = f"the bands are {', '.join(named) or 'none'}"
        mend = f"Give one for each answer, lowest first: {', '.join(values)}"
        refuse((*place, "bands"), what, mend)
    _check_edges(place, rule.bands, branch.span, refuse)


def _check_edges(
    place: Steps, bands: tuple[Band, ...], span: tuple[float, float], refuse: Refuse
) -> None:
    low, high = span
    before = None
    for i, band in enumerate(bands):
        steps = (*place, "bands", i)
        if band.at_least is not None and band.above is not None:
            refuse(steps, "from stands beside above", "Keep from (closed) or above (open)")
            continue
        edge = band.at_least if band.at_least is not None else band.above
        key = "from" if band.at_least is not None else "above"
        if edge is None and i:
            refuse(steps, f"{band.value} does not say where it starts", "Add from: or above: here")
        elif edge is not None and i == 0 and (edge > low or (key == "above" and edge >= low)):
            what = f"a score below {edge:g} would be in no band"
            refuse((*steps, key), what, f"Leave {key} out, or write from: {low:g}")
        elif edge is not None and i and not low <= edge <= high:
            what = f"{edge:g} is not a score from {low:g} to {high:g}"
            refuse((*steps, key), what, f"Give a number from {low:g} to {high:g}")
        elif edge is not None and before is not None and edge <= before:
            what = f"{edge:g} does not rise above {before:g}"
            refuse((*steps, key), what, "Let the bands rise")
        before = edge if edge is not None else before


def check_stages(
    checking: Checking, place: Steps, tree: Tree, branch: Branch, refuse: Refuse
) -> None:
    """Stages rise one by one and need levels that the areas below can have."""
    rule = branch.level
    if rule is None:
        return
    if not rule.stages:
        refuse(place, "staged has no stages", "Add stages: with a level and its needs")
    below = _below(tree, branch)
    before = rule.start
    for i, stage in enumerate(rule.stages):
        steps = (*place, "stages", i)
        if stage.level != before + 1:
            what = f"stage {stage.level} stands after {before}"
            refuse((*steps, "level"), what, f"Number the stages upwards from {rule.start + 1}")
        before = stage.level
        if not stage.needs:
            what = f"stage {stage.level} needs nothing, so that everybody reaches it"
            refuse((*steps, "needs"), what, "Name the areas it needs")
        for j, need in enumerate(stage.needs):
            checking.all_known((*steps, "needs", j, "areas"), need.areas, below, "area below")
            _check_need((*steps, "needs", j), tree, need.areas, need.at_least, refuse)
    _check_stage_scale(checking, place, branch, refuse)


def _check_need(
    steps: Steps, tree: Tree, areas: tuple[str, ...], at_least: int, refuse: Refuse
) -> None:
    if not areas:
        refuse((*steps, "areas"), "no area is named", "Name at least one")
    for i, area in enumerate(areas):
        if area not in tree.branches:
            continue
        levels = tree.level_span(area)
        if levels is None:
            refuse((*steps, "areas", i), f"{area} has no level", f"Give {area} a level_rule")
        elif not levels[0] <= at_least <= levels[1]:
            what = f"{at_least} is not a level of {area}"
            refuse((*steps, "at_least"), what, f"Give {levels[0]:g} to {levels[1]:g}")


def _check_stage_scale(checking: Checking, place: Steps, branch: Branch, refuse: Refuse) -> None:
    rule = branch.level
    if rule is None or rule.scale is None:
        return
    numbers = checking.model.scales[rule.scale].numbers
    given = [float(rule.start), *(float(stage.level) for stage in rule.stages)]
    missing = [number for number in given if number not in numbers]
    unreached = [number for number in numbers if number not in given]
    if missing:
        what = f"level {missing[0]:g} is not on the scale {rule.scale}"
        refuse((*place, "scale"), what, "Name a scale with the level at the start and every stage")
    elif unreached:
        what = f"level {unreached[0]:g} of the scale {rule.scale} can never be reached"
        refuse((*place, "stages"), what, "Add a stage for it, or take it off the scale")


def _below(tree: Tree, branch: Branch) -> list[str]:
    found: list[str] = []
    for part in branch.parts:
        inner = tree.branches.get(part)
        if inner is not None:
            found += [part, *_below(tree, inner)]
    return found
