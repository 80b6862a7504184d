"""A consultant's edits: what can be said otherwise, what stays, and how a report says so."""

from dataclasses import replace

import pytest

from readiness.reporting import edits as editing
from readiness.reporting.edits import NONE, Edit, Edits, edited, figures_problem, places
from readiness.reporting.story.brief import build_brief
from readiness.reporting.story.build import build_story

TITLE, ANSWER = "gaps/heading/title", "question-monitoring/answer"


@pytest.fixture(scope="module")
def story(planted):
    release, model = planted
    return build_story(release=release, model=model)


@pytest.fixture(scope="module")
def said(story):
    return {each.place: each.text for each in places(story)}


def worded(said, changes, **more):
    sentences = {place: Edit(original=said[place], text=text) for place, text in changes.items()}
    return Edits(sentences=sentences, **more)


class TestPlaces:
    def test_every_sentence_has_a_place_of_its_own_in_a_section_of_the_report(self, story):
        found = places(story)
        assert len({each.place for each in found}) == len(found) > 150
        codes = [each.code for each in editing.headings(story)]
        assert {each.section for each in found} <= set(codes)
        assert codes[:3] == ["cover", "summary", "question-monitoring"]

    def test_a_place_is_named_by_codes_where_there_are_some(self, said):
        assert said["question-monitoring/activities/MON-1/sentence"].startswith("48\u00a0% of")
        assert said["summary/findings/response/text"].startswith("Response: your decision.")
        assert said["question-monitoring/mails/mail-monitoring/paragraphs/3"].startswith(
            "I propose"
        )

    def test_a_place_stays_when_what_stands_before_it_goes(self, story, said):
        [first, *rest] = story.questions
        fewer = replace(story, questions=tuple(rest))
        left = {each.place: each.text for each in places(fewer)}
        gone = {place for place in said if place.startswith(f"{first.heading.code}/")}
        assert left == {place: text for place, text in said.items() if place not in gone}

    def test_what_points_to_a_page_is_no_part_of_a_sentence(self, said):
        assert " page " not in said["summary/monday/1/text"]


class TestEdited:
    def test_without_edits_the_story_is_the_same(self, story):
        assert edited(story, NONE) is story

    def test_only_the_sentence_changes_and_is_marked(self, story, said):
        told = edited(story, worded(said, {ANSWER: "Communications. It scores 59.8."}))
        now = {each.place: each.text for each in places(told)}
        new = {place for place in now if now[place] != said.get(place)}
        assert new == {ANSWER, *(place for place in now if place not in said)}
        assert now[ANSWER] == "Communications. It scores 59.8.\u00a0†"

    def test_what_was_strong_stays_strong(self, story, said):
        place = "summary/findings/monitoring/text"
        [lead, *_rest] = story.summary.findings[0].text.parts
        told = edited(story, worded(said, {place: f"{lead.text} Ask them."}))
        parts = told.summary.findings[0].text.parts
        assert [(part.text, part.strong) for part in parts] == [
            (lead.text, True),
            (" Ask them.\u00a0†", False),
        ]

    def test_an_edit_of_another_sentence_stands_no_more(self, story):
        old = Edits(sentences={ANSWER: Edit(original="Something else.", text="New.")})
        assert places(edited(story, old)) == places(story)
        assert edited(story, old).method == story.method

    def test_the_method_says_what_was_edited_and_the_annex_keeps_the_original(self, story, said):
        found = worded(said, {TITLE: "Six gaps."}, notes={"gaps": "Ask me."})
        told = edited(story, replace(found, left_out=frozenset({"raci"})))
        section = told.method.sections[-1]
        assert [each.text for each in section.paragraphs] == [
            (
                "A sentence marked † was worded otherwise by the consultant; its figures are those "
                "that were computed. The annex has it as it was."
            ),
            "Boxes headed “Consultant’s note” hold the consultant’s own words.",
            "Left out by the consultant: Who does what.",
        ]
        table = told.annex.tables[-1]
        assert (table.code, table.number) == ("annex-edits", f"A{len(told.annex.tables)}")
        [row] = table.rows
        assert [cell.text for cell in row.cells] == ["Gaps in order", said[TITLE], "Six gaps."]
        assert told.gaps.heading.title == "Six gaps.\u00a0†"
        assert told.gaps.heading.note == "Ask me."

    def test_a_section_left_out_is_gone_and_nothing_points_to_it(self, story):
        told = edited(story, Edits(left_out=frozenset({"form", "question-response"})))
        assert told.form is None
        assert [page.heading.code for page in told.questions] == [
            "question-monitoring",
            "question-new_services",
        ]
        refs = {part.ref for step in told.summary.monday for part in step.text.parts}
        assert "form" not in refs
        assert {part.ref for s in story.summary.monday for part in s.text.parts} - refs

    def test_cover_summary_and_method_are_never_left_out(self, story):
        told = edited(story, Edits(left_out=frozenset({"cover", "summary", "method"})))
        assert editing.headings(told) == editing.headings(story)


LOCKED = [
    # Original, new, the figure that is refused.
    ("58 % say so.", "57 % say so.", "57%"),
    ("58 % say so.", "58 say so.", "58"),
    ("58 say so.", "58 % say so.", "58%"),
    ("A gap of 1.9.", "A gap of 1,9.", "1,9"),
    ("A gap of −0.4.", "A gap of 0.4.", "0.4"),
    ("A gap of 0.4.", "A gap of -0.4.", "-0.4"),
    ("It is 12.", "It is 12 and 12.", "12"),
    ("Of 16 activities.", "Of 1\u200b6 activities, 1.", "1"),
    ("One and 9.", "One \u200b1\u200b9.", "19"),
    ("Of 3.", "Of ٤.", "4"),
    ("Of 3.", "Of ４.", "4"),
    ("Of 3.", "Of ½.", "1\u20442"),
    ("Nobody.", "Nobody of 3.", "3"),
    ("1 000 views.", "1 views.", "1"),
]
FREE = [
    ("58 % say so.", "Most say so."),
    ("58 % of 12 say so.", "Of 12 people 58 % say it."),
    ("58\u00a0% say so.", "So say 58 %."),
    ("Of 3 activities.", "Of ３ activities."),
    ("Of 3 activities.", "Of ٣ activities."),
    ("A gap of −0.4.", "The gap: -0.4"),
    ("From 2–20 March 2026.", "2–20 March 2026"),
    ("1\u00a0000 views.", "We count 1\u202f000 views."),
    ("MON-1 is at 1.9; see A6.", "See A6: MON-1 is at 1.9."),
]


def test_a_brief_says_otherwise_what_the_report_says_otherwise(planted, said):
    release, model = planted
    place = "question-monitoring/mails/mail-monitoring/paragraphs/3"
    edits = worded(said, {place: "Will you do it?", "summary/basis": "Answers."})
    brief = build_brief(release=release, model=model, owner="communications")
    before = {each.place: each.text for each in places(brief)}
    after = {each.place: each.text for each in places(editing.edited_alike(brief, edits))}
    [changed] = [here for here, text in before.items() if after[here] != text]
    assert before[changed] == said[place]
    assert after[changed] == "Will you do it?\u00a0†"
    assert editing.edited_alike(brief, NONE) is brief


@pytest.mark.parametrize(("original", "text", "figure"), LOCKED)
def test_a_figure_that_the_original_lacks_is_refused_by_name(original, text, figure):
    problem = figures_problem(original.replace("1 000", "1\u00a0000"), text)
    assert problem is not None
    assert problem.startswith(f"{figure} ")


@pytest.mark.parametrize(("original", "text"), FREE)
def test_the_figures_of_the_original_may_stand_anywhere(original, text):
    assert figures_problem(original, text) is None


def test_every_sentence_of_a_report_may_be_said_as_it_is(said):
    assert [text for text in said.values() if editing.problem(text, text)] == []


def test_a_problem_names_the_figures_that_are_permitted():
    assert figures_problem("Of 16, 5 have none.", "Of 17, 5 have none.") == (
        "17 does not stand in the original sentence, or not so often. Figures stay as they were "
        "computed; here they are 16, 5."
    )


def test_a_sentence_has_a_longest():
    assert editing.problem("Short.", "x" * 200) is None
    assert editing.problem("Short.", "x" * 201) == (
        "This is 201 characters long; at most 200 fit here."
    )
    assert editing.longest("y" * 150) == 300


def test_typed_text_becomes_one_paragraph_that_turns_nothing_round():
    assert editing.tidied(" One\r\ntwo\t\u202e21\u202c\x07 ") == "One two 21"
    assert editing.tidied("58\u00a0% \u2068Ana\u2069") == "58\u00a0% \u2068Ana\u2069"
