"""Beside our addresses, views that do the least of the same work: the floors of the benchmarks."""

from functools import cache

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Template, engines
from django.urls import path

from readiness import urls

PAGE = "MON-1"
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
TABLE = """CREATE TABLE floor (person TEXT, question TEXT, value TEXT,
PRIMARY KEY (person, question))"""
UPSERT = """INSERT INTO floor (person, question, value) VALUES (%s, %s, %s)
ON CONFLICT (person, question) DO UPDATE SET value = excluded.value"""


def page(request: HttpRequest) -> HttpResponse:
    """The same question and options by a plain loop."""
    template, known = _shown()
    return HttpResponse(template.render(known | {"token": get_token(request)}))


def save(request: HttpRequest, person: str) -> HttpResponse:
    """One row upserted under the same settings of the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, [person, "MON-1-Q1", request.POST["MON-1-Q1"]])
    return HttpResponse("Saved")


def poll(_request: HttpRequest) -> HttpResponse:
    """Nothing new, after one indexed read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM floor WHERE person = %s AND question = %s", ["1", "x"])
        cursor.fetchone()
    return HttpResponse(status=204)


@cache
def _shown() -> tuple[Template, dict[str, object]]:
    from surveys import queries
    from surveys.services import answers, visits

    invitation = queries.invitations().get(response__isnull=False, person__name="first")
    sheet = answers.questionnaire_of(invitation, {}).pages[PAGE]
    known = {"page": sheet, "visit": visits.visit_of(invitation), "answering": True}
    return engines["django"].from_string(PLAIN), known


urlpatterns = [
    *urls.urlpatterns,
    path("bare/page/", page),
    path("bare/poll/", poll),
    path("bare/save/<str:person>/", save),
]
