"""What changed between two models, and what may still be compared."""

from functools import cache

import pytest

from readiness.core.activity_model import ActivityModel, read_model
from readiness.core.changes import Change, changes
from readiness.core.document import parse_document
from readiness.core.translations import sheet_of
from tests.core.test_activity_model import TEXT
from tests.small_models import NESTED, OPTIONS

MORE = """      - code: ADD
        title: Added
        items:
          - {code: ADD-1, scale: done, text: "We add."}
"""


@cache
def read(text):
    return read_model(text)


def between(text, *replaced):
    """The model in ``text`` and the same with words replaced."""
    other = text
    for old, new in replaced:
        assert old in other
        other = other.replace(old, new)
    return changes(old=read(text), new=read(other))


def verdicts(found):
    return {code: v.reasons for code, v in found.verdicts.items() if not v.comparable}


@pytest.mark.parametrize("text", [OPTIONS, NESTED, TEXT])
def test_a_model_and_itself_under_another_version_do_not_differ(text):
    found = changes(old=read(text), new=read(text.replace("version: ", "version: 1", 1)))
    assert found.differences == ()
    assert verdicts(found) == {}
    assert set(read(text).items) | {"overall"} <= set(found.verdicts)


def test_what_is_added_is_named_with_its_title_and_changes_what_it_is_part_of():
    found = changes(old=read(OPTIONS), new=read(OPTIONS + MORE))
    assert found.differences == (
        Change(kind="added", sort="activity", code="ADD", new="Added"),
        Change(kind="added", sort="item", code="ADD-1", new="We add."),
    )
    assert verdicts(found) == {
        "ADD-1": ("added",),
        "ADD": ("added",),
        "DAT": ("contents",),
        "overall": ("contents",),
    }
    assert {code: found.verdicts[code].sort for code in verdicts(found)} == {
        "ADD-1": "item",
        "ADD": "activity",
        "DAT": "domain",
        "overall": "overall",
    }


def test_what_is_removed_is_named_with_its_title():
    found = changes(old=read(OPTIONS + MORE), new=read(OPTIONS))
    assert [(c.kind, c.code, c.old) for c in found.differences] == [
        ("removed", "ADD", "Added"),
        ("removed", "ADD-1", "We add."),
    ]
    assert verdicts(found)["ADD-1"] == ("removed",)


def test_reworded_items_stand_with_both_texts_and_are_not_comparable():
    found = between(OPTIONS, ("We know where it lies.", "We know where all of it lies."))
    assert found.differences == (
        Change(
            kind="reworded",
            sort="item",
            code="INV-2",
            field="text",
            old="We know where it lies.",
            new="We know where all of it lies.",
        ),
    )
    assert verdicts(found) == {
        "INV-2": ("reworded",),
        "INV": ("contents",),
        "DAT": ("contents",),
        "overall": ("contents",),
    }


def test_more_space_between_words_is_no_change():
    assert between(OPTIONS, ("We know where", "We  know where")).differences == ()


def test_a_word_of_a_scale_changes_the_items_that_show_it():
    found = between(OPTIONS, ("name: Largely", "name: Mostly"))
    assert [(c.kind, c.sort, c.code, c.field, c.new) for c in found.differences] == [
        ("reworded", "scale", "done", "names", "No, Partly, Mostly, Fully")
    ]
    assert verdicts(found)["INV-1"] == ("reworded",)
    named = between(TEXT, ("name: Routine", "name: Regular"))
    assert named.of("reworded")[0].code == "practice"
    assert "MON-1-Q1" not in verdicts(named)  # its statements are what people read


def test_other_numbers_or_answers_are_another_scale():
    found = between(OPTIONS, ("number: 0.85", "number: 0.8"))
    assert [(c.kind, c.field, c.old, c.new) for c in found.differences] == [
        ("rescaled", "numbers", "0, 0.25, 0.85, 1", "0, 0.25, 0.8, 1")
    ]
    assert verdicts(found)["DEL-1"] == ("rescaled",)
    fewer = between(OPTIONS, ('      - {value: "0.25", name: Partly}\n', ""), ('"0.25"', '"No"'))
    assert fewer.of("rescaled")[0].new == "No, largely, fully"
    assert "rescaled" in verdicts(fewer)["INV-2"]


def test_criteria_count_as_answers():
    found = between(OPTIONS, ("caps_at: largely", "caps_at: fully"))
    assert [(c.kind, c.field, c.new) for c in found.differences] == [
        ("rescaled", "criteria.INV-1-A.caps_at", "fully")
    ]
    assert verdicts(found)["INV-1"] == ("rescaled",)


def test_an_item_that_moves_stays_comparable_and_its_activities_do_not():
    [moved] = [f"{line}\n" for line in OPTIONS.splitlines() if "code: INV-2," in line]
    found = changes(old=read(OPTIONS), new=read(OPTIONS.replace(moved, "") + moved))
    assert found.differences == (
        Change(kind="moved", sort="item", code="INV-2", old="INV", new="DEL"),
    )
    assert verdicts(found) == {
        "INV": ("contents",),
        "DEL": ("contents",),
        "DAT": ("contents",),
        "overall": ("contents",),
    }


def test_other_people_make_an_item_incomparable_other_selections_do_not():
    found = between(NESTED, (", audience: leads}", "}"))
    assert [(c.kind, c.code, c.old, c.new) for c in found.differences] == [
        ("asked", "HEAR-3", "leads", "everyone")
    ]
    assert verdicts(found)["HEAR-3"] == ("asked",)
    selected = between(OPTIONS, ('lies.", profiles: [extended]', 'lies.", profiles: [core]'))
    assert [(c.kind, c.code) for c in selected.differences] == [("asked", "INV-2")]
    assert verdicts(selected) == {}


def test_weights_change_figures_and_no_item():
    found = between(OPTIONS, ("code: DEL\n", "code: DEL\n        weight: 2\n"))
    assert [(c.kind, c.code, c.old, c.new) for c in found.differences] == [
        ("reweighted", "DEL", "1", "2")
    ]
    assert verdicts(found) == {"DAT": ("reweighted",), "overall": ("contents",)}


def test_a_target_changes_no_verdict():
    found = between(OPTIONS, ("code: DEL\n", "code: DEL\n        target: 0.5\n"))
    assert [(c.kind, c.code, c.field) for c in found.differences] == [
        ("retargeted", "DEL", "target")
    ]
    assert verdicts(found) == {}


def test_rules_of_answers_concern_everything_rules_of_one_node_only_it():
    found = between(OPTIONS, ("domains:", "rules: {answers: {dont_know: not_met}}\ndomains:"))
    assert [(c.kind, c.sort, c.field, c.old, c.new) for c in found.differences] == [
        ("rules", "model", "rules.answers.dont_know", "exclude", "not_met")
    ]
    assert verdicts(found)["INV-1"] == ("rules",)
    assert verdicts(found)["overall"] == ("contents", "rules")
    one = between(OPTIONS, ("code: DEL\n", "code: DEL\n        score_rule: {rule: minimum}\n"))
    assert one.of("rules")[0].code == "DEL"
    assert verdicts(one) == {
        "DEL": ("rules",),
        "DAT": ("contents",),
        "overall": ("contents",),
    }


def test_questions_about_owners_have_verdicts_of_their_own():
    found = between(NESTED, ("we hear what is said", "we notice what is said"))
    assert verdicts(found) == {"HEAR:today": ("reworded",)}
    option = between(NESTED, ("[{code: staff, text: Staff}", "[{code: all, text: All}"))
    assert verdicts(option) == {"ROLE": ("rescaled",)}


def in_german(text):
    return text + sheet_of(parse_document(text), ActivityModel, "de")


def test_a_translation_is_told_where_it_belongs():
    german = in_german(OPTIONS)
    other = german.replace("DEL-1.text: We delete", "DEL-1.text: Wir löschen")
    found = changes(old=read(german), new=read(other))
    assert [(c.kind, c.code, c.field, c.new) for c in found.differences] == [
        ("reworded", "DEL-1", "translations.de.text", "Wir löschen what we do not need.")
    ]
    assert {code for code, reasons in verdicts(found).items() if "reworded" in reasons} == {"DEL-1"}
    scale = changes(old=read(german), new=read(german.replace("0.25.name: Partly", "0.25.name: X")))
    assert {code for code, reasons in verdicts(scale).items() if "reworded" in reasons} == {
        *("INV-1", "INV-2", "DEL-1")
    }


def test_a_translated_question_about_owners_is_told_apart():
    german = in_german(NESTED)
    other = german.replace("HEAR.phrase: we hear", "HEAR.phrase: wir hören")
    found = changes(old=read(german), new=read(other))
    assert verdicts(found) == {"HEAR:today": ("reworded",)}


def test_another_language_changes_nothing_in_those_there_were():
    found = changes(old=read(OPTIONS), new=read(in_german(OPTIONS)))
    assert found.differences == (Change(kind="added", sort="language", code="de", new="de"),)
    assert verdicts(found) == {}
