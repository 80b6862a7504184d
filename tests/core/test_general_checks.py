"""Broken general models: each is refused with line, path and a sentence that helps."""

import copy
import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.core.activity_model import load_model, read_model
from readiness.core.assess import assess
from readiness.core.document import DocumentError
from readiness.core.scope import Department, Scope
from tests.builders import tally
from tests.core import broken_bases, general

BASES = {"levels": broken_bases.LEVELS, "sums": broken_bases.SUMS}
TABLE = Path(__file__).parent / "broken_general.txt"


def problems_in(text):
    with pytest.raises(DocumentError) as refused:
        read_model(text)
    return [(problem.line, problem.path, problem.sentence) for problem in refused.value.problems]


def broken():
    table = re.sub(r"(?m)^#.*\n", "", TABLE.read_text(encoding="utf-8"))
    for entry in table.strip().split("\n\n"):
        change, path, sentence = (line.strip() for line in entry.split("\n"))
        name, after, old, new = (part.strip() for part in change.split(" | "))
        yield pytest.param(name, after, old, new, path, sentence, id=f"{old} > {new}")


def changed(name, after, old, new):
    """The base with the first ``old`` that follows ``after`` replaced, and the line of it."""
    text = BASES[name]
    start = text.index(old, text.index(after))
    return text[:start] + new + text[start + len(old) :], text.count("\n", 0, start) + 1


@pytest.mark.parametrize("text", BASES.values(), ids=BASES)
def test_the_models_that_are_broken_below_are_right(text):
    assert read_model(text).domains


@pytest.mark.parametrize(("name", "after", "old", "new", "path", "sentence"), [*broken()])
def test_a_broken_general_model_is_refused(name, after, old, new, path, sentence):
    """Where the problem is not in the changed line, its path is followed by how far away it is."""
    text, line = changed(name, after, old, new.removesuffix("…").rstrip().replace("⏎", "\n"))
    path, _space, away = path.partition(" ")
    expected = (line + int(away or 0), path, sentence)
    if new.endswith("…"):
        assert expected in problems_in(text)
    else:
        assert problems_in(text) == [expected]


# What the table cannot say


def sums(old, new):
    assert old in broken_bases.SUMS
    return broken_bases.SUMS.replace(old, new, 1)


OWNERS = """
ownership_questions:
  today: {stem: "Who sees that {phrase}?", options: [{code: nobody, text: Nobody}], dont_know: "?"}
  should:
    stem: "Who should?"
    line: "That {should_phrase}"
    options: [{code: nobody, text: Nobody}]
    dont_know: "?"
"""


def test_a_model_that_asks_for_owners_says_which_departments_there_are():
    found = problems_in(broken_bases.SUMS + OWNERS)
    assert found[-2:] == [
        (
            46,
            "ownership_questions",
            (
                "the model asks for owners and names no department types. "
                "Add department_types: with the types of department that may own an activity."
            ),
        ),
        (
            46,
            "ownership_questions",
            (
                "the model asks for owners and not what heads state of hours and authority. "
                "Add department_facts: with an hours_scale and an authority_scale."
            ),
        ),
    ]
    assert found[0][1:] == (
        "domains[1]",
        "should_phrase is missing: people are asked who makes sure of it. Add should_phrase: here.",
    )


def test_what_heads_state_is_stated_in_levels():
    text = broken_bases.SUMS + "department_facts: {hours_scale: part, authority_scale: part}\n"
    what = "the scale part has options instead of levels. Name a scale with levels."
    assert problems_in(text) == [
        (45, "department_facts.authority_scale", what),
        (45, "department_facts.hours_scale", what),
    ]


def test_the_highest_level_of_a_scale_may_be_a_thousand():
    def refused(*numbers):
        levels = [{"level": n, "name": f"Level {n}"} for n in numbers]
        scales = general.SCALES | {"high": {"levels": levels}}
        return general.refusals(
            general.domain("D", general.activity("A", general.item("I", "high"))), scales=scales
        )

    assert refused(999, 1000) == []
    sentence = "the highest level is 1001. End at 1000 or lower."
    assert refused(1000, 1001) == [("scales.high.levels[2].level", sentence)]


QUESTION = 'executive_questions: [{code: who, title: "Who?", text: "Who?", domain: ADD}]\n'


@pytest.mark.parametrize(
    ("text", "line", "path", "words"),
    [
        (broken_bases.SUMS + QUESTION, 45, "executive_questions", "executive questions"),
        (
            sums("rules:\n", "rules:\n  indices: [{code: x, title: X, kind: overall}]\n"),
            43,
            "rules.indices",
            "indices",
        ),
    ],
)
def test_what_is_made_from_owners_needs_them_to_be_asked_for(text, line, path, words):
    what = f"{words} are answered from owners, and the model does not ask for any"
    mend = "Add ownership_questions, or remove them"
    assert problems_in(text) == [(line, path, f"{what}. {mend}.")]


def test_levels_of_the_parts_are_not_averaged_while_they_have_none():
    text = sums("mean, onto: [0, 100]}, target: 80", "mean, of: levels}")
    assert problems_in(text) == [
        (
            44,
            "rules.scoring.overall.score",
            (
                "mean needs a level of ADD, which has none. "
                "Give its answers numbers, or write score_rule: {rule: none}."
            ),
        )
    ]


def test_the_same_mistake_in_a_rule_for_all_names_the_node_that_it_does_not_fit():
    text = sums("  scoring:\n", "  scoring:\n    activities: {level: {rule: minimum}}\n")
    assert read_model(text).domains
    text = text.replace("rule: minimum", "rule: cumulative, at_least: all")
    paths = {(path, sentence[:20]) for _line, path, sentence in problems_in(text)}
    assert ("rules.scoring.activities.level", "for COUNT C1 belongs") in paths


# Files that are no model at all

DEEP = "[" * 900 + "]" * 900
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
)
NUMBERS = "domains[1].weight" + "[1]" * 17
FILES = {
    "an empty file": (b"", 1, "", "the document is empty"),
    "a comment alone": (b"# nothing\n", 1, "", "the document is empty"),
    "a list at the top": (b"- model\n", 1, "", "keys are needed, not a list"),
    "a word": (b"model\n", 1, "", "keys are needed, not “model”"),
    "two documents": (
        f"{broken_bases.SUMS}---{broken_bases.SUMS}".encode(),
        45,
        "",
        "a second document starts here",
    ),
    "Latin-1": (
        sums('"Adding"', '"Aufz\u00e4hlen"').encode("latin-1"),
        17,
        "",
        "the byte 0xe4 is not UTF-8",
    ),
    "a NUL byte": (
        sums('"Adding"', '"Add\0ing"').encode(),
        17,
        "",
        "the invisible character U+0000",
    ),
    "a tab": (
        sums("    weight: 2", "\tweight: 2").encode(),
        18,
        "",
        "a tab stands in the indentation",
    ),
    "a merge key": (
        sums("    weight: 2", "    <<: {weight: 2}").encode(),
        18,
        "domains[1]",
        "<< merges another mapping",
    ),
    "an anchor": (
        sums("weight: 2", "weight: &two 2").encode(),
        18,
        "domains[1].weight",
        "&two marks a place for reuse",
    ),
    "a tag of Python": (
        sums("weight: 2", 'weight: !!python/object/apply:os.system ["id"]').encode(),
        18,
        "domains[1].weight",
        "the tag tag:yaml.org,2002:python/object/apply:os.system is not allowed",
    ),
    "an alias bomb": (BOMB.encode(), 1, "a", "&a marks a place for reuse"),
    "nine hundred lists": (
        sums("weight: 2", f"weight: {DEEP}").encode(),
        18,
        NUMBERS,
        "nested deeper than 20 levels",
    ),
    "three megabytes": (
        broken_bases.SUMS.encode() + b"# " + b"x" * 3_000_000,
        1,
        "",
        "the file is larger than 2 MB",
    ),
    "a key that is no text": (
        sums("    weight: 2", "    [1, 2]: 2").encode(),
        18,
        "domains[1]",
        "a key is not plain text",
    ),
    "a key twice": (
        sums("weight: 2", "weight: 2\n    weight: 3").encode(),
        19,
        "domains[1]",
        "the key weight stands here a second time (first in line 18)",
    ),
    "no scales": (
        re.sub(r"(?s)scales:.*?domains:", "domains:", broken_bases.SUMS).encode(),
        2,
        "",
        "scales is missing",
    ),
    "an unclosed bracket": (
        sums("[some, all]", "[some, all").encode(),
        29,
        "",
        "this is not YAML: did not find expected",
    ),
}


@pytest.mark.parametrize(("content", "line", "path", "words"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_model_is_refused_with_its_line(tmp_path, content, line, path, words):
    file = tmp_path / "model.yaml"
    file.write_bytes(content)
    with pytest.raises(DocumentError) as refused:
        load_model(file)
    first = refused.value.problems[0]
    assert (first.line, first.path) == (line, path)
    assert first.sentence.startswith(words)
    assert len(first.mend) > 5


# Whatever is done to a model file, it is accepted or refused, and never a traceback

FUZZ = settings(max_examples=150, deadline=None, derandomize=True, database=None)
SCRAPS = (
    *("", "~", "[]", "{}", "[[]]", "{a: 1}", "0", "-1", "1e400", ".nan", "yes", "na", "overall"),
    *("{rule: none}", "{rule: sum}", "{rule: bands, scale: step, bands: []}", "{rule: staged}"),
    *("{rule: cumulative, at_least: all}", "{rule: share, at_least: 1}", "9999999999", "'x y'"),
    *("part", "five", "step", "grade", "ADD", "S1", "[1, 2]", "[100, 0]", "{rule: additive}"),
)
SCALAR = re.compile(r"(?<=: )(?:\{[^{}]*\}|\[[^][]*\]|[^,{}\[\]\n]+)")


def accepted_or_refused(text):
    """Read it and, if it is a model, use it."""
    try:
        model = read_model(text)
    except DocumentError as refused:
        problems = refused.problems
    else:
        use(model)
        return
    assert problems
    assert all(problem.what and problem.mend for problem in problems)


def use(model):
    """Assess nothing, and somebody who gives the lowest answers."""
    who = Scope(departments=(Department(key="all", name="All"),), floor=1)
    answers = {
        ("all", code): {model.scales[item.scale].values[0]: 1} for code, item in model.items.items()
    }
    for counts in ({}, answers):
        assess(model=model, scope=who, tally=tally(counts)).to_json()


@FUZZ
@given(st.sampled_from([*BASES]), st.data())
def test_a_value_replaced_by_anything_is_accepted_or_refused(name, data):
    text = BASES[name]
    for _ in range(data.draw(st.integers(1, 3))):
        spots = [*SCALAR.finditer(text)]
        spot = data.draw(st.sampled_from(spots))
        scrap = data.draw(st.sampled_from([*SCRAPS, *(found.group() for found in spots)]))
        text = text[: spot.start()] + scrap + text[spot.end() :]
    accepted_or_refused(text)


@FUZZ
@given(st.sampled_from([*BASES]), st.data())
def test_lines_dropped_doubled_or_moved_are_accepted_or_refused(name, data):
    lines = BASES[name].splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["drop", "double", "indent", "move"]))
        line = lines.pop(place)
        if how == "double":
            lines[place:place] = [line, line]
        elif how == "indent":
            lines.insert(place, "  " + line)
        elif how == "move":
            lines.insert(data.draw(st.integers(0, len(lines))), line)
    accepted_or_refused("\n".join(lines))


@FUZZ
@given(st.sampled_from([*BASES]), st.data())
def test_characters_changed_are_accepted_or_refused(name, data):
    text = BASES[name]
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(text) - 1))
        new = data.draw(
            st.one_of(st.sampled_from(":-{}[],&*!#'\"~|>%@\n\t \0\ufeff\u2028"), st.characters())
        )
        text = text[:place] + new + text[place + data.draw(st.integers(0, 1)) :]
    accepted_or_refused(text)


def walked(part, path=()):
    """Every place inside a document."""
    yield path
    inner = (
        part.items()
        if isinstance(part, dict)
        else enumerate(part)
        if isinstance(part, list)
        else ()
    )
    for key, value in inner:
        yield from walked(value, (*path, key))


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)


@FUZZ
@given(st.sampled_from([*BASES]), st.data())
def test_parts_swapped_copied_or_replaced_are_accepted_or_refused(name, data):
    document = yaml.safe_load(BASES[name].replace("yes", "'yes'").replace("no,", "'no',"))
    places = [path for path in walked(document) if path]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(places))
        source = data.draw(st.sampled_from(places))
        try:
            target, value = document, document
            for key in place[:-1]:
                target = target[key]
            for key in source:
                value = value[key]
            target[place[-1]] = (
                data.draw(VALUES) if data.draw(st.booleans()) else copy.deepcopy(value)
            )
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    accepted_or_refused(json.dumps(document, indent=1))
