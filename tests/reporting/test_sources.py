"""Survey, evidence and decision side by side: sentences, the table, and what was agreed."""

from dataclasses import replace

import pytest

from readiness.core.grounds import DecisionSource, EvidenceSource, Sources, SurveySource
from readiness.reporting.story.build import build_story
from readiness.reporting.story.sources import agreed_in_short, agreed_words, source_sentences
from tests.reporting.hand_made import reading, release, shipped_model

MODEL = shipped_model()
BASE = release(MODEL)
SURVEY = SurveySource(level=1, score=1.7, score_bound=None)
READ = EvidenceSource(
    kind="document",
    level=2,
    level_word="Assigned",
    by="N. Okafor",
    reason="Four weekly reports",
    seen_on="2026-03-30",
    delta=1,
)
DECIDED = DecisionSource(
    level=3,
    level_word="Routine",
    accountable="marketing",
    responsible=("marketing",),
    consulted=("it",),
    informed=(),
    checks=(),
    reason="The reports were shown",
    dissent="IT has not seen them",
    decided_on="2026-04-09",
    status="accepted",
    status_on="2026-04-14",
    status_by="Ada Lovelace",
    instead=None,
)
DECLINED = {"status": "declined", "status_on": "2026-04-16", "instead": "communications"}


def with_sources(decision=None, *evidence, delta=None, code="RSP-1"):
    """The hand-made Release with sources beside one activity's survey."""
    sources = Sources(survey=SURVEY, evidence=evidence, decision=decision, delta=delta)
    return replace(
        BASE,
        activities=tuple(
            replace(result, sources=sources) if result.code == code else result
            for result in BASE.activities
        ),
    )


def told(decision=None, *evidence, delta=None):
    there = reading(with_sources(decision, *evidence, delta=delta), MODEL)
    return source_sentences(there, there.results["RSP-1"])


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (READ, "Document, 30 March 2026: 2 Assigned (+1 against the survey)."),
        (
            replace(READ, kind="interview", level=1, delta=0),
            "Interview, 30 March 2026: 1 Improvised (as in the survey).",
        ),
        (replace(READ, level=0, delta=None), "Document, 30 March 2026: 0 Absent."),
    ],
)
def test_evidence_is_said_with_its_day_and_its_difference_to_the_survey(found, text):
    assert told(None, found) == [text]


@pytest.mark.parametrize(
    ("changed", "delta", "text"),
    [
        (
            {},
            2,
            (
                "Workshop, 9 April 2026: 3 Routine (+2 against the survey); Marketing answers for "
                "it; accepted 14 April 2026; said by Ada Lovelace."
            ),
        ),
        (
            {"level": None, "status": "proposed", "status_on": None, "status_by": None},
            None,
            "Workshop, 9 April 2026: Marketing is to answer for it.",
        ),
        (
            DECLINED | {"level": 0, "status_by": None},
            -1,
            (
                "Workshop, 9 April 2026: 0 Absent (−1 against the survey); Marketing was to answer "
                "for it; declined 16 April 2026; Communications is proposed instead."
            ),
        ),
        (
            {"accountable": None, "status": "proposed", "status_on": None},
            2,
            "Workshop, 9 April 2026: 3 Routine (+2 against the survey).",
        ),
    ],
)
def test_a_decision_is_said_with_level_owner_and_status(changed, delta, text):
    assert told(replace(DECIDED, **changed), delta=delta) == [text]


def test_a_questions_page_says_it_below_what_staff_say():
    page = build_story(release=with_sources(DECIDED, READ, delta=2), model=MODEL).questions[1]
    assert [detail.text for detail in page.activities[0].details][1:] == [
        "Document, 30 March 2026: 2 Assigned (+1 against the survey).",
        (
            "Workshop, 9 April 2026: 3 Routine (+2 against the survey); Marketing answers for it; "
            "accepted 14 April 2026; said by Ada Lovelace."
        ),
    ]


def table_of(base, code):
    tables = build_story(release=base, model=MODEL).annex.tables
    return next((table for table in tables if table.code == code), None)


def test_the_annex_has_a_row_for_every_source_with_who_when_and_why():
    table = table_of(with_sources(DECIDED, READ, delta=2), "annex-sources")
    assert [row.group for row in table.rows] == ["Deciding whether and how to respond", None, None]
    assert [[(cell.text, cell.note) for cell in row.cells] for row in table.rows] == [
        [("Survey", ""), ("1 Improvised", "score 1.7"), ("–", ""), ("–", ""), ("–", "")],
        [
            ("Document", ""),
            ("2 Assigned", ""),
            ("+1", ""),
            ("N. Okafor, 30 March 2026", ""),
            ("Four weekly reports", ""),
        ],
        [
            ("Decision", ""),
            ("3 Routine", ""),
            ("+2", ""),
            (
                "Workshop, 9 April 2026",
                "Marketing answers for it; accepted 14 April 2026; said by Ada Lovelace",
            ),
            ("The reports were shown", "Dissent: IT has not seen them"),
        ],
    ]


@pytest.mark.parametrize(
    ("decision", "short", "long"),
    [
        (None, "Not agreed", "Not agreed"),
        (replace(DECIDED, accountable=None), "Not agreed", "Not agreed"),
        (replace(DECIDED, status="proposed", status_on=None), "Agreed 9 April", "Agreed 9 April"),
        (DECIDED, "Agreed 9 April", "Agreed 9 April, accepted 14 April"),
        (
            replace(DECIDED, status="confirmed", status_on="2026-04-21"),
            "Agreed 9 April",
            "Agreed 9 April, confirmed 21 April",
        ),
        (
            replace(DECIDED, **DECLINED),
            "Declined 16 April",
            "Agreed 9 April, declined 16 April; Communications is next",
        ),
        (
            replace(DECIDED, **DECLINED | {"instead": None}),
            "Declined 16 April",
            "Agreed 9 April, declined 16 April",
        ),
    ],
)
def test_what_was_agreed_is_said_in_short_and_in_full(decision, short, long):
    there = reading(with_sources(decision), MODEL)
    result = there.results["RSP-1"]
    assert (agreed_in_short(result), agreed_words(there, result)) == (short, long)


def test_agreed_letters_stand_in_the_table_of_duties_and_others_are_not_agreed():
    page = build_story(release=with_sources(DECIDED), model=MODEL).raci
    rows = {row.key: [cell.text for cell in row.cells] for row in page.table.rows}
    assert rows["RSP-1"][1:] == ["", "", "C", "A", "Agreed 9 April"]
    assert rows["RSP-2"][1:] == ["A", "R", "C", "I", "Not agreed"]
    assert page.heading.lead.text == (
        "Where a workshop agreed, the row shows what it agreed on. The others are proposals to "
        "accept or change."
    )


def test_once_declined_the_proposed_letters_stand_again():
    page = build_story(release=with_sources(replace(DECIDED, **DECLINED)), model=MODEL).raci
    rows = {row.key: [cell.text for cell in row.cells] for row in page.table.rows}
    assert rows["RSP-1"][1:] == ["A", "R", "C", "I", "Declined 16 April"]


def test_checks_are_those_of_what_was_agreed():
    page = build_story(
        release=with_sources(replace(DECIDED, checks=("letter_missing",))), model=MODEL
    ).raci
    assert [check.text for check in page.checks] == [
        (
            "By the model's rules a department would have more to do with it than was agreed: "
            "deciding whether and how to respond."
        )
    ]


def test_proposals_have_who_was_agreed_on_beside_who_is_proposed():
    table = table_of(with_sources(DECIDED), "annex-agreed")
    rows = {row.key: row.cells[-1] for row in table.rows}
    agreed, open_ = rows["proposal-RSP-1"], rows["proposal-RSP-2"]
    assert (agreed.text, agreed.note) == ("Marketing", "Agreed 9 April, accepted 14 April")
    assert (open_.text, open_.note) == ("Not agreed", "")


def test_next_steps_are_those_of_who_was_agreed_on():
    story = build_story(release=with_sources(DECIDED), model=MODEL)
    assert story.questions[1].step.owner == "Marketing"
    rows = [row for table in (story.steps.soon, story.steps.later) if table for row in table.rows]
    owner = next(row.cells[1] for row in rows if row.key == "RSP-1")
    assert (owner.text, owner.note) == ("Marketing", "agreed")


def test_the_method_says_that_nothing_beside_the_survey_changes_it():
    story = build_story(release=with_sources(None, READ), model=MODEL)
    [limits] = [s for s in story.method.sections if s.code == "method-limits"]
    said = [point.text for point in limits.points]
    assert "Evidence and decisions change no figure of the survey." in said


def test_with_the_survey_alone_nothing_of_it_is_said():
    """Sources are there, for the survey's figures stand in them, and nothing is printed of them."""
    assert build_story(release=with_sources(), model=MODEL) == build_story(
        release=BASE, model=MODEL
    )
