"""A sample of the report before launch: made-up answers, and nothing of it among the results."""

from contextlib import closing

import pytest
from django.core.cache import caches
from django.utils import translation

from readiness.core.activity_model import read_model
from readiness.reporting.story.build import build_story
from surveys.models import Answer, AnswerCount, Job, Release, ReportFile, Response
from surveys.services import drawing, dry_run, model_versions, report_process
from surveys.services.stored_release import read_release
from tests.cast import carla, cora, erin, olaf
from tests.factories import NOW, assessment, organisation
from tests.reporting.small_models import EXAMPLES
from tests.worked import work_all

pytestmark = pytest.mark.django_db

ROWS = (Answer, AnswerCount, Release, ReportFile, Response)


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """What the child process is asked: figures are computed here, and documents name their kind."""
    tasks = []

    def converse(task, *, watch):
        watch()
        tasks.append(task)
        inputs = drawing.Inputs.from_data(task["inputs"])
        text = drawing.compute(inputs=inputs, model=read_model(task["model"]))
        task["computed"] = read_release(text)
        yield "release", text.encode()
        for kind, subject in task["documents"]:
            yield "drawing", b""
            yield f"document {kind} {subject}", b"%PDF " + kind.encode()

    caches["default"].clear()
    monkeypatch.setattr(dry_run, "converse", converse)
    return tasks


def page(of):
    return f"/console/{of.organisation.code}/assessments/{of.code}/"


def draft(**fields):
    return assessment(opened=False, **fields)


def made(of):
    dry_run.request(assessment=of, user=None, now=NOW)
    work_all()
    return of


def test_carla_has_a_sample_made_and_downloads_it():
    of = draft()
    client = carla(of.organisation)
    assert "Sample report with made-up answers" in client.get(page(of)).content.decode()
    answer = client.post(page(of) + "sample/")
    [job] = Job.objects.all()
    assert answer["Location"] == f"/console/{of.organisation.code}/jobs/{job.code}/"
    work_all()
    html = client.get(page(of)).content.decode()
    assert f"{page(of)}sample/summary.pdf" in html
    assert "Make the sample again" in html
    found = client.get(f"{page(of)}sample/organisation.pdf")
    assert found.content == b"%PDF organisation"
    assert found["Content-Disposition"] == 'attachment; filename="sample-organisation.pdf"'


def test_it_says_in_mark_and_words_that_it_is_a_sample(asked):
    made(draft())
    [task] = asked
    assert task["wording"]["look"]["mark"] == "sample"
    release, model = task["computed"], read_model(task["model"])
    assert release.organisation.period == "sample with made-up answers"
    story = build_story(release=release, model=model)
    assert "sample with made-up answers" in story.summary.basis
    assert story.cover.period == "sample with made-up answers"


def test_its_words_are_in_the_organisations_language(asked):
    of = draft()
    of.organisation.language = "de"
    of.organisation.save()
    with translation.override("en"):
        made(of)
    assert asked[0]["language"] == "de"


def test_nothing_of_it_is_kept_as_a_result():
    before = [rows.objects.count() for rows in ROWS]
    of = made(draft())
    assert [rows.objects.count() for rows in ROWS] == before
    assert Job.objects.get().release is None
    of.refresh_from_db()
    assert of.state == "draft"


def test_another_try_gives_the_same_and_another_assessment_gives_others(asked):
    first, second = draft(), draft(of=organisation("Other"))
    made(first)
    made(first)
    made(second)
    counts = [task["inputs"]["counts"] for task in asked]
    assert counts[0] == counts[1]
    assert counts[0] != counts[2]
    assert asked[0]["computed"].coverage.share == 100


@pytest.mark.parametrize(
    "name",
    ["customer-reply-practice", "online-crisis-preparedness", "website-accessibility-process"],
)
def test_any_model_has_its_sample(name, asked):
    [file] = (EXAMPLES / name).glob("*.yaml")
    of = made(draft(model_version=model_versions.store(file)))
    assert dry_run.document(of, "summary") == b"%PDF summary"
    assert asked[0]["computed"].coverage.shown == 2


def test_other_departments_ask_for_another_sample():
    of = made(draft())
    of.scope_revision += 1
    of.save()
    assert dry_run.document(of, "summary") is None
    assert dry_run.page_of(of, now=NOW).documents == ()


@pytest.mark.parametrize("state", ["closed", "published", "archived"])
def test_there_is_none_once_answers_are_counted(state):
    of = made(draft())
    of.state = state
    of.save()
    client = carla(of.organisation)
    assert "made-up answers" not in client.get(page(of)).content.decode()
    assert client.get(f"{page(of)}sample/summary.pdf").status_code == 404
    assert client.post(page(of) + "sample/")["Location"] == page(of)
    assert Job.objects.count() == 1


def test_a_sample_that_waited_too_long_is_refused_and_says_why():
    of = draft()
    job = dry_run.request(assessment=of, user=None, now=NOW)
    of.state = "closed"
    of.save()
    work_all()
    job.refresh_from_db()
    assert (job.state, job.error) == (
        "failed",
        "No sample is made once answers are counted: make the report.",
    )


def test_without_departments_there_is_nothing_to_sample():
    of = assessment(organisation(departments=()), opened=False)
    with pytest.raises(dry_run.NotOffered):
        dry_run.request(assessment=of, user=None, now=NOW)


@pytest.mark.parametrize(("who", "status"), [(cora, 403), (erin, 403)])
def test_it_is_for_consultants(who, status):
    of = made(draft())
    client = who(of.organisation)
    assert client.get(f"{page(of)}sample/summary.pdf").status_code == status
    assert client.post(page(of) + "sample/").status_code == status


def test_another_organisation_has_no_part_in_it():
    of = made(draft())
    assert olaf().get(f"{page(of)}sample/summary.pdf").status_code == 404


@pytest.mark.parametrize("kind", ["annex", "results", "xlsx"])
def test_there_are_two_documents_of_it(kind):
    of = made(draft())
    assert carla(of.organisation).get(f"{page(of)}sample/{kind}.pdf").status_code == 404


def test_the_child_process_understands_what_it_is_asked(monkeypatch, asked):
    """Only the summary, which is quick to draw."""
    of = draft()
    monkeypatch.setattr(dry_run, "DOCUMENTS", ("summary",))
    task = dry_run._task(of)
    with closing(report_process.converse(task, watch=lambda: None)) as said:
        found = dict(said)
    assert set(found) >= {"release", "document summary "}
    assert found["document summary "].startswith(b"%PDF-1.7")
    assert asked == []
