"""Validation's second step: each broken variant of our model names line, path and remedy."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_type_hints

import pytest

from readiness.core.activity_model import read_model
from readiness.core.document import MAX_PROBLEMS, DocumentError, Problem
from readiness.core.ownership_rules import PATTERN_CODES, PatternRules
from readiness.core.rule_checks import RANGES
from readiness.core.rules import Rules
from readiness.core.shape import without_none

ROOT = Path(__file__).parents[2]
[SHIPPED] = (ROOT / "readiness" / "data").glob("*-[0-9]*.yaml")
# Without its translations: what is broken here has no place in them.
TEXT, _MARK, _GERMAN = SHIPPED.read_text(encoding="utf-8").partition("\ntranslations:")
RULES_CHECKED_OTHERWISE = {
    # by the name of their own check
    "release.floor",
    "release.floor_max",
    "release.bands_from",
    "release.end_margin",
    # levels and scores of a scale
    "patterns.competent.level",
    "owner_score.penalty_waived.capability",
    "owner_score.eligible.room",
    "owner_score.eligible.authority",
    "raci.max_share_if_room_below",
    # by the tree that the rules shape
    *(
        f"scoring.{kind}.{key}"
        for kind in ("activities", "domains", "overall")
        for key in ("score.start", "score.at_level", "level.start")
    ),
    "scoring.overall.target",
    "scoring.overall.target_level",
    "patterns.defaulted_to_it.refused.share",
    "patterns.defaulted_to_it.refused.level",
    "rounding.decimals",
    # weights
    *(f"owner_score.weights.{key}" for key in ("capability", "perceived", "mandate_fit")),
    *(f"owner_score.weights.{key}" for key in ("room", "dialogue")),
    *(f"owner_score.perceived_mix.{key}" for key in ("today", "should")),
}


def change(after: str, old: str, new: str) -> tuple[str, int]:
    """TEXT with the first `old` that follows the first `after` replaced, and its line."""
    start = TEXT.index(old, TEXT.index(after))
    return TEXT[:start] + new + TEXT[start + len(old) :], TEXT.count("\n", 0, start) + 1


def problems_in(text: str) -> list[Problem]:
    with pytest.raises(DocumentError) as refused:
        read_model(text)
    return refused.value.problems


def found(problem: Problem) -> tuple[int, str, str]:
    return problem.line, problem.path, problem.sentence


def line_of(text: str) -> str:
    return str(TEXT.count("\n", 0, TEXT.index(text)) + 1)


def broken_models():
    table = (Path(__file__).parent / "broken_models.txt").read_text(encoding="utf-8")
    for entry in re.sub(r"(?m)^#.*\n", "", table).strip().split("\n\n"):
        replace, path, sentence = entry.split("\n")
        after, old, new = (part.strip() for part in replace.split("|"))
        sentence = re.sub("«(.+)»", lambda match: line_of(match[1]), sentence.strip())
        yield pytest.param(after, old, new, path.strip(), sentence, id=f"{path.strip()}: {new}")


@pytest.mark.parametrize(("after", "old", "new", "path", "sentence"), [*broken_models()])
def test_a_broken_model_is_refused_with_line_path_and_sentence(after, old, new, path, sentence):
    text, line = change(after, old, new.removesuffix("…").rstrip())
    everything = [found(problem) for problem in problems_in(text)]
    if new.endswith("…"):
        assert (line, path, sentence) in everything
    else:
        assert everything == [(line, path, sentence)]


LEADS = "anchors_for_leads:\n              - {level: "
OTHER_LINES = [
    (
        *change("  should:", '\n    line: "That {should_phrase}"', ""),
        -1,
        "ownership_questions.should",
        "line does not hold {should_phrase}. Write {should_phrase} where it belongs.",
    ),
    (
        *change("- code: LED-1", "phase: transition", "phase: ongoing"),
        5,
        "domains[4].activities[1].closes",
        "only a transition activity can be closed. Remove it, or write phase: transition.",
    ),
    (
        *change("- code: MON-1-Q1", "  - {level: 0", "# - {level: 0"),
        -1,
        "domains[1].activities[1].items[1].anchors",
        "no statement for level 0. Write one for each level of the scale practice.",
    ),
    (
        *change("code: LED-3-Q1", LEADS + "0", LEADS + "6"),
        1,
        "domains[4].activities[3].items[1].anchors_for_leads[1].level",
        "level 6 is not on the scale practice. Give a level from 0 to 4.",
    ),
    (
        *change("code: LED-3-Q1", LEADS + "0", LEADS + "1"),
        2,
        "domains[4].activities[3].items[1].anchors_for_leads[2].level",
        "level 1 has a statement already. Keep one of them.",
    ),
    (
        *change(
            "code: RSP-4-Q1", 'afterwards."}', f'afterwards."}}\n{" " * 14}- {{level: 0, text: x}}'
        ),
        1,
        "domains[2].activities[4].items[1].anchors_for_leads[2].level",
        "level 0 stands after level 4. Order the statements from the lowest level up.",
    ),
    (
        *change("    stem:", '{phrase}?"', '{phrase}?"\n    line: "That {phrase}"'),
        1,
        "ownership_questions.today.line",
        "line holds braces that nothing fills. Remove the braces.",
    ),
    (
        *change("    order:", "- any: [{", "- index: overall\n            any: [{"),
        0,
        "rules.forms.order[2].conditions[2].index",
        "index stands beside any. Move it into one of the conditions under any.",
    ),
    (
        *change("  indices:", "kind: patterns, patterns: [contested]", "kind: should_option"),
        0,
        "rules.indices[10]",
        "an index of kind should_option needs option. Add option: here.",
    ),
]


@pytest.mark.parametrize(("text", "changed", "down", "path", "sentence"), OTHER_LINES)
def test_a_problem_elsewhere_than_in_the_changed_line(text, changed, down, path, sentence):
    assert [found(p) for p in problems_in(text)] == [(changed + down, path, sentence)]


def test_all_problems_come_at_once_in_order_of_line():
    text = TEXT
    for old, new in (
        ("host_of: LED-1", "host_of: LED-9"),
        ("weight: 3", "weight: -3"),
        ("domain: RSP", "domain: RXP"),
        ("version: 0.4.0", "version: three"),
    ):
        text = text.replace(old, new, 1)
    assert [problem.path for problem in problems_in(text)] == [
        "model.version",
        "executive_questions[2].domain",
        "domains[1].activities[1].weight",
        "rules.forms.order[2].host_of",
    ]


def test_a_wrong_scale_is_one_problem_and_not_one_for_each_item():
    text, line = change("practice:", "{level: 4, name", "{level: 5, name")
    assert [found(problem) for problem in problems_in(text)] == [
        (
            line,
            "scales.practice.levels[5].level",
            "level 5 stands after level 3. Number the levels upwards, one by one.",
        )
    ]


THREE = "three: {levels: [{level: 0, name: No}, {level: 1, name: Partly}, {level: 2, name: Yes}]}"


def test_items_on_scales_of_different_length_cannot_be_averaged():
    text = TEXT.replace("  opinion:\n", f"  {THREE}\n  opinion:\n")
    start = text.index("scale: practice", text.index("- code: CUL-1-Q2"))
    text = text[:start] + "scale: three" + text[start + len("scale: practice") :]
    start = text.index("anchors:", start)
    text = text[:start] + "anchors: []\n" + text[text.index("        actions:", start) :]
    sentence = (
        "mean over different ranges: CUL-1-Q1 runs from 0 to 4 and CUL-1-Q2 from 0 to 2. "
        "Add onto: [0, 100] to bring them onto one range, or use one scale."
    )
    assert [found(p)[1:] for p in problems_in(text)] == [("domains[6].activities[1]", sentence)]


def test_conditions_may_use_a_scale_of_their_own():
    start = TEXT.index("    - code: CND-4-Q1")
    end = TEXT.index("# Thresholds and formulas")
    item = """    - code: CND-4-Q1
      audience: everyone
      referent: organisation
      scale: three
      text: Would it last?
      anchors: [{level: 0, text: No}, {level: 1, text: Perhaps}, {level: 2, text: Yes}]
"""
    text = (TEXT[:start] + item + TEXT[end:]).replace("  opinion:\n", f"  {THREE}\n  opinion:\n")
    assert read_model(text).items["CND-4-Q1"].anchors[0].text == "No"


@pytest.mark.parametrize(
    ("block", "path", "sentence"),
    [
        ("domains", "domains", "the model has no domain. Add at least one."),
        (
            "department_types",
            "domains[1].activities[1].mandate_fit[1].type",
            "there is no department type “communications”. None is known here.",
        ),
        (
            "executive_questions",
            "rules.indices[11].of[1]",
            "there is no executive question “monitoring”. None is known here.",
        ),
        (
            "profile_questions",
            "audiences.leads_and_frequent.asked_if_any.PRF-2",
            "there is no profile question “PRF-2”. None is known here.",
        ),
    ],
)
def test_an_empty_list_is_told_by_what_it_leaves_without_meaning(block, path, sentence):
    text = re.sub(rf"(?ms)^{block}:.*?\n(?=[a-z#])", f"{block}: []\n", TEXT)
    assert (path, sentence) in [(problem.path, problem.sentence) for problem in problems_in(text)]


@pytest.mark.parametrize("key", ["activities", "items"])
def test_a_domain_or_activity_without_children_is_refused(key):
    text = re.sub(rf"(?ms)^( +){key}:\n.*?(?=^\1[a-z]|^ {{0,2}}[-a-z]|\Z)", rf"\1{key}: []\n", TEXT)
    kind, child = ("domain MON", "activity") if key == "activities" else ("activity MON-1", "item")
    sentences = [problem.sentence for problem in problems_in(text)]
    assert f"the {kind} has no {child}. Add at least one." in sentences


def test_an_item_of_the_conditions_may_stand_for_dialogue():
    text, _line = change("rules:", "dialogue_item: CUL-1-Q1", "dialogue_item: CND-3-Q1")
    assert read_model(text).rules.owner_score.dialogue_item == "CND-3-Q1"


def test_a_form_without_conditions_hides_those_after_it():
    conditions = r"(?s)(code: reinvention.*?conditions:)\n.*?\n(?= +always)"
    text = re.sub(conditions, r"\1 []\n", TEXT, count=1)
    sentence = (
        "reinvention_programme has no conditions, so that no form after it is ever reached. "
        "Add a condition, or put this form last."
    )
    assert [found(p)[1:] for p in problems_in(text)] == [
        ("rules.forms.order[1].conditions", sentence)
    ]


def test_a_single_form_is_no_choice():
    text = re.sub(r"(?ms)^    order:.*?(?=      - code: coordinated)", "    order:\n", TEXT)
    text = text.replace(
        "new_team_form: dedicated_function", "new_team_form: coordinated_hub_and_spoke"
    )
    sentence = (
        "fewer than two forms leave nothing to choose. Add a form, the last without conditions."
    )
    assert [found(p)[1:] for p in problems_in(text)] == [("rules.forms.order", sentence)]


def test_a_scale_without_levels_is_refused_once():
    text = re.sub(
        r"(?ms)^  opinion:\n    levels:\n.*?\n(?=\n)", "  opinion:\n    levels: []\n", TEXT
    )
    assert [found(problem)[1:] for problem in problems_in(text)] == [
        (
            "scales.opinion",
            "the scale opinion has neither levels nor options. Give it one of the two.",
        )
    ]


def test_no_more_problems_are_listed_than_anyone_reads():
    text = TEXT.replace("type: ", "type: x").replace(", hours: ", ", hours: -")
    text = text.replace(", weeks: ", ", weeks: -")
    assert len(problems_in(text)) == MAX_PROBLEMS


def numbers(kind: type, name: str = "") -> list[str]:
    """Every number under `rules` by its path; lists have checks of their own."""
    hints = get_type_hints(kind)
    names = []
    for field in fields(kind):
        path = f"{name}.{field.name}".lstrip(".")
        hint = without_none(hints[field.name])
        if is_dataclass(hint):
            names += numbers(hint, path)
        elif hint in {int, float}:
            names.append(path)
    return names


def test_every_number_among_the_rules_has_a_range():
    ranged = [name for _low, _high, names in RANGES for name in names.split()]
    assert sorted([*ranged, *RULES_CHECKED_OTHERWISE]) == sorted(numbers(Rules))


def test_a_seed_is_a_number_of_32_bits():
    most, _line = change("stability:", "seed: 2006", f"seed: {2**32 - 1}")
    assert read_model(most).rules.ownership.stability.seed == 4294967295
    more, _line = change("stability:", "seed: 2006", f"seed: {2**32}")
    assert [problem.path for problem in problems_in(more)] == ["rules.ownership.stability.seed"]


def test_pattern_codes_are_those_of_the_rules_with_scattered_and_unsettled_spelled_out():
    tried = [field.name for field in fields(PatternRules)]
    named = {"scattered_several", "scattered_spread", "competent"}
    spelled_out = {"scattered_competent", "scattered_weak", "unsettled"}
    assert {*PATTERN_CODES} - spelled_out == {*tried} - named
    assert len(PATTERN_CODES) == 13
