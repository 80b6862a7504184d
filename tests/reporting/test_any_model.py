"""The report knows no model: another one, odd scopes and missing figures all read well."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.core.activity_model import read_model
from readiness.core.release import Coverage, Stability
from readiness.core.scope import Department, Scope
from readiness.core.tally import tally_from_counts
from readiness.reporting.story.build import build_story
from readiness.reporting.story.whole import Story
from tests.reporting import hand_made
from tests.reporting.figures import texts

STORY = Path(build_story.__code__.co_filename).parent
MODEL = hand_made.shipped_model()
BASE = hand_made.release(MODEL)
PLACEHOLDERS = re.compile(
    r"\b(\w+) \1\b|%\(|%s|\{\w*\}|\bNone\b(?! of)|<bound|\(\)|  |\.\.| ,| \.(?!\d)"
)


def test_no_code_of_the_shipped_model_stands_in_the_source():
    codes = [*MODEL.activities, *MODEL.items, *(f'"{d.code}"' for d in MODEL.domains)]
    codes += [f'"{q.code}"' for q in MODEL.executive_questions]
    codes += [f'"{form.code}"' for form in MODEL.rules.forms.order]
    for path in STORY.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert [code for code in codes if code in text] == [], path.name


def other_model():
    """The shipped model with every code, several titles and the default department changed."""
    path = next(hand_made.DATA.glob("social-media-readiness-*.yaml"))
    text, _mark, _german = path.read_text(encoding="utf-8").partition("\ntranslations:")
    for old, new in {"MON": "ZED", "RSP": "YAK", "NEW": "XIS", "LED": "WOE", "GDL": "VAL"}.items():
        text = re.sub(rf"\b{old}\b", new, text)
    text = text.replace("code: new_services, title", "code: tools, title")
    text = text.replace("code: monitoring, title", "code: listening, title")
    text = text.replace("of: [monitoring, response]", "of: [listening, response]")
    text = text.replace('title: "Temporary point person"', 'title: "Pilot"')
    return read_model(text.replace("id: social-media-readiness", "id: other"))


def test_another_model_is_told_in_its_own_words():
    model = other_model()
    story = build_story(release=hand_made.release(model), model=model)
    assert [page.heading.code for page in story.questions] == [
        "question-listening",
        "question-response",
        "question-tools",
    ]
    assert story.form.heading.title.startswith("“Pilot” fits today's evidence")
    assert not [t for t in texts(story) if re.search(r"\b(MON|RSP|NEW|LED|GDL)-\d", t)]


def reads_well(story: Story) -> list[str]:
    """Texts with a placeholder, a doubled space or a stray stop."""
    return [text for text in texts(story) if PLACEHOLDERS.search(text)]


def test_no_text_has_a_placeholder_or_a_stray_stop():
    assert reads_well(build_story(release=BASE, model=MODEL)) == []


def without_figures():
    """Nothing may be shown of anybody: no group, no score, no share, no candidate."""
    hidden = tuple(replace(d, group=None, hours=None, authority=None) for d in BASE.departments)
    nodes = tuple(
        replace(
            BASE.nodes[0], code=n.code, kind=n.kind, department=None, released=False, score=None
        )
        for n in BASE.nodes
        if n.department is None
    )
    empty = hand_made.ownership(
        pattern="insufficient",
        shares={},
        should={},
        dk=None,
        dk_involved=None,
        views=0,
        groups=0,
        top=None,
        second=None,
        claimants=(),
        involved=(),
        verdict="none",
        recommended=None,
        runner_up=None,
        margin=None,
        criteria=tuple(hand_made.candidate(d.key, None) for d in hidden),
        stability=Stability(pattern=100, owner=None),
        winners={},
        confidence=None,
    )
    activities = tuple(
        replace(
            a,
            ownership=empty,
            priority=None,
            rank=None,
            step=None,
            lead_group=None,
            raci=replace(a.raci, accountable=None, checks=("no_accountable",)),
        )
        for a in BASE.activities
    )
    gate = tuple(replace(g, met=False, value=0) for g in BASE.form.gate)
    return replace(
        BASE,
        departments=hidden,
        groups=(),
        nodes=nodes,
        activities=activities,
        owners=(),
        coverage=Coverage(
            answered=0, invited=0, share=None, departments=4, shown=0, joined=0, few=False
        ),
        counted=replace(BASE.counted, owned=0, insufficient=16, at_target=0, scored=0),
        questions=tuple(
            replace(
                q,
                verdict="none",
                lead=None,
                runner_up=None,
                margin=None,
                scores=(),
                not_scored=tuple(d.key for d in hidden),
                stability=None,
                winners={},
                confidence=None,
            )
            for q in BASE.questions
        ),
        form=replace(BASE.form, code="not_enough_to_say", gate=gate, host=None, stability=None),
    )


def test_a_release_without_a_single_figure_still_reads_well():
    story = build_story(release=without_figures(), model=MODEL)
    assert reads_well(story) == []
    assert story.summary.heading.title == (
        "Too few answers to say who can answer for monitoring, response and new services"
    )
    assert story.gaps.heading.title == "Too few answers to show a gap"
    assert story.departments.heading.title == "Too few answers to compare departments"
    assert story.raci.heading.title == "No activity has a proposed owner yet"
    assert story.form.heading.title == "Not enough evidence to choose a form"
    assert [page.bars for page in story.questions] == [None, None, None]
    assert [page.why for page in story.questions] == [None, None, None]


def test_an_assessment_nobody_answered_can_be_told():
    from readiness.core.assess import assess

    departments = (
        Department(key="a", name="North", type="it", invited=9, hours=0, authority=0),
        Department(key="b", name="South"),
    )
    release = assess(
        model=MODEL, scope=Scope(departments=departments, floor=5), tally=tally_from_counts({})
    )
    story = build_story(release=release, model=MODEL)
    assert reads_well(story) == []
    assert story.summary.monday


@pytest.mark.parametrize("verdict", ["likely", "two_candidates", "not_scored", "by_role", "none"])
@pytest.mark.parametrize("pattern", [*MODEL.rules.priority_factor])
def test_every_pattern_with_every_verdict_reads_well(pattern, verdict):
    owner = hand_made.ownership(
        pattern=pattern,
        finding=pattern in MODEL.rules.ownership.findings,
        shares={"nobody": 44, "it": 20, "agency": 10, "each": 9, "several": 8},
        should={"it": 12},
        top="it",
        verdict=verdict,
    )
    base = BASE
    for code in MODEL.activities:
        base = hand_made.with_ownership(base, code, owner)
    lead = None if verdict == "none" else "it"
    for question in BASE.questions:
        base = hand_made.with_question(base, question.code, verdict=verdict, lead=lead)
    assert reads_well(build_story(release=base, model=MODEL)) == []
