"""Validation of meaning: domains, activities, their items and their actions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readiness.core.checking import Checking, Steps

if TYPE_CHECKING:
    from readiness.core.activity_model import Activity, Anchor, Domain, Item, Scale, UsualRaci

WEIGHTS = (1, 3)


def check_domains(checking: Checking) -> None:
    """Check every domain and everything in it."""
    if not checking.model.domains:
        checking.refuse(("domains",), "the model has no domain", "Add at least one")
    for i, domain in enumerate(checking.model.domains):
        steps = ("domains", i)
        _check_domain(checking, steps, domain)
        for j, activity in enumerate(domain.activities):
            _check_activity(checking, (*steps, "activities", j), activity)


def check_items(checking: Checking, steps: Steps, items: tuple[Item, ...]) -> None:
    """Check items against the audiences, roles and scales they name."""
    for i, item in enumerate(items):
        _check_item(checking, (*steps, i), item)


def _check_domain(checking: Checking, steps: Steps, domain: Domain) -> None:
    if not domain.activities:
        what = f"the domain {domain.code} has no activity"
        checking.refuse((*steps, "activities"), what, "Add at least one")
        return
    _check_phrase(checking, (*steps, "should_phrase"), domain.should_phrase)
    codes = [activity.code for activity in domain.activities]
    kind = f"{domain.code} activity"
    checking.known((*steps, "headline_activity"), domain.headline_activity, codes, kind)


def _check_phrase(checking: Checking, steps: Steps, phrase: str) -> None:
    """A phrase stands inside a sentence: it brings no end of sentence and no line of its own."""
    if re.search("[{}]", phrase):
        checking.refuse(steps, "the phrase holds braces", "Remove them")
    if phrase != phrase.strip() or "\n" in phrase:
        what = "the phrase starts or ends with a space or has a line break"
        checking.refuse(steps, what, "Write it on one line, in quotes")
    if phrase.rstrip().endswith((".", "!", "?", "…", ":", ";", ",")):
        what = f"the phrase ends with “{phrase.rstrip()[-1]}”"
        checking.refuse(steps, what, "Leave it out: the phrase completes a sentence")


def _check_activity(checking: Checking, steps: Steps, activity: Activity) -> None:
    _check_phrase(checking, (*steps, "phrase"), activity.phrase)
    _check_weight(checking, (*steps, "weight"), activity)
    if activity.closes is not None and activity.phase != "transition":
        what = "only a transition activity can be closed"
        checking.refuse((*steps, "closes"), what, "Remove it, or write phase: transition")
    _check_capability(checking, (*steps, "capability_from"), activity)
    _check_mandate(checking, steps, activity)
    _check_usual_raci(checking, (*steps, "usual_raci"), activity.usual_raci)
    if not activity.items:
        what = f"the activity {activity.code} has no item"
        checking.refuse((*steps, "items"), what, "Add at least one")
        return
    check_items(checking, (*steps, "items"), activity.items)
    _check_first_item(checking, (*steps, "items", 0), activity.items[0])
    _check_ranges(checking, steps, activity)
    scale = checking.scale(activity.items[0].scale)
    if scale is not None:
        _check_target(checking, (*steps, "target_level"), activity, scale)
        _check_actions(checking, (*steps, "actions"), activity, scale)


def _check_weight(checking: Checking, steps: Steps, activity: Activity) -> None:
    low, high = WEIGHTS
    if activity.weight <= 0:
        what = f"with the weight {activity.weight} the activity would not count"
        checking.refuse(steps, what, f"Give {low} to {high}, or remove the activity")
    elif activity.weight > high:
        what = f"the weight {activity.weight} is above {high}"
        checking.refuse(steps, what, f"Give {low} to {high}")


def _check_capability(checking: Checking, steps: Steps, activity: Activity) -> None:
    if not activity.capability_from:
        what = "no item says which department could do it"
        checking.refuse(steps, what, "Name at least one item that each department rates for itself")
    for i, code in enumerate(activity.capability_from):
        check_department_item(checking, (*steps, i), code)
    checking.once(steps, activity.capability_from)


def check_department_item(checking: Checking, steps: Steps, code: str) -> None:
    """Refuse a ``code`` that is no item, or an item that gives departments no figure."""
    items = checking.items
    if not checking.known(steps, code, items, "item"):
        return
    item = items[code]
    audience = checking.model.audiences.get(item.audience)
    if item.referent != "department":
        what = f"{code} rates the organisation, not a department"
        checking.refuse(steps, what, "Name an item with referent: department")
    elif audience is not None and audience.pooled:
        what = f"{code} is counted for the organisation only: its audience is pooled"
        checking.refuse(steps, what, "Name an item of an audience with pooled: false")


def _check_mandate(checking: Checking, steps: Steps, activity: Activity) -> None:
    types, kind = dict.fromkeys(checking.model.department_types), "department type"
    place = (*steps, "mandate_fit")
    checking.once(place, [fit.type for fit in activity.mandate_fit], "type")
    for i, fit in enumerate(activity.mandate_fit):
        checking.known((*place, i, "type"), fit.type, types, kind)
        checking.within((*place, i, "fit"), fit.fit, 0, 1)
    if activity.owner_by_role is not None:
        checking.known((*steps, "owner_by_role"), activity.owner_by_role, types, kind)


def _check_usual_raci(checking: Checking, steps: Steps, raci: UsualRaci) -> None:
    types, kind = dict.fromkeys(checking.model.department_types), "department type"
    checking.known((*steps, "A"), raci.accountable, types, kind)
    if not raci.responsible:
        checking.refuse((*steps, "R"), "nobody does the work", "Name at least one type under R")
    for letter, named in (("R", raci.responsible), ("C", raci.consulted), ("I", raci.informed)):
        checking.all_known((*steps, letter), named, types, kind)
    for i, name in enumerate(raci.informed):
        if name in raci.consulted:
            what = f"{name} is both consulted and informed"
            checking.refuse((*steps, "I", i), what, "Keep it under C or under I")
    for letter, named in (("C", raci.consulted), ("I", raci.informed)):
        for i, name in enumerate(named):
            if name == raci.accountable:
                what = f"{name} is accountable and stands under {letter} as well"
                checking.refuse((*steps, letter, i), what, f"Remove it from {letter}")


def _check_first_item(checking: Checking, steps: Steps, item: Item) -> None:
    """The first item gives the activity its level, so it has to be asked in every assessment."""
    audience = checking.model.audiences.get(item.audience)
    if audience is not None and audience.optional:
        what = f"{item.code} gives the activity its level, but its audience is optional"
        checking.refuse((*steps, "audience"), what, "Put an item first that is always asked")


def _check_ranges(checking: Checking, steps: Steps, activity: Activity) -> None:
    """Scores are averaged up the tree, so every item needs the levels of the very first."""
    first = next(iter(checking.items.values()))
    expected = checking.scale(first.scale)
    for i, item in enumerate(activity.items):
        scale = checking.scale(item.scale)
        if expected and scale and scale.values != expected.values:
            low, high = _ends(expected)
            what = f"{item.scale} does not run from {low} to {high} as the scale of {first.code}"
            mend = "Use scales with the same levels: scores are averaged over activities"
            checking.refuse((*steps, "items", i, "scale"), what, mend)


def _ends(scale: Scale) -> tuple[int, int]:
    return scale.values[0], scale.values[-1]


def _check_target(checking: Checking, steps: Steps, activity: Activity, scale: Scale) -> None:
    if activity.target_level not in scale.values:
        low, high = _ends(scale)
        what = f"the target {activity.target_level} is not on the scale {activity.items[0].scale}"
        checking.refuse(steps, what, f"Give a level from {low} to {high}")


def _check_actions(checking: Checking, steps: Steps, activity: Activity, scale: Scale) -> None:
    low, high = _ends(scale)
    seen: set[int] = set()
    for i, action in enumerate(activity.actions):
        place = (*steps, i)
        start, end = action.from_level, action.to_level
        if end != start + 1:
            what = f"from {start} to {end} is not one level"
            checking.refuse((*place, "to"), what, "Lead from one level to the next")
        elif start not in scale.values or end not in scale.values:
            what = f"from {start} to {end} leaves the scale {activity.items[0].scale}"
            checking.refuse((*place, "from"), what, f"Stay within {low} to {high}")
        elif start in seen:
            what = f"a second action starts from level {start}"
            checking.refuse((*place, "from"), what, "Keep one action for each level")
        seen.add(start)
        for key, value in (("hours", action.hours), ("weeks", action.weeks)):
            if value <= 0:
                checking.refuse((*place, key), f"{key} is {value}", "Give a number above 0")


def _check_item(checking: Checking, steps: Steps, item: Item) -> None:
    model = checking.model
    checking.known((*steps, "audience"), item.audience, model.audiences, "audience")
    options = {option.code for question in model.profile_questions for option in question.options}
    checking.all_known((*steps, "roles"), item.roles, sorted(options), "profile option")
    checking.known((*steps, "scale"), item.scale, model.scales, "scale")
    scale = checking.scale(item.scale)
    if scale is None:
        return
    missing = set(scale.values) - {anchor.level for anchor in item.anchors}
    if missing:
        what = f"no statement for level {', '.join(map(str, sorted(missing)))}"
        mend = f"Write one for each level of the scale {item.scale}"
        checking.refuse((*steps, "anchors"), what, mend)
    for key, anchors in (("anchors", item.anchors), ("anchors_for_leads", item.anchors_for_leads)):
        _check_anchors(checking, (*steps, key), anchors, item.scale, _ends(scale))


def _check_anchors(
    checking: Checking,
    steps: Steps,
    anchors: tuple[Anchor, ...],
    scale: str,
    ends: tuple[int, int],
) -> None:
    """Refuse statements for a level that is off the scale, repeated or out of order."""
    low, high = ends
    seen: set[int] = set()
    for i, level in enumerate(anchor.level for anchor in anchors):
        place = (*steps, i, "level")
        if not low <= level <= high:
            what = f"level {level} is not on the scale {scale}"
            checking.refuse(place, what, f"Give a level from {low} to {high}")
        elif level in seen:
            checking.refuse(place, f"level {level} has a statement already", "Keep one of them")
        elif i and level < anchors[i - 1].level <= high:
            what = f"level {level} stands after level {anchors[i - 1].level}"
            checking.refuse(place, what, "Order the statements from the lowest level up")
        seen.add(level)
