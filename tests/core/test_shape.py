"""Dataclasses are filled from nodes; whatever does not fit is told with line, path and remedy."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field
from types import MappingProxyType
from typing import Literal

import pytest

from readiness.core.document import MAX_PROBLEMS, DocumentError, parse_document
from readiness.core.shape import fill, suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    name: str
    size: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    title: str
    leaves: tuple[Leaf, ...] = ()
    count: int | None = None
    share: float = 0.5
    open: bool = False
    kind: Literal["oak", "ash"] = "oak"
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    under: str | None = field(default=None, metadata={"key": "in"})
    digest: str = field(default="", metadata={"computed": True})


def filled(text: str) -> Tree | None:
    problems = []
    tree = fill(parse_document(text), Tree, problems)
    assert problems == []
    return tree


def problems_in(text: str) -> list[tuple[int, str, str]]:
    problems = []
    fill(parse_document(text), Tree, problems)
    return [(problem.line, problem.path, problem.sentence) for problem in problems]


def test_every_type_is_read():
    text = """
title: No
leaves: [{name: a}, {name: "1.10", size: 2}]
count: 3
share: .25
open: true
kind: ash
words: {x: [12:30, "null"], y: []}
in: deep
"""
    assert filled(text) == Tree(
        title="No",
        leaves=(Leaf(name="a"), Leaf(name="1.10", size=2)),
        count=3,
        share=0.25,
        open=True,
        kind="ash",
        words={"x": ("12:30", "null"), "y": ()},
        under="deep",
    )


def test_what_is_read_cannot_be_changed():
    tree = filled("{title: x, words: {a: [b]}}")
    with pytest.raises(FrozenInstanceError):
        tree.title = "y"
    assert type(tree.words) is MappingProxyType


def test_what_is_left_out_or_nothing_takes_its_default():
    assert filled("title: x") == Tree(title="x")
    assert filled("{title: x, count: ~, in: null}") == Tree(title="x", count=None, under=None)
    assert filled("{title: x, in: '~'}").under == "~"


NUMBERS = [
    ("count", "3", 3),
    ("count", "+3", 3),
    ("count", "-3", -3),
    ("count", "'3'", 3),
    ("count", "999999999999999", 999_999_999_999_999),
    ("share", "1", 1.0),
    ("share", "-.5", -0.5),
    ("share", "1.", 1.0),
    ("share", "1e-2", 0.01),
]


@pytest.mark.parametrize(("key", "text", "value"), NUMBERS)
def test_numbers(key, text, value):
    assert getattr(filled(f"{{title: x, {key}: {text}}}"), key) == value


WHOLE = "a whole number is needed, not “{}”. Give a whole number, such as 3."
NUMBER = "a number is needed, not “{}”. Give a number, such as 0.5."
TRUTH = "true or false is needed, not “{}”. Give true or false."
NO_NUMBERS = [
    *(("count", text, WHOLE) for text in ("three", "3.0", "1e2", "0x10", "1_000", "٣")),
    *(("count", text, WHOLE) for text in ("1000000000000000", "--1", "+", "true", ".inf")),
    *(("share", text, NUMBER) for text in (".inf", "-.inf", ".nan", "nan", "Infinity", "half")),
    *(("share", text, NUMBER) for text in ("0.5.1", "1:30", "60%", "1e999", ".", "e1", "½")),
    *(("open", text, TRUTH) for text in ("yes", "no", "True", "on", "1", "truee")),
]


@pytest.mark.parametrize(("key", "text", "sentence"), NO_NUMBERS)
def test_what_is_no_number_and_no_truth(key, text, sentence):
    assert problems_in(f"title: x\n{key}: {text}") == [(2, key, sentence.format(text))]


def test_a_huge_number_is_refused_and_cut():
    [(line, path, sentence)] = problems_in(f"title: x\ncount: {'9' * 100_000}")
    assert (line, path) == (2, "count")
    assert sentence == WHOLE.format("9" * 59 + "…")


KEYS = "title, leaves, count, share, open, kind, words, in"
REFUSED = [
    (
        "[a]",
        1,
        "",
        f"keys are needed, not a list. Expected: {KEYS}.",
    ),
    (
        "word",
        1,
        "",
        f"keys are needed, not “word”. Expected: {KEYS}.",
    ),
    ("count: 1", 1, "", "title is missing. Add title: here."),
    ("title:", 1, "title", "text is needed, not nothing. Give text."),
    ("title: ~", 1, "title", "text is needed, not nothing. Give text."),
    ("title: null", 1, "title", "text is needed, not nothing. Give text."),
    ("title: ''", 1, "title", "text is needed, not “”. Give text."),
    ("title: '  '", 1, "title", "text is needed, not “”. Give text."),
    ("title: [x]", 1, "title", "text is needed, not a list. Give text."),
    ("title: {x: y}", 1, "title", "text is needed, not a mapping of keys. Give text."),
    ("title: x\nin: ''", 2, "in", "text is needed, not “”. Give text."),
    ("title: x\nsize: 1", 2, "size", f"the key size is unknown. Known here: {KEYS}."),
    ("title: x\ndigest: y", 2, "digest", f"the key digest is unknown. Known here: {KEYS}."),
    ("title: x\nSHARE: 1", 2, "SHARE", "the key SHARE is unknown. Did you mean “share”?"),
    ("title: x\nunder:\n  y", 2, "under", f"the key under is unknown. Known here: {KEYS}."),
    (
        "title: x\nleafs:\n\n  - name: y",
        2,
        "leafs",
        "the key leafs is unknown. Did you mean “leaves”?",
    ),
    ("title: x\nkind: elm", 2, "kind", "“elm” is not one of oak, ash. Known here: oak, ash."),
    ("title: x\nkind: aash", 2, "kind", "“aash” is not one of oak, ash. Did you mean “ash”?"),
    ("title: x\nkind: [oak]", 2, "kind", "a list is not one of oak, ash. Known here: oak, ash."),
    ("title: x\nkind:", 2, "kind", "nothing is not one of oak, ash. Known here: oak, ash."),
    ("title: x\nleaves: y", 2, "leaves", "a list is needed, not “y”. Write it as a list."),
    ("title: x\nleaves:", 2, "leaves", "a list is needed, not nothing. Write it as a list."),
    (
        "title: x\nleaves: {a: b}",
        2,
        "leaves",
        "a list is needed, not a mapping of keys. Write it as a list.",
    ),
    ("title: x\nleaves:\n - {}", 3, "leaves[1]", "name is missing. Add name: here."),
    (
        "title: x\nleaves:\n - name: a\n - b",
        4,
        "leaves[2]",
        "keys are needed, not “b”. Expected: name, size.",
    ),
    (
        "title: x\nwords: []",
        2,
        "words",
        "a mapping of keys is needed, not a list. Write it as key: value.",
    ),
    ("title: x\nwords: {a: [b, [c]]}", 2, "words.a[2]", "text is needed, not a list. Give text."),
]


@pytest.mark.parametrize(("text", "line", "path", "sentence"), REFUSED)
def test_what_does_not_fit(text, line, path, sentence):
    assert problems_in(text) == [(line, path, sentence)]


def test_all_problems_come_at_once_and_nothing_is_returned():
    problems = []
    text = "titel: x\nleaves: [{name: a, size: big}, {nam: b}]\ncount: many\n"
    assert fill(parse_document(text), Tree, problems) is None
    assert sorted((problem.line, problem.path) for problem in problems) == [
        (1, ""),
        (1, "titel"),
        (2, "leaves[1].size"),
        (2, "leaves[2]"),
        (2, "leaves[2].nam"),
        (3, "count"),
    ]


def test_an_unknown_key_alone_is_a_problem_and_leaves_the_rest_readable():
    problems = []
    tree = fill(parse_document("title: x\nage: 3"), Tree, problems)
    assert tree == Tree(title="x")
    assert len(problems) == 1


def test_a_flood_of_problems_is_cut_short():
    with pytest.raises(DocumentError) as refused:
        problems_in("title: x\n" + "".join(f"key{i}: 1\n" for i in range(20_000)))
    assert len(refused.value.problems) == MAX_PROBLEMS


WORDS = ", ".join(f"word{n}" for n in range(10, 99))


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("monitring", ["response", "monitoring"], "Did you mean “monitoring”?"),
        ("MONITORING", ["response", "monitoring"], "Did you mean “monitoring”?"),
        ("mon-1", ["MON-1", "MON-2"], "Did you mean “MON-1”?"),
        ("zebra", ["response", "monitoring"], "Known here: response, monitoring"),
        ("", ["a"], "Known here: a"),
        ("x", [], "None is known here"),
        ("x", [f"word{n}" for n in range(10, 99)], f"Known here: {WORDS[:199]}…"),
        ("x", ["word", "word"], "Known here: word"),
    ],
)
def test_suggestion(word, known, said):
    assert suggestion(word, known) == said
