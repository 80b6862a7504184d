"""`manage.py demo` loads both samples once, through the services everybody uses."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from surveys.models import (
    Assessment,
    Invitation,
    Organisation,
    Release,
    ReportFile,
    Response,
    Workshop,
)
from surveys.services import demo, reports
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """What the sample's reports were made from, with documents that are quick to make."""
    from surveys.services.file_assessment import RoundFiles, assess_files
    from surveys.services.sample_reports import PLANTED, SAMPLES

    folder = SAMPLES / PLANTED.folder
    files = RoundFiles(
        model_name="social-media-readiness",
        answers=folder / "answers.csv",
        departments=folder / "departments.csv",
        period=PLANTED.period,
    )
    release, _model = assess_files(files, organisation=PLANTED.organisation)
    made = tmp_path_factory.mktemp("documents")
    report, summary, figures = (made / name for name in PLANTED.files)
    figures.write_text(release.to_json(), encoding="utf-8")
    report.write_bytes(b"%PDF report")
    summary.write_bytes(b"%PDF summary")
    return made


def test_one_sample_is_published_and_the_other_open(documents):
    loaded = demo.load(documents=documents, now=NOW)
    states = Assessment.objects.order_by("organisation__code").values_list(
        "organisation__name", "state"
    )
    assert list(states) == [("Ferrowen Outdoor", "open"), ("Tollerby Appliances", "published")]
    assert Release.objects.get().text.encode() == (documents / "results.json").read_bytes()
    files = ReportFile.objects.order_by("kind").values_list("kind", "content")
    assert [(kind, bytes(content)) for kind, content in files] == [
        ("organisation", b"%PDF report"),
        ("summary", b"%PDF summary"),
    ]
    assert Response.objects.count() == 60
    assert Client().get(f"/r/{loaded.token}").status_code == 302
    workshop = Workshop.objects.get()
    assert (workshop.stage, workshop.anonymous) == ("prepared", False)
    agenda = workshop.items.filter(bulk=False).values_list("activity", flat=True)
    assert list(agenda) == ["NEW-2", "GDL-1", "NEW-1", "LED-1", "MON-1", "RSP-3"]
    for each in loaded.sign_ins:
        browser = Client()
        posted = {"login": each.email, "password": each.password}
        assert browser.post("/account/sign-in/", posted).status_code == 302


def test_loading_again_changes_nothing_but_the_link(documents, monkeypatch):
    def refuse(*_arguments, **_named):
        raise AssertionError

    first = demo.load(documents=documents, now=NOW)
    counted = [kind.objects.count() for kind in (Organisation, Invitation, Response, Release)]
    monkeypatch.setattr(demo, "_load", refuse)
    monkeypatch.setattr(reports, "make", refuse)
    second = demo.load(documents=documents, now=NOW)
    assert (first.made, second.made) == (True, False)
    assert second.sign_ins == first.sign_ins
    assert second.token != first.token
    assert Client().get(f"/r/{second.token}").status_code == 302
    assert counted == [k.objects.count() for k in (Organisation, Invitation, Response, Release)]


def test_the_command_prints_a_link_and_two_sign_ins(documents, monkeypatch, settings):
    settings.SAMPLE_DIR = documents
    monkeypatch.setattr("surveys.management.commands.demo.make_reports", lambda _out: iter(()))
    out = io.StringIO()
    settings.BASE_URL = "http://127.0.0.1:8001"
    call_command("demo", stdout=out)
    lines = [line.strip() for line in out.getvalue().splitlines()]
    assert lines[0] == "loaded: both samples"
    assert lines[1].startswith("respondent: http://127.0.0.1:8001/r/")
    assert [line.split(",")[0] for line in lines[2:4]] == [
        "consultant: consultant@example.com",
        "executive: executive@example.com",
    ]
    workshop = Workshop.objects.get()
    codes = f"demaaaaaaaap/assessments/{workshop.assessment.code}/workshops/{workshop.code}"
    assert lines[4] == (f"workshop, for the consultant: http://127.0.0.1:8001/console/{codes}/")
    assert lines[5] == "sign in at http://127.0.0.1:8001/account/sign-in/"


def test_the_makefile_says_where_the_site_is():
    makefile = (Path(__file__).resolve().parents[2] / "Makefile").read_text(encoding="utf-8")
    assert "demo serve: export READINESS_BASE_URL ?= http://127.0.0.1:$(PORT)" in makefile
