"""How much a respondent's page and a save cost, beside the least this stack can do.

    .venv/bin/python benchmarks/respondent.py [--rounds 7] [--requests 60]

Goals 1 and 2 of the project's notes on performance. Every floor is measured in the same run, in
turns with ours, in one process without a network; ratios hold where absolute times drift. Nothing
here passes or fails. The database is SQLite in a file of its own, with the settings of production.
"""

import argparse
import gzip
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")

import django
from django.conf import settings

Work = Callable[[], object]
PLAIN = """{% extends "respondent/base.html" %}{% block title %}{{ page.title }}{% endblock %}
{% block main %}<div class="sheet"><form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}">
{% for question in page.questions %}<fieldset class="question" id="{{ question.html_id }}">
<legend><h1>{{ question.text }}</h1></legend>
{% for choice in question.choices %}<label class="answer"><input type="radio"
 name="{{ question.code }}" value="{{ choice.value }}"
{% if choice.value == "2" %} checked{% endif %}>
<span>{{ choice.text }}</span></label>{% endfor %}
{% for choice in question.others %}<label class="answer"><input type="radio"
 name="{{ question.code }}" value="{{ choice.value }}"
{% if choice.value == "2" %} checked{% endif %}>
<span>{{ choice.text }}</span></label>{% endfor %}
{% for choice in question.apart %}<label class="answer"><input type="radio"
 name="{{ question.code }}" value="{{ choice.value }}"
{% if choice.value == "2" %} checked{% endif %}>
<span>{{ choice.text }}</span></label>{% endfor %}</fieldset>{% endfor %}
<button class="btn btn-primary">Save and continue</button></form></div>{% endblock %}"""
UPSERT = """INSERT INTO floor (person, question, value) VALUES (%s, %s, %s)
ON CONFLICT (person, question) DO UPDATE SET value = excluded.value"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readiness-benchmark-") as folder:
        settings.DATABASES["default"]["NAME"] = Path(folder) / "rows.sqlite3"
        settings.ALLOWED_HOSTS = ["testserver"]
        django.setup()
        measure(rounds=max(5, options.rounds), requests=options.requests)


def measure(*, rounds: int, requests: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    visit = Visit()
    print(f"{rounds} rounds of {requests} requests each, in turns; CPU time per request")
    compare("Answer page", visit.page, "plain template loop", visit.plain_page, rounds, requests)
    compare("Saving one answer", visit.save, "bare upsert view", visit.bare_save, rounds, requests)
    visit.report_weights()


class Visit:
    """A respondent who has started, and bare views that do the least of the same work."""

    def __init__(self) -> None:
        from django.db import connection
        from django.template import engines
        from django.test import Client

        from surveys.services import answers, visits

        token, self.invitation = invite()
        self.client = Client()
        self.client.get(f"/r/{token}")
        self.base = f"/r/{self.invitation.assessment.code}/"
        self.client.post(f"{self.base}start/")
        self.revision = 0
        given = answers.answers_of(self.invitation)
        self.sheet = answers.questionnaire_of(self.invitation, given).pages["MON-1"]
        self.shown = visits.visit_of(self.invitation)
        self.template = engines["django"].from_string(PLAIN)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE floor (person TEXT, question TEXT, value TEXT, "
                "PRIMARY KEY (person, question))"
            )

    def page(self) -> int:
        response = self.client.get(f"{self.base}pages/MON-1/")
        assert response.status_code == 200
        return len(response.content)

    def plain_page(self) -> int:
        """The same question and options by a plain loop, in the same stack of middleware."""
        context = {"page": self.sheet, "visit": self.shown, "answering": True, "token": "x" * 64}
        return len(self._bare(lambda _request: self.template.render(context)))

    def save(self) -> None:
        response = self.client.post(
            f"{self.base}answers/MON-1-Q1/",
            {"MON-1-Q1": str(self.revision % 5), "MON-1-Q1.revision": str(self.revision)},
            headers={"HX-Request": "true"},
        )
        assert response.status_code == 200
        self.revision += 1

    def bare_save(self) -> None:
        """One row upserted under the same settings of the database, in the same middleware."""
        from django.db import connection, transaction

        def view(_request: object) -> str:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(UPSERT, ["rosa", "MON-1-Q1", str(self.revision % 5)])
            return "saved"

        self.revision_of_floor = self._bare(view, method="post")

    def _bare(self, view: Callable[[object], str], *, method: str = "get") -> bytes:
        from django.http import HttpResponse

        bare.view = lambda request: HttpResponse(view(request))
        send = getattr(self.client, method)
        data = {"MON-1-Q1": "2", "MON-1-Q1.revision": "1"} if method == "post" else None
        content: bytes = send("/bare/", data).content
        return content

    def report_weights(self) -> None:
        page = self.client.get(f"{self.base}pages/MON-1/").content
        files = [
            ROOT / "static/vendor/bootstrap/bootstrap.min.css",
            ROOT / "static/css/readiness.css",
            ROOT / "static/css/respondent.css",
            ROOT / "static/js/autosave.js",
            ROOT / "static/js/focus.js",
            ROOT / "static/img/mark.svg",
            htmx(),
        ]
        later, first = zipped(page), sum(zipped(file.read_bytes()) for file in files)
        print(
            f"Weight, gzip: first visit {(first + later) / 1000:.1f} kB (goal 60), "
            f"each page after {later / 1000:.1f} kB (goal 12)"
        )


class bare:  # noqa: N801 - stands in for a module of views
    view: Callable[[object], object]


def serve_bare(request: object) -> object:
    return bare.view(request)


def invite() -> tuple[str, object]:
    from django.urls import path

    from readiness import urls
    from surveys.models import Assessment, Department, Organisation
    from surveys.services import invitations, model_versions
    from surveys.services.model_files import find_model

    urls.urlpatterns.append(path("bare/", serve_bare))
    organisation = Organisation.objects.create(name="Tollerby")
    departments = [
        Department.objects.create(organisation=organisation, key=f"d{n:02}", name=f"Department {n}")
        for n in range(12)
    ]
    version = model_versions.store(find_model("social-media-readiness"))
    made = Assessment.objects.create(
        organisation=organisation, model_version=version, title="Round", state="open"
    )
    for department in departments:
        made.scope.create(department=department)
    issued = invitations.create(assessment=made, department=departments[0])
    return issued.token, issued.invitation


def htmx() -> Path:
    from django.contrib.staticfiles import finders

    return Path(str(finders.find("django_htmx/htmx-2.min.js")))


def zipped(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def compare(
    name: str, ours: Work, floor_name: str, floor: Work, rounds: int, requests: int
) -> None:
    for work in (ours, floor) * 3:
        work()
    pairs = [(spent(ours, requests), spent(floor, requests)) for _ in range(rounds)]
    ratios = sorted(mine / least for mine, least in pairs)
    mine, least = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"{name}: {mine * 1000:.2f} ms; {floor_name}: {least * 1000:.2f} ms; "
        f"ratio {statistics.median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def spent(work: Work, times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


if __name__ == "__main__":
    main()
