"""Validation of meaning: domains, activities, their items and their actions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readiness.core.checking import Checking, Steps
from readiness.core.document import shorten
from readiness.core.shape import suggestion
from readiness.core.tree_checks import walk_domains

if TYPE_CHECKING:
    from readiness.core.parts import Activity, Anchor, Domain, Item, UsualRaci
    from readiness.core.scales import Scale

WEIGHTS = (0, 1000)
BELONGS = (1, 100)


def check_domains(checking: Checking) -> None:
    """Check every domain and everything in it."""
    if not checking.model.domains:
        checking.refuse(("domains",), "the model has no domain", "Add at least one")
    for steps, domain in walk_domains(checking.model.domains, ("domains",)):
        _check_domain(checking, steps, domain)
        for j, activity in enumerate(domain.activities):
            _check_activity(checking, (*steps, "activities", j), activity)


def check_items(checking: Checking, steps: Steps, items: tuple[Item, ...]) -> None:
    """Check items against the audiences, roles and scales they name."""
    for i, item in enumerate(items):
        _check_item(checking, (*steps, i), item)


def _check_domain(checking: Checking, steps: Steps, domain: Domain) -> None:
    _check_weight(checking, (*steps, "weight"), domain.weight)
    _check_belongs(checking, (*steps, "level"), domain.level)
    if not domain.activities and not domain.domains:
        what = f"the domain {domain.code} has no activity"
        checking.refuse((*steps, "activities"), what, "Add at least one")
        return
    if not checking.model.asks_for_owners or not domain.activities:
        return
    _check_phrase(checking, (*steps, "should_phrase"), domain.should_phrase)
    codes = [activity.code for activity in domain.activities]
    kind = f"{domain.code} activity"
    checking.known((*steps, "headline_activity"), domain.headline_activity, codes, kind)


def _check_phrase(checking: Checking, steps: Steps, phrase: str) -> None:
    """A phrase stands inside a sentence: it brings no end of sentence and no line of its own."""
    if not phrase:
        key = str(steps[-1])
        what = f"{key} is missing: people are asked who makes sure of it"
        checking.refuse(steps, what, f"Add {key}: here")
        return
    if re.search("[{}]", phrase):
        checking.refuse(steps, "the phrase holds braces", "Remove them")
    if phrase != phrase.strip() or "\n" in phrase:
        what = "the phrase starts or ends with a space or has a line break"
        checking.refuse(steps, what, "Write it on one line, in quotes")
    if phrase.rstrip().endswith((".", "!", "?", "…", ":", ";", ",")):
        what = f"the phrase ends with “{phrase.rstrip()[-1]}”"
        checking.refuse(steps, what, "Leave it out: the phrase completes a sentence")


def _check_activity(checking: Checking, steps: Steps, activity: Activity) -> None:
    _check_weight(checking, (*steps, "weight"), activity.weight)
    _check_belongs(checking, (*steps, "level"), activity.level)
    if activity.closes is not None and activity.phase != "transition":
        what = "only a transition activity can be closed"
        checking.refuse((*steps, "closes"), what, "Remove it, or write phase: transition")
    if not activity.items:
        what = f"the activity {activity.code} has no item"
        checking.refuse((*steps, "items"), what, "Add at least one")
        return
    check_items(checking, (*steps, "items"), activity.items)
    _check_actions(checking, (*steps, "actions"), activity)
    if checking.model.asks_for_owners:
        _check_owned(checking, steps, activity)


def _check_owned(checking: Checking, steps: Steps, activity: Activity) -> None:
    """What an activity needs when people are asked who owns it."""
    _check_phrase(checking, (*steps, "phrase"), activity.phrase)
    _check_capability(checking, (*steps, "capability_from"), activity)
    _check_mandate(checking, steps, activity)
    _check_usual_raci(checking, (*steps, "usual_raci"), activity.usual_raci)
    _check_first_item(checking, (*steps, "items", 0), activity.items[0])


def _check_weight(checking: Checking, steps: Steps, weight: float) -> None:
    low, high = WEIGHTS
    if weight < low:
        checking.refuse(steps, f"the weight {weight:g} is negative", "Give 0 or more")
    elif weight > high:
        what = f"the weight {weight:g} is above {high}"
        checking.refuse(steps, what, f"Give {low} to {high}")


def _check_belongs(checking: Checking, steps: Steps, level: int | None) -> None:
    """The maturity level that something belongs to."""
    if level is not None:
        checking.within(steps, level, *BELONGS)


def _check_capability(checking: Checking, steps: Steps, activity: Activity) -> None:
    if not activity.capability_from:
        what = "no item says which department could do it"
        checking.refuse(steps, what, "Name at least one item that each department rates for itself")
    for i, code in enumerate(activity.capability_from):
        check_department_item(checking, (*steps, i), code)
    checking.once(steps, activity.capability_from)
    known = [checking.items[code] for code in activity.capability_from if code in checking.items]
    for i, item in enumerate(known[1:], start=1):
        first, scale = checking.scale(known[0].scale), checking.scale(item.scale)
        if first is not None and scale is not None and scale.numbers != first.numbers:
            what = f"{item.code} has other answers than {known[0].code}"
            checking.refuse((*steps, i), what, "Name items that are answered on one scale")


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
    if not raci.accountable:
        checking.refuse(steps, "nobody is accountable", "Name a department type under A")
        return
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


def _check_actions(checking: Checking, steps: Steps, activity: Activity) -> None:
    seen: set[int] = set()
    for i, action in enumerate(activity.actions):
        place = (*steps, i)
        start, end = action.from_level, action.to_level
        if end != start + 1:
            what = f"from {start} to {end} is not one level"
            checking.refuse((*place, "to"), what, "Lead from one level to the next")
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
    profiles = [profile.code for profile in model.profiles]
    checking.all_known((*steps, "profiles"), item.profiles, profiles, "profile")
    _check_weight(checking, (*steps, "weight"), item.weight)
    _check_belongs(checking, (*steps, "level"), item.level)
    checking.known((*steps, "scale"), item.scale, model.scales, "scale")
    scale = checking.scale(item.scale)
    if scale is None:
        return
    if item.target is not None:
        _check_item_target(checking, (*steps, "target"), item.target, scale)
    for i, criterion in enumerate(item.criteria):
        place, kind = (*steps, "criteria", i, "caps_at"), f"{item.scale} answer"
        checking.known(place, criterion.caps_at, scale.values, kind)
    _check_statements(checking, steps, item, scale)


def _check_item_target(checking: Checking, steps: Steps, target: float, scale: Scale) -> None:
    if scale.ordinal:
        what = "answers that are only ranked have no score to aim at"
        checking.refuse(steps, what, "Remove the target")
    else:
        checking.within(steps, target, *scale.span)


def _check_statements(checking: Checking, steps: Steps, item: Item, scale: Scale) -> None:
    """Statements explain every answer of the scale, or none."""
    given = {anchor.value for anchor in item.anchors}
    missing = [value for value in scale.values if value not in given]
    if missing and (item.anchors or item.anchors_for_leads):
        word = "level" if scale.levels else "option"
        what = f"no statement for {word} {', '.join(missing)}"
        mend = f"Write one for each {word} of the scale {item.scale}"
        checking.refuse((*steps, "anchors"), what, mend)
    for key, anchors in (("anchors", item.anchors), ("anchors_for_leads", item.anchors_for_leads)):
        _check_anchors(checking, (*steps, key), anchors, item.scale, scale)


def _check_anchors(
    checking: Checking, steps: Steps, anchors: tuple[Anchor, ...], name: str, scale: Scale
) -> None:
    """Refuse statements for an answer that is off the scale, repeated or out of order."""
    word, values = "level" if scale.levels else "option", scale.values
    seen: list[str] = []
    for i, anchor in enumerate(anchors):
        place, value = (*steps, i, word), anchor.value
        if (anchor.level is None) == (anchor.option is None):
            checking.refuse((*steps, i), f"a statement needs one {word}", f"Add {word}: here")
            continue
        if value not in values:
            what = f"{word} {shorten(value)} is not on the scale {name}"
            mend = f"Give a level from {values[0]} to {values[-1]}"
            checking.refuse(place, what, mend if scale.levels else suggestion(value, [*values]))
        elif value in seen:
            checking.refuse(place, f"{word} {value} has a statement already", "Keep one of them")
        elif seen and seen[-1] in values and values.index(value) < values.index(seen[-1]):
            what = f"{word} {value} stands after {word} {seen[-1]}"
            checking.refuse(place, what, f"Order the statements from the lowest {word} up")
        seen.append(value)
