"""Validation, second step: whether what a model file says makes sense.

The shape is known to be right here. Every problem names the line of the very value; all of them are
reported at once. Scales are checked in ``scale_checks``, domains in ``activity_checks``, rules in
``rule_checks``, and once codes and scales are right, scores and levels in ``tree_checks``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readiness.core.activity_checks import check_domains, check_items
from readiness.core.checking import Checking, Steps
from readiness.core.document import Node, Problem, shorten
from readiness.core.rule_checks import check_rules
from readiness.core.scale_checks import check_scale
from readiness.core.tree import OVERALL
from readiness.core.tree_checks import check_tree, walk_domains

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readiness.core.activity_model import ActivityModel
    from readiness.core.parts import Activity, DepartmentFacts, Item, Option, OwnershipQuestions

OWNERSHIP_OPTIONS = ("each", "several", "nobody", "agency", "new_team", "point_person")
RESERVED = frozenset({*OWNERSHIP_OPTIONS, "dk", "np", "na"})
ID_LENGTH = 60
CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
VERSION = re.compile(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def check_meaning(*, model: ActivityModel, root: Node, problems: list[Problem]) -> None:
    """Add to ``problems`` what is wrong with the meaning of ``model``, read from ``root``."""
    checking = _checking(model, root, problems)
    _check_identity(checking)
    _check_codes(checking)
    _check_other_codes(checking)
    for name, scale in model.scales.items():
        check_scale(checking, name, scale)
    _check_audiences(checking)
    _check_profile_questions(checking)
    if model.ownership_questions is None:
        _check_no_owners(checking)
    else:
        _check_ownership_questions(checking, model.ownership_questions)
        _check_departments(checking)
    if model.department_facts is not None:
        _check_department_facts(checking, model.department_facts)
    checking.once(("department_types",), model.department_types)
    _check_executive_questions(checking)
    check_domains(checking)
    if model.conditions is not None:
        check_items(checking, ("conditions", "items"), model.conditions.items)
    check_rules(checking)
    if not problems:
        check_tree(checking)


def _checking(model: ActivityModel, root: Node, problems: list[Problem]) -> Checking:
    """Of two with the same code the first counts; the second is a problem of its own."""
    activities: dict[str, Activity] = {}
    items: dict[str, Item] = {}
    for activity in (a for domain in model.all_domains for a in domain.activities):
        activities.setdefault(activity.code, activity)
        for item in activity.items:
            items.setdefault(item.code, item)
    for item in model.conditions.items if model.conditions else ():
        items.setdefault(item.code, item)
    return Checking(model=model, root=root, problems=problems, activities=activities, items=items)


def _check_identity(checking: Checking) -> None:
    identity = checking.model.model
    if not SLUG.fullmatch(identity.id) or len(identity.id) > ID_LENGTH:
        what = f"“{shorten(identity.id)}” is not an id"
        mend = f"Use up to {ID_LENGTH} small letters, digits and single hyphens, such as my-model"
        checking.refuse(("model", "id"), what, mend)
    if not VERSION.fullmatch(identity.version):
        what = f"“{shorten(identity.version)}” is not a version"
        checking.refuse(("model", "version"), what, "Give three numbers, such as 1.2.3")
    if not LANGUAGE.fullmatch(identity.language):
        what = f"“{shorten(identity.language)}” is not a language code"
        checking.refuse(("model", "language"), what, "Give a code such as en or de-AT")


def _check_codes(checking: Checking) -> None:
    """One code space: a code, upper and lower case alike, says what is meant in any file."""
    first: dict[str, int] = {}
    ownership = _ownership_codes(checking.model)
    for steps, code in _codes(checking.model):
        line = checking.root.at(*steps).line
        if code in ownership:
            what = f"{code} is the code of an ownership question"
            checking.refuse(steps, what, "Choose a code without a colon")
        else:
            _check_code(checking, steps, code)
            _check_not_reserved(checking, steps, code)
        if code.casefold() in first:
            what = f"the code {shorten(code)} stands in line {first[code.casefold()]} already"
            mend = "Give every domain, activity, item and question a code of its own"
            checking.refuse(steps, what, mend)
        first.setdefault(code.casefold(), line)


def _codes(model: ActivityModel) -> Iterator[tuple[Steps, str]]:
    for i, question in enumerate(model.profile_questions):
        yield ("profile_questions", i, "code"), question.code
    for place, domain in walk_domains(model.domains, ("domains",)):
        yield (*place, "code"), domain.code
        for j, activity in enumerate(domain.activities):
            yield (*place, "activities", j, "code"), activity.code
            yield from _item_codes((*place, "activities", j, "items"), activity.items)
    if model.conditions is not None:
        yield ("conditions", "code"), model.conditions.code
        yield from _item_codes(("conditions", "items"), model.conditions.items)


def _item_codes(steps: Steps, items: tuple[Item, ...]) -> Iterator[tuple[Steps, str]]:
    for i, item in enumerate(items):
        yield (*steps, i, "code"), item.code
        for j, criterion in enumerate(item.criteria):
            yield (*steps, i, "criteria", j, "code"), criterion.code


def _ownership_codes(model: ActivityModel) -> frozenset[str]:
    return frozenset({*model.today_codes, *model.should_codes})


def _check_code(checking: Checking, steps: Steps, code: str) -> None:
    if not CODE.fullmatch(code):
        mend = "Use at most 64 letters a to z, digits, - and _, without spaces"
        checking.refuse(steps, f"“{shorten(code)}” is not a code", mend)


def _check_not_reserved(checking: Checking, steps: Steps, code: str) -> None:
    if code in RESERVED or code == OVERALL:
        what = f"the code {code} is kept for an answer of its own"
        checking.refuse(steps, what, "Choose another code")


def _check_other_codes(checking: Checking) -> None:
    """Codes that have lists of their own: their characters, and each of them once."""
    model = checking.model
    for name in model.scales:
        _check_code(checking, ("scales", name), name)
    for name in model.audiences:
        _check_code(checking, ("audiences", name), name)
    for i, name in enumerate(model.department_types):
        _check_code(checking, ("department_types", i), name)
    forms = model.rules.forms
    lists: tuple[tuple[Steps, list[str]], ...] = (
        (("executive_questions",), [question.code for question in model.executive_questions]),
        (("rules", "indices"), [index.code for index in model.rules.indices]),
        (("rules", "forms", "order"), [form.code for form in forms.order] if forms else []),
        (("profiles",), [profile.code for profile in model.profiles]),
        (("rules", "gates"), [gate.code for gate in model.rules.gates]),
    )
    for steps, codes in lists:
        checking.once(steps, codes, "code")
        for i, code in enumerate(codes):
            _check_code(checking, (*steps, i, "code"), code)


def _check_audiences(checking: Checking) -> None:
    model = checking.model
    options = {q.code: [option.code for option in q.options] for q in model.profile_questions}
    for name, audience in model.audiences.items():
        steps = ("audiences", name, "asked_if_any")
        for question, answers in audience.asked_if_any.items():
            if checking.known((*steps, question), question, options, "profile question"):
                known, kind = options[question], f"{question} option"
                checking.all_known((*steps, question), answers, known, kind)


def _check_profile_questions(checking: Checking) -> None:
    for i, question in enumerate(checking.model.profile_questions):
        steps = ("profile_questions", i, "options")
        if len(question.options) < 2:  # noqa: PLR2004 - two is what the sentence says
            what = f"{question.code} has fewer than two options"
            checking.refuse(steps, what, "Add options, or remove the question")
        _check_options_once(checking, steps, question.options)
        for j, option in enumerate(question.options):
            _check_code(checking, (*steps, j, "code"), option.code)
            _check_not_reserved(checking, (*steps, j, "code"), option.code)


def _check_options_once(checking: Checking, steps: Steps, options: tuple[Option, ...]) -> None:
    checking.once(steps, [option.code for option in options], "code")


def _check_no_owners(checking: Checking) -> None:
    """What is made from ownership answers needs the questions."""
    model = checking.model
    for steps, given, word in (
        (("executive_questions",), model.executive_questions, "executive questions"),
        (("rules", "indices"), model.rules.indices, "indices"),
        (("rules", "forms"), model.rules.forms, "organising forms"),
    ):
        if given:
            what = f"{word} are answered from owners, and the model does not ask for any"
            checking.refuse(steps, what, "Add ownership_questions, or remove them")


def _check_departments(checking: Checking) -> None:
    """Owners are departments: the model says which types there are and what heads state."""
    model = checking.model
    if not model.department_types:
        what = "the model asks for owners and names no department types"
        mend = "Add department_types: with the types of department that may own an activity"
        checking.refuse(("ownership_questions",), what, mend)
    if model.department_facts is None:
        what = "the model asks for owners and not what heads state of hours and authority"
        mend = "Add department_facts: with an hours_scale and an authority_scale"
        checking.refuse(("ownership_questions",), what, mend)


def _check_ownership_questions(checking: Checking, questions: OwnershipQuestions) -> None:
    for name, question in (("today", questions.today), ("should", questions.should)):
        steps = ("ownership_questions", name, "options")
        _check_options_once(checking, steps, question.options)
        for i, option in enumerate(question.options):
            place = (*steps, i, "code")
            checking.known(place, option.code, OWNERSHIP_OPTIONS, "ownership option")
    _check_placeholder(checking, "today", "stem", questions.today.stem, "{phrase}")
    _check_placeholder(checking, "today", "line", questions.today.line, "")
    _check_placeholder(checking, "should", "stem", questions.should.stem, "")
    _check_placeholder(checking, "should", "line", questions.should.line, "{should_phrase}")


def _check_placeholder(checking: Checking, name: str, key: str, text: str, wanted: str) -> None:
    steps = ("ownership_questions", name, key)
    if wanted and wanted not in text:
        checking.refuse(steps, f"{key} does not hold {wanted}", f"Write {wanted} where it belongs")
    elif re.search("[{}]", text.replace(wanted, "", 1)):
        what = f"{key} holds braces that nothing fills"
        mend = f"Write {wanted} once and no other braces" if wanted else "Remove the braces"
        checking.refuse(steps, what, mend)


def _check_department_facts(checking: Checking, facts: DepartmentFacts) -> None:
    model = checking.model
    steps = ("department_facts",)
    checking.known((*steps, "authority_scale"), facts.authority_scale, model.scales, "scale")
    if not checking.known((*steps, "hours_scale"), facts.hours_scale, model.scales, "scale"):
        return
    for key, name in (
        ("hours_scale", facts.hours_scale),
        ("authority_scale", facts.authority_scale),
    ):
        if name in model.scales and not model.scales[name].levels:
            what = f"the scale {name} has options instead of levels"
            checking.refuse((*steps, key), what, "Name a scale with levels")
    before: int | None = None
    for i, level in enumerate(model.scales[facts.hours_scale].levels):
        place = ("scales", facts.hours_scale, "levels", i)
        if level.from_hours is None:
            what = f"level {level.level} does not say from how many hours it holds"
            checking.refuse(place, what, "Add from_hours: here")
        elif before is None and level.from_hours != 0:
            what = f"from_hours starts at {level.from_hours}"
            checking.refuse((*place, "from_hours"), what, "Start at 0: every answer needs a level")
        elif before is not None and level.from_hours <= before:
            what = f"from_hours {level.from_hours} does not rise above {before}"
            checking.refuse((*place, "from_hours"), what, "Let the hours rise from level to level")
        before = level.from_hours if level.from_hours is not None else before


def _check_executive_questions(checking: Checking) -> None:
    domains = [domain.code for domain in checking.model.all_domains if domain.activities]
    for i, question in enumerate(checking.model.executive_questions):
        place = ("executive_questions", i, "domain")
        checking.known(place, question.domain, domains, "domain")
