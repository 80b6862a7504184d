"""Gaps, departments, duties, organising form, steps, method and annex."""

from dataclasses import replace

import pytest

from readiness.core.release import (
    NearMiss,
    NodeBasis,
    OwnerLoad,
    Raci,
    Warning_,
)
from readiness.reporting.story.build import build_story
from tests.reporting.hand_made import (
    ownership,
    release,
    shipped_model,
    with_node,
    with_ownership,
)

S = "\N{NO-BREAK SPACE}"
MODEL = shipped_model()
BASE = release(MODEL)
CODES = tuple(MODEL.activities)
WITHHELD = {"released": False, "score": None, "level": None, "gap": None, "band": None, "n": None}


def story(base=BASE):
    return build_story(release=base, model=MODEL)


def texts_of(row):
    return [cell.text for cell in row.cells]


def row(table, key):
    return next(found for found in table.rows if found.key == key)


# Gaps


def test_gaps_stand_in_the_order_of_priority():
    order = tuple(replace(a, rank=len(CODES) - n) for n, a in enumerate(BASE.activities))
    page = story(replace(BASE, activities=order)).gaps
    assert [found.key for found in page.table.rows] == list(reversed(CODES))
    assert [point.key for point in page.points] == list(reversed(CODES))


def test_a_gap_has_today_target_gap_priority_and_pattern():
    found = row(story().gaps.table, "MON-1")
    assert texts_of(found) == [
        "1",
        "Listening to public conversation",
        "1.7",
        "3.0",
        "1.3",
        "4.8",
        "Clear owner",
        "76",
    ]
    assert [cell.note for cell in found.cells[2:4]] == ["1 Improvised", "3 Routine"]


@pytest.mark.parametrize(
    ("reason", "note"),
    [
        ("polarised", "views far apart, so no level"),
        ("not_visible", "not visible to staff, so no level"),
    ],
)
def test_where_there_is_no_level_the_table_says_why(reason, note):
    base = with_node(BASE, "MON-1", None, level=None, level_word=None, no_level=reason)
    assert row(story(base).gaps.table, "MON-1").cells[2].note == note


def test_a_score_that_may_not_be_shown_is_withheld_everywhere():
    base = with_node(BASE, "MON-1", None, **WITHHELD)
    base = replace(
        base,
        activities=tuple(
            replace(a, rank=None) if a.code == "MON-1" else a for a in BASE.activities
        ),
    )
    page = story(base).gaps
    assert texts_of(row(page.table, "MON-1"))[2:6] == ["too few answers", "–", "–", "–"]
    assert "MON-1" not in [point.key for point in page.points]
    assert "listening to public conversation too few answers" in page.chart_alt


def test_a_level_missed_by_little_is_printed_with_both_shares():
    base = with_node(BASE, "MON-1", None, near_miss=NearMiss(name="2", share=58, needed=60))
    assert story(base).gaps.notes[-1].text == (
        f"Listening to public conversation: 58{S}% say level 2 or better; 60{S}% needed."
    )


def test_the_title_says_when_every_activity_is_at_its_target():
    none = tuple(replace(a, rank=None) for a in BASE.activities)
    page = story(replace(BASE, activities=none)).gaps
    assert page.heading.title == "Every activity with a score is at its target"


# Departments


def test_departments_that_may_not_be_shown_look_all_alike():
    hidden = replace(BASE.departments[0], group=None)
    base = replace(BASE, departments=(hidden, *BASE.departments[1:]), groups=BASE.groups[1:])
    base = with_node(base, "NEW", "it", **WITHHELD)
    table = story(base).departments.table
    assert set(texts_of(row(table, "communications"))[1:]) == {"too few answers"}
    assert {cell.state for cell in row(table, "communications").cells[1:]} == {"withheld"}
    assert texts_of(row(table, "it")) == [
        "IT",
        "1.8",
        "1.8",
        "too few answers",
        "1.8",
        "1.8",
        "1.8",
        "20",
    ]
    assert texts_of(table.rows[-1])[0] == "The organisation"


def test_a_score_at_the_end_of_the_scale_is_printed_with_its_bound():
    base = with_node(BASE, "MON", "it", score=0.2, score_bound="or_below")
    base = with_node(base, "RSP", "it", score=3.8, score_bound="or_above")
    cells = texts_of(row(story(base).departments.table, "it"))
    assert cells[1:3] == ["0.2 or below", "3.8 or above"]


def test_different_pictures_make_the_title_when_they_are_far_apart():
    basis = NodeBasis(
        rule="departments", lowest="it", highest="marketing", spread=2.3, counted=4, of=4
    )
    base = with_node(BASE, "NEW-2-Q1", None, basis=basis)
    base = with_node(base, "NEW-2-Q1", "it", score=0.6)
    base = with_node(base, "NEW-2-Q1", "marketing", score=2.9)
    assert story(base).departments.heading.title == (
        "Departments live with different pictures of deciding on new services: from 0.6 to 2.9"
    )
    near = with_node(base, "NEW-2-Q1", None, basis=replace(basis, spread=1.4))
    assert story(near).departments.heading.title.startswith("Monitoring, response, keeping up")


def test_the_domain_furthest_from_its_target_makes_the_title():
    base = with_node(BASE, "NEW", None, score=1.0, gap=2.0)
    assert story(base).departments.heading.title == (
        "Keeping up with new services is furthest from its target: 1.0 today, 3.0 needed"
    )


# Duties


def with_raci(code, **changes):
    return replace(
        BASE,
        activities=tuple(
            replace(a, raci=replace(a.raci, **changes)) if a.code == code else a
            for a in BASE.activities
        ),
    )


def test_every_row_has_exactly_one_who_answers():
    for found in story().raci.table.rows:
        assert texts_of(found).count("A") == 1


def test_whoever_answers_and_does_the_work_is_printed_as_answering():
    base = with_raci("MON-1", responsible=("communications",))
    assert texts_of(row(story(base).raci.table, "MON-1")) == [
        "Listening to public conversation",
        "A",
        "",
        "C",
        "I",
        "recommended",
    ]


def test_a_provisional_owner_is_marked():
    page = story(with_raci("MON-1", provisional=True)).raci
    found = row(page.table, "MON-1")
    assert (found.mark, found.cells[1].note, found.cells[-1].text) == (
        "provisional",
        "provisional",
        "provisional: decide",
    )
    assert page.heading.lead.text.endswith(
        "Provisional, to be decided in a workshop: listening to public conversation."
    )


def test_an_owner_to_be_named_is_visible():
    page = story(with_raci("MON-1", accountable=None, checks=("no_accountable",))).raci
    found = row(page.table, "MON-1")
    assert (found.mark, found.cells[-1].text) == ("to_be_named", "owner to be named")
    assert page.checks[-1].text == "Owner to be named: listening to public conversation."


def load(department="communications", number=6, **changes):
    base = OwnerLoad(
        department=department,
        activities=CODES[:number],
        hours=30,
        available=36,
        overloaded=False,
        too_many=False,
    )
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("loads", "title"),
    [
        (
            (load(number=6),),
            (
                "If all proposals are accepted, Communications answers for 6 activities, with 3 "
                "hours "
                "a week "
                "for them"
            ),
        ),
        (
            (load(number=1),),
            (
                "If all proposals are accepted, Communications answers for 1 activity, with 3 "
                "hours a "
                "week for "
                "them"
            ),
        ),
        (
            (load(number=3), load("it", number=3)),
            "If all proposals are accepted, Communications and IT answer for 3 activities each",
        ),
        ((), "No activity has a proposed owner yet"),
    ],
)
def test_the_title_says_what_the_first_owner_would_carry(loads, title):
    assert story(replace(BASE, owners=loads)).raci.heading.title == title


def test_hours_that_are_not_stated_are_said_to_be_missing():
    departments = tuple(replace(d, hours=None) for d in BASE.departments)
    page = story(replace(BASE, departments=departments)).raci
    assert page.heading.title.endswith("; its hours are not stated")


def test_checks_are_sentences():
    base = replace(
        with_raci("MON-1", checks=("dated_condition", "many_consulted", "end_date")),
        owners=(load(too_many=True),),
        warnings=(Warning_(code="no_letter", subject="it"),),
    )
    assert [check.text for check in story(base).raci.checks] == [
        f"Communications would answer for more than 40{S}% of the activities.",
        "The owner has a condition to settle, with a date: listening to public conversation.",
        "More than 4 departments to ask before: listening to public conversation.",
        "Needs an end date, because it is not meant to last: listening to public conversation.",
        "No duty yet: IT.",
    ]


def test_a_closed_activity_has_no_owner_and_says_why():
    empty = Raci(
        accountable=None, responsible=(), consulted=(), informed=(), provisional=False, checks=()
    )
    closed = tuple(
        replace(a, closed=True, rank=None, step=None, raci=empty) if a.code == "LED-1" else a
        for a in BASE.activities
    )
    base = with_node(replace(BASE, activities=closed), "LED-1", None, **WITHHELD)
    base = with_ownership(base, "LED-1", ownership(pattern="closed", shares={}, verdict="closed"))
    found = story(base)
    assert row(found.raci.table, "LED-1").cells[-1].text == "exit test met"
    assert texts_of(row(found.gaps.table, "LED-1"))[2] == "closed"


# Organising form


def test_the_form_page_shows_every_condition_with_value_and_sign():
    page = story().form
    assert page.heading.title == (
        "“Temporary point person” fits today's evidence; a new team meets 0 of 5 conditions"
    )
    assert [block.result for block in page.forms] == [
        "other",
        "chosen",
        "runner_up",
        "other",
        "other",
        "other",
    ]
    rows = page.forms[1].table.rows
    assert [texts_of(found) for found in rows] == [
        ["Overall score", "1.6", "below 2.25", "yes"],
        ["Activities without an owner", f"18{S}%", f"30{S}% or more", "yes"],
        ["Getting up to speed", "1.6", "below 2.0", "yes"],
    ]
    assert [found.group for found in rows] == [None, "One of these is enough", None]
    assert page.gate is None


def condition(**changes):
    form = BASE.form
    first = form.conditions[0]
    conditions = (replace(first.conditions[0], **changes), *first.conditions[1:])
    found = (replace(first, conditions=conditions), *form.conditions[1:])
    page = story(replace(BASE, form=replace(form, conditions=found))).form
    return page.forms[0].table.rows[0].cells


def test_a_condition_near_its_threshold_says_so():
    assert condition(close=True)[-1].note == "close"
    missed = condition(close=True, value=1.3, threshold=1.3, met=False)
    assert (missed[-1].text, missed[-1].note) == ("no", "just missed")


def test_a_condition_that_could_not_be_tested_says_so():
    cells = condition(value=None, met=None)
    assert [cell.text for cell in cells[1:]] == ["not known", "below 1.25", "not tested"]
    assert cells[-1].tone == "untested"


def test_the_runner_up_says_what_would_have_to_change():
    section = next(s for s in story().form.sections if s.code == "form-note-runner-up")
    assert section.title == "Next in line: Dedicated function"
    assert section.paragraphs[0].text == (
        "0 of 5 conditions hold. It would fit with: leadership backing 2.5 or more (1.6 today), "
        "two-way "
        "dialogue 2.0 or more (1.6 today), coordination 2.0 or more (1.6 today), room of the "
        "proposed "
        f"leads below 1.5 (1.6 today) and answers that ask for a new team 40{S}% or more (18{S}% "
        "today)."
    )


def test_a_host_between_two_candidates_is_not_decided_by_the_report():
    base = with_ownership(
        BASE, "LED-1", ownership(verdict="two_candidates", runner_up="marketing", margin=2.0)
    )
    section = story(base).form.sections[0]
    assert section.paragraphs[0].text.endswith("Communications or Marketing would host it.")


# Steps


def test_steps_that_take_longer_than_the_first_weeks_come_later():
    slow = tuple(
        replace(a, step=replace(a.step, weeks=24)) if a.code == "MON-1" else a
        for a in BASE.activities
    )
    page = story(replace(BASE, activities=slow)).steps
    assert [found.key for found in page.later.rows] == ["MON-1"]
    assert len(page.soon.rows) == len(CODES) - 1
    assert story().steps.later is None


def test_a_step_has_owner_text_hours_weeks_and_first_step():
    assert texts_of(row(story().steps.soon, "MON-1")) == [
        "Listening to public conversation",
        "Communications",
        "Name one colleague and write down ten sources to check every week.",
        "8",
        "4",
        "Ask who already looks, and ask that person to take it on.",
    ]


@pytest.mark.parametrize(
    ("changes", "title", "fits"),
    [
        (
            {"hours": 218, "overloaded": True},
            "Communications would need 218 hours in 12 weeks; 36 are stated",
            "no: free hours or share the steps",
        ),
        ({}, "Communications carries most: 30 hours in 12 weeks, of 36 stated", "yes"),
        (
            {"available": None, "hours": 1},
            "Communications carries most: 1 hour in 12 weeks; its hours are not stated",
            "ask the head",
        ),
    ],
)
def test_the_title_and_the_table_say_whether_the_hours_are_enough(changes, title, fits):
    page = story(replace(BASE, owners=(load(**changes),))).steps
    assert page.heading.title == title
    assert page.owners.rows[0].cells[-1].text == fits


def test_without_steps_the_page_says_so():
    none = tuple(replace(a, rank=None, step=None) for a in BASE.activities)
    page = story(replace(BASE, activities=none, owners=(load(hours=0),))).steps
    assert page.heading.title == "No step is open: no activity with a score is below its target"
    assert texts_of(page.soon.rows[0])[0] == "No step is open"


# Method and annex


def test_what_is_missing_is_listed_by_kind():
    base = replace(
        BASE,
        warnings=(
            Warning_(code="hours_not_stated", subject="it"),
            Warning_(code="hours_not_stated", subject="marketing"),
            Warning_(code="invited_unknown"),
            Warning_(code="not_part", subject="MON-1-Q1", other="it"),
        ),
    )
    section = story(base).method.sections[0]
    assert [point.text for point in section.points] == [
        "Hours a week not stated by the head: IT and Marketing.",
        "How many were invited is not stated, so there is no share.",
        (
            "Most say that it is not part of their work, so they are left out: listening to public "
            "conversation (IT)."
        ),
    ]


def test_a_report_without_protection_says_so_on_its_cover():
    found = story(replace(BASE, floor=1, warnings=(Warning_(code="no_confidentiality"),)))
    assert found.cover.confidentiality.text == (
        "Not for passing on. Small groups are not protected in this report."
    )
    assert found.running.endswith("not for passing on")
    assert not any("dropped before" in t.text for s in found.method.sections for t in s.paragraphs)


def test_the_model_is_named_with_version_and_fingerprint():
    facts = {fact.label: fact.text for fact in story().method.identity}
    assert facts["Version"] == MODEL.model.version
    assert facts["Fingerprint (SHA-256)"] == MODEL.sha256


def test_annex_tables_are_numbered_and_rows_have_a_cell_for_every_column():
    tables = story().annex.tables
    assert [table.number for table in tables] == [f"A{n}" for n in range(1, len(tables) + 1)]
    for table in tables:
        assert table.rows
        assert {len(found.cells) for found in table.rows} == {len(table.columns)}


def test_the_annex_has_every_figure_of_the_organisation():
    keys = {found.key for found in story().annex.tables[0].rows}
    assert keys == {f"node-{node.code}" for node in BASE.nodes if node.department is None}


def test_anchors_are_unique():
    found = story()
    pages = [found.cover, found.summary, *found.questions, found.gaps, found.departments]
    pages += [found.raci, found.form, found.steps, found.method, found.annex]
    anchors = [page.heading.code for page in pages]
    anchors += [mail.code for page in found.questions for mail in page.mails]
    sections = [*found.form.sections, *found.method.sections]
    for page in found.questions:
        sections += [s for s in (page.changes, page.conditions, page.exceptions) if s]
    anchors += [section.code for section in sections]
    assert len(anchors) == len(set(anchors))
    asked = [p.ref for step in found.summary.monday for p in step.text.parts if p.ref]
    assert set(asked) <= set(anchors)


def test_departments_shown_together_are_named_together_in_the_annex():
    first = BASE.groups[0]
    joined = replace(first, name="Human resources + Legal", departments=(first.key, "legal"))
    base = replace(BASE, groups=(joined, *BASE.groups[1:]))
    item = next(node for node in base.nodes if node.kind == "item" and node.department is None)
    basis = NodeBasis(rule="departments", lowest=first.key, highest=first.key, counted=2, of=2)
    tables = story(with_node(base, item.code, None, basis=basis)).annex.tables
    spread = next(t for t in tables if "lowest" in [column.key for column in t.columns])
    row = next(row for row in spread.rows if row.cells[0].text == item.code)
    assert [cell.text for cell in row.cells].count("Human resources + Legal") == 2
