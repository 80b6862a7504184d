"""An executive's pages: from the summary down to one activity, each figure as it was released."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from html import unescape
from unittest import mock

import pytest
from django.core.cache import caches
from django.utils import translation

from readiness.core.release import Comparison, NodeChange
from readiness.reporting.edits import Edit, Edits, places
from readiness.reporting.story import activity as activity_pages
from surveys.models import Release
from surveys.services import drill, model_versions
from tests.cast import carla, erin, olaf
from tests.factories import assessment, organisation
from tests.reporting.hand_made import release, shipped_model, with_node
from tests.reporting.small_models import EXAMPLES, example

pytestmark = pytest.mark.django_db

MODEL = shipped_model()
BASE = release(MODEL)
QUESTION, ACTIVITY = "questions/monitoring/", "activities/MON-1/"


def published(found=BASE, **fields):
    made = assessment(organisation(), opened=False, state="published", **fields)
    text = found.to_json()
    Release.objects.create(
        assessment=made,
        number=1,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_on=date(2026, 4, 1),
    )
    return made


def address(of, path=""):
    return f"/o/{of.organisation.code}/{of.code}/{path}"


def words(html):
    """The text of a page, each run of spaces as one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def read(of, path="", client=None):
    answer = (client or erin(of.organisation)).get(address(of, path))
    assert answer.status_code == 200
    return answer.content.decode()


def links(html):
    return re.findall(r'<a href="([^"]+)"', html[html.index("<main") : html.index("</main>")])


def result_of(of):
    return drill.Result(assessment=of, release=of.releases.get())


# The way down


def test_the_summary_leads_to_every_question_and_activity():
    made = published()
    found = set(links(read(made)))
    assert {address(made, f"questions/{q.code}/") for q in BASE.questions} <= found
    assert {address(made, f"activities/{a.code}/") for a in BASE.activities} <= found


def test_a_question_leads_to_its_activities_and_they_lead_back():
    made = published()
    client = erin(made.organisation)
    [question] = [q for q in BASE.questions if q.code == "monitoring"]
    inside = {a.code for a in BASE.activities if a.domain == question.domain}
    found = links(read(made, QUESTION, client))
    assert {address(made, f"activities/{code}/") for code in inside} <= set(found)
    assert address(made, QUESTION) in links(read(made, ACTIVITY, client))


@pytest.mark.parametrize("path", ["questions/none/", "activities/NONE/", "changes/"])
def test_what_the_result_does_not_have_is_not_there(path):
    made = published()
    assert erin(made.organisation).get(address(made, path)).status_code == 404


@pytest.mark.parametrize("path", ["", QUESTION, ACTIVITY, "changes/"])
def test_nobody_reads_before_it_is_published(path):
    made = published()
    made.state = "closed"
    made.save()
    assert erin(made.organisation).get(address(made, path)).status_code == 404


@pytest.mark.parametrize("path", ["", QUESTION, ACTIVITY])
def test_another_organisation_reads_nothing(path):
    assert olaf().get(address(published(), path)).status_code == 404


def test_a_consultant_finds_the_same_pages_from_the_console():
    made = published()
    client = carla(made.organisation)
    console = f"/console/{made.organisation.code}/assessments/{made.code}/"
    assert address(made) in links(client.get(console).content.decode())
    assert client.get(address(made)).status_code == 200


# What stands there


def test_an_activity_prints_what_was_released():
    made = published()
    page, text = result_of(made).activity("MON-1"), words(read(made, ACTIVITY))
    node = next(n for n in BASE.nodes if n.code == "MON-1" and n.department is None)
    [result] = [a for a in BASE.activities if a.code == "MON-1"]
    facts = {fact.label: fact.text for fact in page.facts}
    assert facts["Today"] == f"{node.score:.1f}"
    assert facts["Target"].startswith(f"{node.target:.1f}")
    assert facts["Gap"] == f"{node.gap:.1f}"
    assert [c.cells[-0].text for c in page.candidates.rows] == [
        next(d.name for d in BASE.departments if d.key == c.department)
        for c in result.ownership.criteria
    ]
    for fact in (*page.facts, *page.proposal):
        assert " ".join(f"{fact.label} {fact.text}".split()) in text


def test_a_question_says_what_the_report_says():
    made = published()
    text = words(read(made, QUESTION))
    page = result_of(made).question("monitoring")
    for said in (page.heading.title, page.answer.text, page.verdict_word, page.changes.title):
        assert " ".join(said.split()) in text


def test_departments_that_may_not_be_shown_are_all_alike():
    """A department below the floor, and one that the question does not apply to."""
    base = with_node(BASE, "MON-1", "it", released=False, score=None, level=None, n=None, dk=None)
    marketing = next(d for d in base.departments if d.key == "marketing")
    base = replace(
        base,
        departments=(*base.departments[:-1], replace(marketing, group=None)),
        groups=base.groups[:-1],
    )
    page = result_of(published(base)).activity("MON-1")
    withheld = [
        cell for row in page.departments.rows for cell in row.cells[1:] if cell.value is None
    ]
    assert [row.key for row in page.departments.rows] == [
        "communications",
        "customer_service",
        "it",
        "marketing",
    ]
    assert len(withheld) == 2 * (len(page.departments.columns) - 1)
    assert {(cell.text, cell.note, cell.state, cell.tone) for cell in withheld} == {
        ("too few answers", "", "withheld", None)
    }


def test_what_changed_is_a_page_of_its_own_where_there_was_a_round_before():
    node = NodeChange(code="MON-1", kind="activity", department=None, before=1.2, change=0.5)
    change = Comparison(model=BASE.model, period="Autumn 2025", groups=("it",), nodes=(node,))
    made = published(replace(BASE, change=change))
    client = erin(made.organisation)
    said = "Listening to public conversation rose most since Autumn 2025, from 1.2 to 1.7"
    html = read(made, client=client)
    assert address(made, "changes/") in links(html)
    assert said in words(html)
    text = read(made, "changes/", client)
    assert said in words(text)
    assert text.count("<svg ") == 1


@pytest.mark.parametrize("path", ["", QUESTION, ACTIVITY])
def test_charts_need_no_style_of_their_own(path):
    made = published()
    html = read(made, path)
    assert "<svg " in html
    assert not re.search(r"\sstyle=|<style|\sid=\"[^\"]*\"[^>]*\sid=|\shref=\"#(?!main)", html)


def test_hostile_names_are_words_on_every_page():
    nasty = "<script>alert(1)</script>"
    departments = tuple(replace(d, name=nasty) for d in BASE.departments)
    groups = tuple(replace(g, name=nasty) for g in BASE.groups)
    made = published(replace(BASE, departments=departments, groups=groups))
    client = erin(made.organisation)
    for path in ("", QUESTION, ACTIVITY):
        html = read(made, path, client)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize(
    "name",
    ["customer-reply-practice", "online-crisis-preparedness", "website-accessibility-process"],
)
def test_a_model_without_owners_has_pages_for_its_activities(name):
    found, _model = example(name)
    [file] = (EXAMPLES / name).glob("*.yaml")
    made = published(found, model_version=model_versions.store(file))
    client = erin(made.organisation)
    inner = [link for link in links(read(made, client=client)) if "/activities/" in link]
    assert {link.rsplit("/", 2)[1] for link in inner} == {a.code for a in found.activities}
    for link in inner:
        assert client.get(link).status_code == 200


# What a consultant said otherwise


def test_what_was_edited_is_read_here_too(monkeypatch):
    made = published()
    story = result_of(made).story
    title = next(p for p in places(story) if p.place == "question-monitoring/heading/title")
    line = next(p for p in places(story) if p.place.endswith("activities/MON-1/sentence"))
    edits = Edits(
        sentences={
            title.place: Edit(original=title.text, text="Ask Communications to listen"),
            line.place: Edit(original=line.text, text="72 % name Communications"),
        },
        notes={"question-monitoring": "Seen in two interviews."},
        left_out=frozenset({"question-response", "departments"}),
    )
    monkeypatch.setattr(drill, "edits_of", lambda _release: edits)
    client = erin(made.organisation)
    text = words(read(made, QUESTION, client))
    assert "Ask Communications to listen †" in text
    assert "Seen in two interviews." in text
    assert "A sentence marked † was worded otherwise by the consultant" in text
    assert "72 % name Communications †" in words(read(made, ACTIVITY, client))
    summary = read(made, client=client)
    assert story.departments.heading.title not in words(summary)
    assert address(made, "questions/response/") not in links(summary)
    assert client.get(address(made, "questions/response/")).status_code == 404
    assert address(made, "questions/response/") not in links(
        read(made, "activities/RSP-1/", client)
    )
    # Another assessment of the same release has its own.
    monkeypatch.undo()
    assert result_of(made).story == story


# Kept, and for whom


def test_words_are_made_once_for_each_language_and_never_for_a_person():
    caches["here"].clear()
    made = published()
    people = erin(made.organisation), carla(made.organisation)
    with mock.patch.object(
        activity_pages, "build_activities", wraps=activity_pages.build_activities
    ) as built:
        for who in people:
            for path in ("", QUESTION, ACTIVITY):
                read(made, path, who)
        assert built.call_count == 1
        with translation.override("de"):
            german = result_of(made).story
        assert built.call_count == 2
    assert german.language == "de"
    assert result_of(made).story.language == "en"


def test_another_text_is_never_taken_for_this_one():
    """Two releases whose rows say the same of their texts."""
    first = published()
    assert result_of(first).activity("MON-1").facts[0].text != "0.3"
    nodes = tuple(
        replace(n, score=0.3) if n.code == "MON-1" and n.department is None else n
        for n in BASE.nodes
    )
    Release.objects.all().delete()
    second = assessment(organisation("Other"), opened=False, state="published")
    Release.objects.create(
        assessment=second,
        number=1,
        text=replace(BASE, nodes=nodes).to_json(),
        sha256=hashlib.sha256(BASE.to_json().encode()).hexdigest(),
        made_on=date(2026, 4, 1),
    )
    assert result_of(second).activity("MON-1").facts[0].text == "0.3"
