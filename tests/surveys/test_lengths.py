"""Who is asked how much, how long that takes, and what is measured of it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from readiness.core.activity_model import read_model
from surveys.models import Answer, AnswerCount, AnsweringTime
from surveys.services import answering_times, answers, assessments, lengths, more_questions
from surveys.services.answering_times import LONGER, Measured
from surveys.services.asking import MORE, questions_for
from surveys.services.lengths import lengths_in, minutes_of
from surveys.services.questionnaire import Unit
from surveys.views import pace
from tests.factories import NOW, answer_all, assessment, invite_with_token, organisation, our_model
from tests.rosa import Rosa
from tests.small_models import NESTED, OPTIONS

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "questionnaire.md"


def words(response):
    return " ".join(response.text.split())


def asked(model=None, **given):
    given = {"departments": (Unit(key="it", name="IT"),), "own": "it", "profile": {}} | given
    return questions_for(model=model or our_model(), **given)


def ratings(**given):
    return [q.code for q in asked(**given).questions.values() if q.kind == "rating"]


# Who is asked what


def test_everybody_is_asked_fourteen_ratings_leads_and_frequent_users_more():
    assert len(ratings()) == 14
    assert len(ratings(profile={"PRF-2": "staff", "PRF-3": "weekly"})) == 18
    assert len(ratings(profile={"PRF-2": "lead", "PRF-3": "never"})) == 20
    assert len(ratings(profile={"PRF-2": "executive", "PRF-3": "daily"})) == 20


def test_the_extended_ratings_are_fourteen_more_for_whoever_asks_for_them():
    assert len(ratings(extended=True)) == 28
    extra = set(ratings(extended=True)) - set(ratings())
    assert {code[-3:] for code in extra} == {"-Q2"}


def test_what_does_not_apply_to_a_department_vanishes_and_who_owns_it_stays():
    without = asked(not_applicable=frozenset({"MON-1"}))
    assert "MON-1-Q1" not in without.questions
    assert "MON-1:today" in without.questions
    # An item about the organisation stays too, for everybody sees it.
    assert "RSP-3-Q1" in asked(not_applicable=frozenset({"RSP-3"})).questions


def test_what_does_not_apply_takes_its_whole_page_where_nobody_is_asked_for_owners():
    model = read_model(OPTIONS.replace("DEL-1, scale", "DEL-1, referent: department, scale"))
    assert list(asked(model).pages) == ["INV", "DEL"]
    assert list(asked(model, not_applicable=frozenset({"DEL"})).pages) == ["INV"]


@pytest.mark.parametrize("model", [our_model(), read_model(NESTED)], ids=["ours", "nested"])
def test_ones_own_department_comes_first_wherever_owners_are_asked_for(model):
    units = tuple(Unit(key=key, name=key.upper()) for key in ("hr", "it", "sales"))
    owners = [
        question
        for question in asked(model, departments=units, own="sales").questions.values()
        if question.kind in {"today", "should"}
    ]
    assert len(owners) == len(model.today_codes) + len(model.should_codes)
    assert {question.choices[0].value for question in owners} == {"sales"}
    assert {tuple(choice.value for choice in q.others) for q in owners} == {("hr", "it")}


# More questions on request


def test_who_has_more_time_asks_for_fourteen_more_and_may_leave_them_out_again():
    rosa = Rosa()
    rosa.save("PRF-2", "staff")
    rosa.save("PRF-3", "never")
    page = words(rosa.get("overview/"))
    assert "There are 14 more questions, about 7 minutes." in page
    assert "of 38 questions answered" in page
    assert rosa.post("more/", {"wanted": "yes"}).url == f"{rosa.base}overview/"
    assert rosa.post("more/", {"wanted": "yes"}).status_code == 302
    page = words(rosa.get("overview/"))
    assert "of 52 questions answered" in page
    assert "You asked for 14 more questions." in page
    assert 'name="MON-1-Q2"' in rosa.get("pages/MON-1/").text
    rosa.post("more/", {"wanted": "no"})
    assert "of 38 questions answered" in words(rosa.get("overview/"))
    assert 'name="MON-1-Q2"' not in rosa.get("pages/MON-1/").text


def test_answers_to_them_are_counted_and_that_they_were_asked_for_is_not():
    rosa = Rosa()
    rosa.post("more/", {"wanted": "yes"})
    rosa.save("MON-1-Q2", "2")
    # Once one is answered they are not left out any more: an answer would be lost.
    assert "more questions" not in words(rosa.get("overview/"))
    assert rosa.post("more/", {"wanted": "no"}).status_code == 404
    assert MORE in rosa.stored
    rosa.post("submit/")
    assert list(Answer.objects.values_list("question", flat=True)) == ["MON-1-Q2"]


def test_an_extended_answer_of_who_did_not_ask_goes_at_sending():
    rosa = Rosa()
    rosa.save("MON-1-Q1", "2")
    rosa.save("MON-1-Q2", "2")
    rosa.post("submit/")
    assert list(Answer.objects.values_list("question", flat=True)) == ["MON-1-Q1"]


def test_closing_counts_what_was_not_sent_without_what_was_asked_for():
    rosa = Rosa(counts_unsubmitted=True)
    rosa.post("more/", {"wanted": "yes"})
    rosa.save("MON-1-Q1", "2")
    rosa.save("MON-1-Q2", "2")
    answer_all(rosa.assessment, "it", 4, {"MON-1-Q1": "2"})
    assessments.close(assessment=rosa.assessment, user=None, now=NOW)
    assert set(AnswerCount.objects.values_list("question", flat=True)) == {"MON-1-Q1", "MON-1-Q2"}


@pytest.mark.parametrize(
    "fields", [{"asks_extended": True}, {"text": OPTIONS}], ids=["all are", "there are none"]
)
def test_nothing_is_offered_where_there_is_nothing_more(fields):
    rosa = Rosa(**fields)
    assert "Do you have more time?" not in rosa.get("overview/").text
    assert rosa.post("more/", {"wanted": "yes"}).status_code == 404
    with pytest.raises(more_questions.NothingMore):
        more_questions.ask(invitation=rosa.invitation, wanted=True, now=NOW)


def test_the_offer_costs_no_sql():
    rosa = Rosa()
    rosa.get("overview/")
    given = answers.answers_of(rosa.invitation)
    with CaptureQueriesContext(connection) as seen:
        assert more_questions.offer_of(rosa.invitation, given).questions == 14
    assert len(seen) == 0


# Predicted minutes


def test_the_minutes_of_our_model_by_audience():
    found = {each.audience: each for each in lengths_in(our_model())}
    assert {name: (each.ratings, each.questions) for name, each in found.items()} == {
        "everyone": (14, 38),
        "leads_and_frequent": (20, 44),
        "extended": (28, 52),
    }
    assert [each.minutes for each in found.values()] == MINUTES
    assert not any(each.long for each in found.values())
    assert lengths_in(our_model(), extended=True)[0].long
    assert found["leads_and_frequent"].who == (
        *("Team or department lead", "Executive", "Daily", "Weekly"),
    )


MINUTES = [14, 17, 20]


def test_minutes_are_words_read_and_seconds_of_choosing_and_of_start_and_end():
    asks = asked(read_model(OPTIONS))
    read = sum(question.words for question in asks.questions.values())
    once = {"Inventory", "Deletion", "Tick everything that is true today.", "I don’t know"}
    once |= {"Not part of our department’s work"}
    read += sum(len(text.split()) for text in once)
    seconds = read * 60 / 200 + 3 * 9 + 2 * 4 + 72
    assert lengths.minutes(asks) == -(-seconds // 60)


def test_whom_the_model_asks_nothing_more_is_not_listed():
    assert [each.audience for each in lengths_in(read_model(OPTIONS))] == ["everyone"]
    assert [each.audience for each in lengths_in(read_model(NESTED))] == ["everyone", "leads"]


def test_minutes_follow_what_the_assessment_asks():
    made = assessment()
    assert (minutes_of(made), minutes_of(made, "extended")) == (MINUTES[0], MINUTES[2])
    made.asks_extended = True
    assert minutes_of(made) == MINUTES[2]
    assert minutes_of(made, "no such audience") == MINUTES[2]


def test_the_welcome_page_says_how_long_it_takes():
    rosa = Rosa(started=False)
    assert f"About {MINUTES[0]} minutes; {MINUTES[1]} for those" in words(rosa.get())
    other = Rosa(text=OPTIONS, started=False)
    assert "About 3 minutes." in words(other.get())


def test_minutes_are_worked_out_once_for_the_page_that_shows_them_and_for_no_other(monkeypatch):
    rosa, asked_for = Rosa(), []
    work_out = lengths.lengths_of

    def count(made):
        asked_for.append(made)
        return work_out(made)

    monkeypatch.setattr(lengths, "lengths_of", count)
    for address in ("who-sees/", "check/", "later/"):
        rosa.get(address)
    assert asked_for == []
    rosa.get()
    assert asked_for == [rosa.assessment]


def test_the_document_says_what_the_model_asks():
    text = DOCUMENT.read_text(encoding="utf-8")
    found = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", text, re.MULTILINE)
    model = our_model()
    assert [(name, *map(int, rest)) for name, *rest in found] == [
        (each.audience, each.ratings, each.questions, each.words, each.minutes)
        for each in lengths_in(model)
    ]
    assert f"{model.model.id} {model.model.version}" in text


# Measured minutes


def times(made):
    return dict(AnsweringTime.objects.filter(assessment=made).values_list("minutes", "n"))


@pytest.mark.parametrize(
    ("seconds", "row"),
    [(0, 5), (300, 5), (301, 10), (600, 10), (900, 15), (1200, 20), (1800, 30), (1801, LONGER)],
)
def test_a_visit_is_counted_in_one_of_six_rows(seconds, row):
    made = assessment()
    answering_times.note(assessment=made, seconds=seconds)
    answering_times.note(assessment=made, seconds=seconds)
    assert times(made) == {row: 2}


def test_nothing_is_shown_before_the_floor_and_then_the_middle_alone():
    made = assessment()
    for seconds, seen in (
        *((100, None), (100, None), (700, None), (800, None)),
        *((5000, Measured(half=15)), (5000, Measured(half=15)), (5000, Measured(half=15))),
        (5000, Measured(half=15)),
        (5000, Measured(half=None)),
    ):
        answering_times.note(assessment=made, seconds=seconds)
        assert answering_times.measured(made) == seen


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = NOW

    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    return Clock


def test_sending_counts_the_minutes_spent_and_not_the_night_between(clock):
    rosa = Rosa()
    for minutes in (2, 4, 60 * 14, 4, 1):
        clock.now += timedelta(minutes=minutes)
        assert rosa.get("pages/MON-1/").status_code == 200
    clock.now += timedelta(minutes=1)
    cookie = rosa.client.cookies[f"pace-{rosa.assessment.code}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", rosa.base)
    rosa.post("submit/")
    assert times(rosa.assessment) == {15: 1}
    assert rosa.client.cookies[f"pace-{rosa.assessment.code}"].value == ""


def test_no_table_but_the_six_rows_knows_of_the_time(clock):
    """Two who answer alike and differ in pace leave the same rows."""
    left = []
    for pace_ in (1, 4):
        rosa = Rosa(of=organisation(f"Acme {pace_}"))
        for _ in range(6):
            clock.now += timedelta(minutes=pace_)
            rosa.get("pages/MON-1/")
        rosa.save("MON-1-Q1", "2")
        rosa.post("submit/")
        left.append(times(rosa.assessment))
        assert list(Answer.objects.values_list("question", "value", "revision")) == [
            ("MON-1-Q1", "2", 1)
        ] * len(left)
    assert left == [{10: 1}, {30: 1}]


@pytest.mark.parametrize("cookie", ["", "5.5", "5.5:forged"])
def test_who_is_not_measured_is_sent_all_the_same(cookie):
    rosa = Rosa()
    rosa.client.cookies[f"pace-{rosa.assessment.code}"] = cookie
    rosa.get("pages/MON-1/")
    assert rosa.post("submit/").status_code == 302
    assert times(rosa.assessment) == {}


def test_who_goes_on_elsewhere_is_not_measured_there():
    rosa = Rosa()
    rosa.save("MON-1-Q1", "2")
    del rosa.client.cookies[f"pace-{rosa.assessment.code}"]
    rosa.post("start/")
    assert f"pace-{rosa.assessment.code}" not in rosa.client.cookies
    rosa.post("submit/")
    assert times(rosa.assessment) == {}


def test_the_minutes_of_one_person_are_not_counted_for_the_next_at_the_same_browser(clock):
    rosa = Rosa()
    clock.now += timedelta(minutes=4)
    rosa.get("pages/MON-1/")
    issued = invite_with_token(rosa.assessment)
    answers.start(invitation=issued.invitation, now=clock.now)
    rosa.client.get(f"/r/{issued.token}")
    rosa.get("pages/MON-1/")
    rosa.post("submit/")
    assert times(rosa.assessment) == {}


def test_a_submission_that_fails_counts_nothing(monkeypatch):
    rosa = Rosa()

    def fail(**_given):
        raise RuntimeError

    monkeypatch.setattr(answering_times, "note", fail)
    with pytest.raises(RuntimeError):
        rosa.post("submit/")
    rosa.invitation.refresh_from_db()
    assert rosa.invitation.state != "answered"


def test_the_pause_is_longer_than_the_longest_page():
    longest = max(
        sum(question.seconds for question in page.questions)
        for page in asked(extended=True, profile={"PRF-2": "lead"}).pages.values()
    )
    assert longest < pace.PAUSE / 2
