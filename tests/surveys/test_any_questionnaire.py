"""The questionnaire of three models, page by page: ours, one with options, a nested one."""

import re

import pytest
from django.utils import translation

from readiness.core.activity_model import read_model
from surveys.models import AnswerCount, NotApplicable, Response
from surveys.services import answers, assessments, model_versions
from surveys.services.answers import UnknownQuestion, UnknownValue
from surveys.services.asking import everything, questions_for
from surveys.services.model_files import shipped_models
from surveys.services.scopes import allowed_of
from tests.factories import NOW, answer_all, our_model
from tests.rosa import Rosa
from tests.small_models import NESTED, OPTIONS

pytestmark = pytest.mark.django_db

CONDITIONS = """conditions:
  code: CND
  title: Conditions
  staff_title: "Room to work"
  purpose: "How it feels."
  items:
    - {code: CND-1, scale: done, text: "I have time for it."}
"""


CONDITION_PAGES = ["CND-3-Q1", "CND-4-Q1"]


def words(response):
    return " ".join(response.text.split())


def radios(response, code):
    return re.findall(
        rf'<input type="radio" name="{code}" value="([^"]*)"( checked)?>', response.text
    )


def walk(rosa):
    """From Start through every page to the end, the first answer of each question; the pages."""
    answer = rosa.post("start/")
    seen = []
    while "/pages/" in answer.url:
        slug = answer.url.split("/pages/")[1].split("/")[0]
        page = rosa.client.get(answer.url)
        assert page.status_code == 200
        sent = {}
        for code in re.findall(r'name="((?!comment)[^"]+)\.revision"', page.text):
            select = re.search(rf'<select[^>]* name="{code}".*?</select>', page.text, re.DOTALL)
            offered = re.findall(r'<option value="([^"]+)">', select[0]) if select else []
            offered += [value for value, _checked in radios(page, code)]
            sent |= {code: offered[0] if offered else "yes", f"{code}.revision": "0"}
        answer = rosa.post(f"pages/{slug}/", sent)
        assert answer.status_code == 302, page.text
        seen.append((slug, sent))
    return seen


@pytest.mark.parametrize(
    ("text", "pages", "questions"),
    [
        ("", ["you", *our_model().activities, "from-now-on", *CONDITION_PAGES], 2 + 18 + 16 + 6),
        (OPTIONS, ["INV", "DEL"], 5),
        (NESTED, ["you", "HEAR", "SAY", "from-now-on"], 1 + 3 + 2 + 2),
    ],
    ids=["ours", "options", "nested"],
)
def test_every_page_of_a_model_is_answered_sent_and_counted(text, pages, questions):
    rosa = Rosa(text=text, started=False)
    assert "Start</button>" in rosa.get().text
    seen = walk(rosa)
    asked = [name for _slug, sent in seen for name in sent if not name.endswith(".revision")]
    assert ([slug for slug, _sent in seen], len(asked)) == (pages, questions)
    allowed = allowed_of(rosa.assessment)
    assert all(value in allowed[code] for code, (value, _revision) in rosa.stored.items())
    assert set(rosa.stored) == set(asked)
    assert "Every question has an answer" in rosa.get("overview/").text
    assert "Every question has an answer." in rosa.get("check/").text
    given = {code: value for code, (value, _revision) in rosa.stored.items()}
    assert rosa.post("submit/").status_code == 302
    assert "Thank you" in rosa.get("thanks/").text
    answer_all(rosa.assessment, "it", 4, given)
    assessments.close(assessment=rosa.assessment, user=None, now=NOW)
    assert not Response.objects.exists()
    counts = AnswerCount.objects.values_list("question", "value", "n")
    assert sorted(counts) == sorted((code, value, 5) for code, value in given.items())


@pytest.mark.parametrize(
    "path", [path for path, _model in shipped_models().values()], ids=lambda path: path.stem
)
def test_every_model_that_we_ship_is_answered_from_start_to_end(path):
    rosa = Rosa(model_version=model_versions.store(path), started=False)
    assert walk(rosa)
    assert "Every question has an answer" in rosa.get("overview/").text
    assert rosa.post("submit/").status_code == 302


def test_options_are_asked_by_name_with_their_meaning_and_stored_by_value():
    rosa = Rosa(text=OPTIONS)
    page = rosa.get("pages/INV/")
    assert [value for value, _checked in radios(page, "INV-1")] == [
        *("No", "0.25", "largely", "fully", "np", "dk")
    ]
    assert (
        'value="No"><span>No<small>Nothing of it is in place.</small></span></label>' in page.text
    )
    assert 'value="0.25"><span>Partly</span></label>' in page.text
    assert "Not part of our department’s work" in page.text
    assert "I don’t know" in page.text
    for revision, value in enumerate(("No", "0.25", "largely"), start=0):
        assert rosa.save("INV-1", value, revision).status_code == 200
    assert rosa.stored["INV-1"] == ("largely", 3)
    assert ("largely", " checked") in radios(rosa.get("pages/INV/"), "INV-1")
    assert "Largely" in rosa.get("check/").text
    for refused in ("Largely", "0", "na", "yes"):
        assert rosa.save("INV-1", refused, 3).status_code == 422


def test_a_model_without_owners_or_profile_asks_neither():
    rosa = Rosa(text=OPTIONS, started=False)
    welcome = words(rosa.get())
    assert "<h1><bdi>Readiness 2026</bdi></h1>" in welcome
    assert "so that it can be decided what to improve first" in welcome
    assert "describe what happens today" in welcome
    assert "Sending is final" in welcome
    answer = rosa.post("start/")
    assert answer.url.endswith("/pages/INV/")
    page = rosa.get("pages/INV/")
    assert "Section 1 of 1" in page.text
    assert "About you" not in page.text + rosa.get("overview/").text + rosa.get("check/").text
    assert rosa.get("pages/you/").status_code == 404
    assert rosa.get("pages/from-now-on/").status_code == 404
    assert rosa.save("INV:today", "it").status_code == 404
    rosa.post("submit/")
    assert "then decides what to improve first" in rosa.get("thanks/").text


def test_ours_says_what_it_said():
    rosa = Rosa(started=False)
    welcome = words(rosa.get())
    assert "<h1>Who looks after what people say about us online?</h1>" in welcome
    assert '<p class="kicker"><bdi>Readiness 2026</bdi></p>' in welcome
    assert "so that it can be decided who looks after which activity" in welcome


# Criteria


def tick(rosa, item, *ticked):
    """Save the page as a browser does: an empty box sends its hidden "no" alone."""
    sent = {"INV-1": item, "INV-1-A": ["no"], "INV-1-B": ["no"]}
    for code in ticked:
        sent[code] = ["no", "yes"]
    revisions = {f"{code}.revision": rosa.stored.get(code, ("", 0))[1] for code in sent}
    return rosa.post("pages/INV/", sent | revisions)


def test_boxes_below_an_answered_item_are_yes_or_no():
    rosa = Rosa(text=OPTIONS)
    page = rosa.get("pages/INV/").text
    assert page.index("We know which data we hold.") < page.index("There is a list.")
    assert page.index("Somebody keeps it.") < page.index("We know where it lies.")
    assert page.count("Tick everything that is true today.") == 1
    tick(rosa, "fully", "INV-1-B")
    assert {code: value for code, (value, _r) in rosa.stored.items()} == {
        "INV-1": "fully",
        "INV-1-A": "no",
        "INV-1-B": "yes",
    }
    page = rosa.get("pages/INV/").text
    assert 'name="INV-1-B" value="yes" checked>' in page
    assert 'name="INV-1-A" value="yes">' in page
    tick(rosa, "fully", "INV-1-A")
    assert {rosa.stored[code][0] for code in ("INV-1-A", "INV-1-B")} == {"yes", "no"}
    assert rosa.stored["INV-1-A"][0] == "yes"


@pytest.mark.parametrize("item", ["", "dk", "np"])
def test_an_empty_box_is_no_answer_while_its_item_has_none(item):
    rosa = Rosa(text=OPTIONS)
    tick(rosa, item, "INV-1-B")
    assert {code: value for code, (value, _r) in rosa.stored.items() if code != "INV-1"} == {
        "INV-1-B": "yes"
    }


def test_boxes_are_saved_one_by_one_and_never_hold_up_the_end():
    rosa = Rosa(text=OPTIONS, profile="core")
    assert rosa.save("INV-1-A", ["no", "yes"]).status_code == 200
    assert rosa.stored["INV-1-A"] == ("yes", 1)
    assert rosa.save("INV-1-A", ["no"], 1).status_code == 200
    assert rosa.stored["INV-1-A"] == ("no", 2)
    assert rosa.save("INV-1-B", "maybe").status_code == 422
    assert "0 of 1 questions answered" in words(rosa.get("overview/"))
    rosa.save("INV-1", "fully")
    assert "Every question has an answer" in rosa.get("overview/").text
    check = rosa.get("check/").text
    assert ("There is a list." in check, "Somebody keeps it." in check) == (True, False)


# What is not asked


def test_items_outside_the_selection_are_not_asked_and_not_taken():
    rosa = Rosa(text=OPTIONS, profile="core")
    assert rosa.get("pages/INV/").text.count("<legend>") == 1
    assert rosa.get("pages/DEL/").headers["Location"] == f"{rosa.base}overview/"
    for code in ("INV-2", "DEL-1"):
        with pytest.raises(UnknownQuestion):
            answers.save_answer(
                invitation=rosa.invitation, question=code, value="fully", revision=1, now=NOW
            )
    everyone = Rosa(text=OPTIONS.replace("1.0.0", "1.0.1"), profile="extended")
    assert everyone.get("pages/INV/").text.count("<legend>") == 2


def test_what_is_not_the_departments_work_takes_no_box_either():
    rosa = Rosa(text=OPTIONS)
    row = rosa.assessment.scope.get(department__key="it")
    NotApplicable.objects.create(scope_department=row, activity="INV", reason="none")
    rosa.assessment.scope_revision += 1
    rosa.assessment.save()
    page = rosa.get("pages/INV/").text
    assert ("INV-1" in page, "INV-2" in page) == (False, True)
    assert rosa.save("INV-1-A", "yes").status_code == 404


def test_what_does_not_apply_is_not_for_respondents_to_say():
    rosa = Rosa(text=OPTIONS + "rules: {answers: {not_applicable: exclude}}\n")
    assert "na" in allowed_of(rosa.assessment)["INV-1"]
    assert rosa.save("INV-1", "na").status_code == 422
    with pytest.raises(UnknownValue):
        answers.save_answer(
            invitation=rosa.invitation, question="INV-1", value="na", revision=1, now=NOW
        )


# Nested domains, several core items, conditions


def test_a_narrower_domain_is_a_section_named_with_what_it_is_part_of():
    rosa = Rosa(text=NESTED)
    overview = words(rosa.get("overview/"))
    assert re.findall(r"/pages/[\w-]+/\">([^<]+)</a>", overview)[:4] == [
        *("About you", "Outside: Listening", "Outside: Answering", "Who should?")
    ]
    page = words(rosa.get("pages/HEAR/"))
    assert "Section 1 of 3: <strong>Outside: Listening</strong>" in page
    assert page.count("<legend>") == 3  # two items of everybody, and who looks after it
    rosa.save("ROLE", "lead")
    assert rosa.get("pages/HEAR/").text.count("<legend>") == 4
    assert "Choose the last one that is true." in page
    assert "No idea" in page


def test_conditions_without_owners_stand_on_pages_of_their_own():
    rosa = Rosa(text=OPTIONS + CONDITIONS)
    page = words(rosa.get("pages/CND-1/"))
    assert "Room to work" in page
    assert [value for value, _checked in radios(rosa.get("pages/CND-1/"), "CND-1")] == [
        *("No", "0.25", "largely", "fully", "dk")
    ]


def test_words_of_ours_are_remembered_by_language():
    model = read_model(OPTIONS)
    asked = {"model": model, "departments": (), "own": "", "profile": {}}
    english = questions_for(**asked)
    assert questions_for(**asked) is english
    with translation.override("fr"):
        assert questions_for(**asked) is not english


def test_everything_a_model_may_ask_is_counted_once():
    for model in (our_model(), read_model(OPTIONS), read_model(NESTED)):
        owners = {*model.today_codes, *model.should_codes}
        profile = {question.code for question in model.profile_questions}
        assert set(everything(model)) == {*model.items, *model.criteria, *owners, *profile}


def test_closing_counts_options_and_boxes():
    rosa = Rosa(text=OPTIONS)
    answer_all(rosa.assessment, "it", 5, {"INV-1": "0.25", "INV-1-A": "yes", "INV-2": "No"})
    assessments.close(assessment=rosa.assessment, user=None, now=NOW)
    counts = AnswerCount.objects.values_list("question", "value", "n").order_by("question")
    assert list(counts) == [("INV-1", "0.25", 5), ("INV-1-A", "yes", 5), ("INV-2", "No", 5)]
